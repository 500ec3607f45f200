/** A record of an independent check in words: first what was found, then what has to be done, then how it was picked. */
import type { PresentedQcRecord, QcResult } from '../../model/qc-record.ts';
import { plainText } from '../../report/terminal-text.ts';
import { fieldWords, personWords } from './field-words.ts';

const RESULT_WORDS: Readonly<Record<QcResult, string>> = {
  clean: 'CLEAN: the other tool found nothing.',
  found: 'FOUND: something was found. Do not treat this phone as erased.',
  'not-checked': 'NOT CHECKED: nobody looked at this phone, so it says nothing.',
};

/** Nothing in it can move the cursor. */
export function qcRecordLines(record: PresentedQcRecord): string {
  const { certificate, selection, check, independence, checker } = record;
  const { ledger, seed } = selection;
  const { findings, tool } = check;
  const rows: (readonly [string, string])[] = [
    ...record.next.map((text) => ['Next', text] as const),
    ['Statement', record.statement],
    ['Kind', record.simulated ? `${certificate.kind.toUpperCase()} - SIMULATED, no real phone` : certificate.kind],
    ['Certificate', `${certificate.id}, ${certificate.result} at ${certificate.level}, issued ${certificate.issuedAt}`],
    ['Its digest', certificate.digest],
    ['Other tool', 'name' in tool ? `${tool.name} ${tool.version}` : fieldWords(tool)],
    ['When', fieldWords(check.on)],
    ['In words', fieldWords(check.words)],
    [
      'Findings',
      'name' in findings
        ? `${findings.name}, ${findings.bytes} bytes, SHA-256 ${findings.sha256}`
        : fieldWords(findings),
    ],
    ['Checked by', personWords(checker)],
    [
      'Wiped by',
      `${independence.operatorId}; another id and another key; names ${independence.names === 'different' ? 'differ' : 'were not compared'}`,
    ],
    ['Lot', fieldWords(selection.lot)],
    [
      'Picked',
      `as number ${selection.number} of ${selection.populationSize}, in turn ${selection.turn + 1} of ${selection.sampleSize}`,
    ],
    ['Seed', `${seed.value} (${seed.source === 'drawn' ? 'drawn by the program' : 'given by a person'})`],
    ['Ledger', `entries 0 to ${ledger.size - 1}, root ${ledger.root}`],
    ['Plan', selection.planDigest],
    ['Record', `${record.id}, issued ${record.issuedAt}`],
  ];
  return [
    `Document: ${record.simulated ? 'SIMULATED - ' : ''}INDEPENDENT CHECK of one phone, as a person states it.`,
    `Check: ${RESULT_WORDS[check.result]}`,
    ...rows.map(([title, text]) => `${title.padEnd(12)} ${plainText(text, 600)}`),
  ].join('\n');
}
