/** The verdict for people: first the word, then what it rests on, then what was not reached. */
import chalk from 'chalk';
import { levelMeaning } from '../model/evidence-level.ts';
import type { Findings } from '../model/findings.ts';
import { type Kind, SIMULATED_KINDS } from '../model/identity.ts';
import type { Run } from '../model/run.ts';
import type { SdCardClaim } from '../model/sd-card.ts';
import type { Verdict, VerdictResult } from '../model/verdict.ts';
import { plainText } from './terminal-text.ts';
import { bytesText, percentText } from './units.ts';

const WORDS: Readonly<Record<VerdictResult, string>> = {
  verified: chalk.green.bold('VERIFIED'),
  'performed-unverified': chalk.yellow.bold('PERFORMED, NOT VERIFIED'),
  unknown: chalk.magenta.bold('UNKNOWN - treat this phone as not erased'),
  'not-sanitized': chalk.red.bold('NOT SANITIZED - data of before the wipe are still there'),
};

function endingText(run: Run): string {
  const { ending } = run;
  if (ending.kind === 'done') return 'all steps done';
  if (ending.kind === 'cancelled') return `cancelled at step ${ending.at}`;
  return `failed at step ${ending.at}: ${plainText(ending.message, 300)} (${ending.code})`;
}

function measured(findings: Findings): string {
  const before = findings.baseline
    ? `${findings.baseline.windows} places read before (${findings.baseline.informative} held something) and again after, ` +
      `${findings.baseline.unchanged} unchanged; `
    : '';
  return `${before}${findings.fresh.windows} new places read, ${findings.hitCount} hits`;
}

/** @param card the line of the memory card, where it is to be said */
export function verdictText(
  verdict: Verdict,
  run: Run,
  findings: Findings | null,
  kind: Kind,
  card?: SdCardClaim,
): string {
  const lines = [
    SIMULATED_KINDS.includes(kind)
      ? `${WORDS[verdict.result]} ${chalk.dim(`(${kind}: not a real phone)`)}`
      : WORDS[verdict.result],
    `  evidence   ${verdict.level} (required: ${verdict.requiredLevel})`,
    `             ${levelMeaning(verdict.level, run.acknowledged)}`,
    `  claim      ${verdict.claim.method} by ${verdict.claim.technique}`,
    `  run        ${endingText(run)}`,
  ];
  for (const { step, answer, by, at } of run.operator) {
    lines.push(`  operator   ${plainText(by, 64)} said "${answer}" at card ${plainText(step, 64)}, ${at}`);
  }
  if (card) lines.push(`  SD card    ${plainText(card.text, 300)}`);
  if (findings) lines.push(`  measured   ${measured(findings)}`);
  if (verdict.bound) {
    const { confidence, fraction, bytes } = verdict.bound;
    lines.push(
      `  bound      ${percentText(confidence)} confidence: at most ${percentText(fraction)} ` +
        `(${bytesText(bytes)}) of the addressable storage still holds what it must not`,
    );
  }
  for (const { code, text } of verdict.reasons)
    lines.push(`  because    ${plainText(text, 300)} ${chalk.dim(`(${code})`)}`);
  return lines.join('\n');
}
