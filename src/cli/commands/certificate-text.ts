/** A certificate in words for a terminal: the result first, what it is worth next, details last. */
import type { Ground, Hidden, PresentedClaims, Stated } from '../../model/claims.ts';
import type { Fact, Unavailable } from '../../model/fact.ts';
import type { Bound } from '../../model/findings.ts';
import { isRealPhone } from '../../model/identity.ts';
import { partitionText, readByText } from '../../report/reading-words.ts';
import { plainText } from '../../report/terminal-text.ts';
import { bytesText } from '../../report/units.ts';
import { cryptoEraseRows, type Row, stateRows } from './evidence-rows.ts';

const RESULT_WORDS = {
  PASS: 'PASS: erased, and verified at the level that was asked for.',
  UNVERIFIED: 'UNVERIFIED: the erasure was performed, but not verified at the level that was asked for.',
  FAIL: 'FAIL: do not treat this phone as erased.',
} as const;
const GROUND_WORDS = { triggered: 'YES', 'not-triggered': 'no', undetermined: 'undetermined' } as const;

function factText(fact: Fact<unknown> | Hidden): string {
  if ('hidden' in fact) return '(withheld in this copy)';
  if ('unavailable' in fact) return `(unavailable: ${fact.unavailable})`;
  return Array.isArray(fact.value) ? fact.value.join(', ') || '(none)' : String(fact.value);
}

function statedText(value: Stated | Hidden): string {
  return typeof value === 'string' ? value : factText(value);
}

function boundText(bound: Bound | Unavailable): string {
  if ('unavailable' in bound) return factText(bound);
  const percent = Number((bound.fraction * 100).toPrecision(3));
  return `${bound.confidence * 100} % confident that at most ${percent} % (${bound.bytes} bytes) is affected`;
}

function groundLine({ id, state, ground, evidence }: Ground): Row {
  return [`Doubt ${id}`, `${GROUND_WORDS[state]}: ${ground} ${evidence}`];
}

function samplingRows({ sampling }: PresentedClaims['verification']): Row[] {
  if ('unavailable' in sampling) return [['Storage read', factText(sampling)]];
  const { fresh, fixed, medium, seed, unreadable, hitCount, canaries, windowBytes, bytesRead } = sampling;
  const { kind, subsections, weighted, speed, partitions = [] } = sampling;
  return [
    ['Storage read', `${bytesRead} of ${medium.bytes} bytes of ${medium.node}${kind ? `, ${kind}` : ''}`],
    ['Read by', readByText(sampling)],
    ['Windows', `${fresh.windows} at random, ${fixed.windows} fixed, of ${windowBytes} bytes each`],
    ...(subsections
      ? [['Subsections', `${subsections.windows} places in ${subsections.count}, ${subsections.bytes} bytes`] as const]
      : []),
    ...(weighted
      ? [['Likelier', `${weighted.windows} more where content is likelier; no part of the bound`] as const]
      : []),
    ['Seed', seed],
    ['Found', `${hitCount} leftovers, ${unreadable} unreadable windows, ${canaries.found} planted files`],
    ...(speed ? [['Speed', `${bytesText(speed.bytesPerSecond)}/s`] as const] : []),
    ...partitions.map((partition) => ['Beside it', partitionText(partition)] as const),
  ];
}

/** Rows of what a person said, and of the memory card; none in certificates from before there were such fields. */
function operatorRows({ operator = [], sdCard }: PresentedClaims['sanitization']): Row[] {
  return [
    ...operator.map(
      ({ step, answer, by, at }) => ['Person', `${by} said "${answer}" at card ${step}, ${at}; not measured`] as const,
    ),
    ...(sdCard ? [['SD card', sdCard.text] as const] : []),
  ];
}

