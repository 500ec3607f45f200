/** A reading for people: what was read, where, why there, what was found, and what that proves in bytes. */
import chalk from 'chalk';
import { EXPECTATION_RULES, type Expectation, type ReadingVerdict } from '../model/expectation.ts';
import { BLOCK_CLASSES, type ClassCounts, type Findings } from '../model/findings.ts';
import type { VerdictResult } from '../model/verdict.ts';
import { readByText } from './reading-words.ts';
import { plainText } from './terminal-text.ts';
import { bytesText, percentText } from './units.ts';

const WORDS: Readonly<Record<VerdictResult, string>> = {
  verified: chalk.green.bold('NOTHING FOUND that should not be there'),
  'performed-unverified': chalk.yellow.bold('NOTHING FOUND, BUT TOO LITTLE READ'),
  unknown: chalk.magenta.bold('UNKNOWN - treat this storage as not erased'),
  'not-sanitized': chalk.red.bold('CONTENT FOUND - this storage is not erased'),
};

const SHOWN_HITS = 10;
const CELLS = 64;

function line(name: string, text: string): string {
  return `  ${name.padEnd(10)} ${text}`;
}

const total = (classes: ClassCounts) => Object.values(classes).reduce((sum, count) => sum + count, 0);

function counted(classes: ClassCounts): string {
  const found = BLOCK_CLASSES.filter((name) => classes[name] > 0).map((name) => `${classes[name]} ${name}`);
  return found.length > 0 ? found.join(', ') : 'none';
}

/** Where the medium was read and where hits are: one character for each of 64 equal parts. */
export function mapOf(findings: Findings): string {
  const cells = new Array<string>(CELLS).fill('·');
  for (const { offset } of findings.hits) {
    cells[Math.min(CELLS - 1, Math.floor((offset / findings.medium.bytes) * CELLS))] = 'X';
  }
  return `[${cells.join('')}]`;
}

function placesText({ fresh, fixed, subsections, weighted, windowBytes, method }: Findings): string[] {
  const size = bytesText(windowBytes);
  return [
    method === 'full'
      ? line('read', `all ${fresh.windows} windows of ${size}`)
      : line(
          'drawn',
          `${fresh.windows} places of ${size}, one at random in each of ${fresh.windows} equal parts: ${counted(fresh.classes)}`,
        ),
    ...(subsections === undefined
      ? []
      : [
          line(
            'Rev. 1',
            `two places in each of ${subsections.count} subsections, ${bytesText(subsections.bytes)}: ${counted(subsections.classes)}`,
          ),
        ]),
    ...(weighted === undefined || weighted.windows === 0
      ? []
      : [
          line(
            'likelier',
            `${weighted.windows} more where file systems keep tables or content was: ${counted(weighted.classes)}`,
          ),
        ]),
    line('always', `${fixed.windows} places at both ends, superblocks, crypto footer: ${counted(fixed.classes)}`),
  ];
}

export function findingsText(findings: Findings, verdict: ReadingVerdict, expectation: Expectation): string {
  const { medium, seed, bytesRead, speed, hits, hitCount } = findings;
  const unreadable = [findings.fresh, findings.fixed, findings.subsections, findings.weighted].reduce(
    (sum, set) => sum + (set?.classes.unreadable ?? 0),
    0,
  );
  const lines = [
    WORDS[verdict.verdict],
    line('medium', `${plainText(medium.node, 200)}, ${bytesText(medium.bytes)}`),
    line('read by', readByText(findings)),
    line('expected', `after ${expectation}: ${EXPECTATION_RULES[expectation].words}`),
    ...placesText(findings),
    line(
      'in all',
      `${bytesText(bytesRead)} read${speed ? `, ${bytesText(speed.bytesPerSecond)}/s` : ''}${unreadable > 0 ? `, ${unreadable} places unreadable` : ''}`,
    ),
    line('seed', `${seed}  ${chalk.dim('(the same seed gives the same places)')}`),
  ];
  if (hitCount > 0) {
    lines.push(line('hits', `${hitCount} places; X marks where  ${mapOf(findings)}`));
    for (const { offset, class: name, detail } of hits.slice(0, SHOWN_HITS)) {
      lines.push(line('', `at byte ${offset}: ${name}${detail === undefined ? '' : ` (${plainText(detail, 40)})`}`));
    }
    if (hitCount > SHOWN_HITS) lines.push(line('', `and ${hitCount - SHOWN_HITS} more`));
  }
  for (const [name, bound] of [
    ['bound', verdict.bound],
    ['worst case', verdict.worstBound],
  ] as const) {
    if (bound === null || (name === 'worst case' && bound.fraction === verdict.bound?.fraction)) continue;
    const counting = name === 'worst case' ? ', counting every unreadable place as dirty' : '';
    lines.push(
      line(
        name,
        findings.method === 'full'
          ? `${percentText(bound.fraction)} (${bytesText(bound.bytes)}) of the medium is not as expected${counting}`
          : `${percentText(bound.confidence)} confidence: at most ${percentText(bound.fraction)} (${bytesText(bound.bytes)}) of the medium is not as expected${counting}`,
      ),
    );
  }
  if (verdict.falseAlarms > 0) {
    const alarms = verdict.falseAlarms.toPrecision(2);
    lines.push(line('chance', `${alarms} blocks of what looks random would look structured by chance alone`));
  }
  lines.push(line('level', verdict.level));
  for (const { code, text } of verdict.reasons) lines.push(line('because', `${text} ${chalk.dim(`(${code})`)}`));
  if (total(findings.fresh.classes) > 0 && verdict.verdict === 'verified') {
    lines.push(line('not read', 'what the host cannot address: spare and over-provisioned blocks of the flash'));
  }
  return lines.join('\n');
}
