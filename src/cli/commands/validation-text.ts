/** A validation decision in words: first the decision, then what it rests on. */
import { type PresentedValidation, REMEDY_WORDS } from '../../model/validation.ts';
import { plainText } from '../../report/terminal-text.ts';
import { fieldWords, personWords } from './field-words.ts';

function decisionWords({ decision, remedy, certificate, simulated }: PresentedValidation): string {
  const mark = simulated ? 'SIMULATED - ' : '';
  if (decision === 'rejected') {
    const next = typeof remedy === 'string' ? REMEDY_WORDS[remedy] : fieldWords(remedy);
    return `${mark}REJECTED: the sanitization is not accepted. Next: ${next}.`;
  }
  const rest =
    certificate.result === 'PASS'
      ? ''
      : ' The outcome was not verified at the level asked for; the risk that this leaves is accepted.';
  return `${mark}APPROVED: a person accepts the outcome for the organisation.${rest}`;
}

/** For a reader who has the certificate before the eyes. Nothing in it can move the cursor. */
export function decisionLines(record: PresentedValidation): string {
  const by = `Decided by   ${plainText(personWords(record.validator), 600)}; ${record.issuedAt}`;
  return `Decision: ${decisionWords(record)}\n${by}\nRationale    ${plainText(record.rationale, 600)}`;
}

/** Nothing in it can move the cursor. */
export function validationLines(record: PresentedValidation): string {
  const { certificate, independence, grounds } = record;
  const doubts = grounds.filter(({ state }) => state !== 'not-triggered');
  const rows: (readonly [string, string])[] = [
    ['Statement', record.statement],
    ['Kind', record.simulated ? `${certificate.kind.toUpperCase()} - SIMULATED, no real phone` : certificate.kind],
    [
      'Certificate',
      `${certificate.id}, ${certificate.result} at ${certificate.level} (asked for: ${certificate.requiredLevel}), issued ${certificate.issuedAt}`,
    ],
    ['Its digest', certificate.digest],
    ['Sensitivity', fieldWords(record.sensitivity)],
    ['Doubts', doubts.map(({ id, state }) => `${id} ${state}`).join(', ') || 'none of the five grounds was triggered'],
    [
      'Wiped by',
      `${independence.operatorId}; another id and another key; names ${independence.names === 'different' ? 'differ' : 'were not compared'}`,
    ],
    ['Record', `${record.id}, issued ${record.issuedAt}`],
  ];
  return [
    'Document: VALIDATION DECISION of a person about one certificate (SP 800-88 Rev. 2, 4.5.2). Nothing was measured.',
    decisionLines(record),
    ...rows.map(([title, text]) => `${title.padEnd(12)} ${plainText(text, 600)}`),
  ].join('\n');
}