function rowsOf(claims: PresentedClaims): Row[] {
  const { phone, sanitization, verification, verdict, asset, operator, media, evidence } = claims;
  const { method, technique, tool, profile, route, steps, ending, scope } = sanitization;
  return [
    ['Level', `${verification.level} (asked for: ${verification.requiredLevel}). ${verification.meaning}`],
    ...verdict.reasons.map(({ code, text }) => ['Reason', `${text} [${code}]`] as const),
    ['Kind', claims.simulated ? `${phone.kind.toUpperCase()} - SIMULATED, no real phone` : phone.kind],
    ...(phone.variant && 'value' in phone.variant ? [['Variant', phone.variant.value] as const] : []),
    ...(phone.rom && 'value' in phone.rom ? [['System', phone.rom.value] as const] : []),
    ...(phone.deviceName && 'value' in phone.deviceName ? [['Sold as', phone.deviceName.value] as const] : []),
    ['Phone', `${factText(phone.maker)} ${factText(phone.model)} (${factText(phone.device)})`],
    ['Serial', factText(phone.serial)],
    ['IMEI', factText(phone.imeis)],
    ['Media', `${factText(media.type)}, ${factText(media.capacityBytes)} bytes`],
    ['Property', statedText(asset.propertyNumber)],
    ['Lot', statedText(asset.lot)],
    ['Method', `${method}, ${technique}`],
    ['Route', `${route}, profile ${profile.id} (${profile.digest})`],
    ['Tool', `${tool.name} ${tool.version}`],
    ['Time', `${sanitization.startedAt} to ${sanitization.endedAt}`],
    ...steps.map((step) => ['Step', `${step.id}: ${step.outcome}`] as const),
    ['Ending', ending.kind === 'done' ? 'done' : `${ending.kind} at ${ending.at}`],
    ...operatorRows(sanitization),
    ...(sanitization.leaves ?? []).map((leaving) => ['Leaves', leaving] as const),
    ...scope.notCovered.map((text) => ['Not covered', text] as const),
    ...samplingRows(verification),
    ...stateRows(verification),
    ...cryptoEraseRows(claims),
    ['Bound', boundText(verification.bound)],
    ['Worst case', boundText(verification.worstBound)],
    ...claims.grounds.map(groundLine),
    ['Operator', `${statedText(operator.id)}, ${statedText(operator.name)}, ${statedText(operator.title)}`],
    ['Where', `${statedText(operator.organisation)}, ${statedText(operator.site)}`],
    ['Journal', typeof evidence.journalDigest === 'string' ? evidence.journalDigest : factText(evidence.journalDigest)],
    ['Decision', 'awaited: a person of the organisation accepts or rejects this outcome (SP 800-88 Rev. 2, 4.5.2)'],
    ['Certificate', `${claims.id}, issued ${claims.issuedAt}`],
  ];
}

function headOf(claims: PresentedClaims): string {
  const { kind } = claims.phone;
  const mark = claims.simulated ? 'SIMULATED - ' : isRealPhone(kind) ? '' : `KIND ${kind.toUpperCase()} - `;
  return `Result: ${mark}${RESULT_WORDS[claims.result]}`;
}

const lines = (rows: readonly Row[]) => rows.map(([title, text]) => `${title.padEnd(12)} ${plainText(text, 400)}`);

/** First the result, in capitals, also for those who read no further. Nothing in it can move the cursor. */
export function certificateLines(claims: PresentedClaims): string {
  return [headOf(claims), ...lines(rowsOf(claims))].join('\n');
}

/** What decides; the rest is in `certificateLines`. */
const ESSENTIAL: readonly string[] = [
  'Level',
  'Reason',
  'Kind',
  'Phone',
  'Serial',
  'IMEI',
  'Person',
  'SD card',
  'Bound',
  'Where',
  'Certificate',
];

/** The five grounds for doubt, for a person who has to decide (SP 800-88 Rev. 2, 4.5.2). */
export function groundLines({ grounds }: PresentedClaims): string {
  return lines(grounds.map(groundLine)).join('\n');
}

export function certificateSummary(claims: PresentedClaims): string {
  const rows = rowsOf(claims).filter(([title]) => ESSENTIAL.includes(title));
  return [headOf(claims), ...lines(rows)].join('\n');
}
