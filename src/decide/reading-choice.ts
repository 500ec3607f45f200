/** How much of the storage is read after a wipe: as much as the level that the organisation asks for needs. */
import { type EvidenceLevel, levelRank, weakestLevel } from '../model/evidence-level.ts';
import type { ReadingKind } from '../model/findings.ts';
import type { Claim, Step } from '../model/plan.ts';

interface Reading {
  readonly kind: ReadingKind;
  /** The highest level that such a reading carries. */
  readonly level: EvidenceLevel;
  /** What the plan says beside the words of the route. */
  readonly words: string;
  /** A slow storage behind a slow cable takes an hour for 128 GB. */
  readonly seconds: number;
}

const HOUR = 3600;
const STATISTICAL: Reading = { kind: 'statistical', level: 'STATISTICAL', words: '', seconds: 0 };
const READINGS: readonly Reading[] = [
  { kind: 'full', level: 'FULL-READ', words: ' Every byte is read, which takes long.', seconds: 24 * HOUR },
  {
    kind: 'r1-representative',
    level: 'R1-REPRESENTATIVE',
    words: ' A tenth of the storage is read, as NIST SP 800-88 Rev. 1 describes.',
    seconds: 6 * HOUR,
  },
  STATISTICAL,
];

/** The cheapest reading that can reach the level. */
export function readingFor(required: EvidenceLevel): Reading {
  return READINGS.find(({ level }) => levelRank(required) >= levelRank(level)) ?? STATISTICAL;
}

/** Steps and claim of a route with the reading that the level asks for. */
export function withReading(
  { claim, steps }: { readonly claim: Claim; readonly steps: readonly Step[] },
  required: EvidenceLevel,
): { claim: Claim; steps: Step[] } {
  const { kind, level, words, seconds } = readingFor(required);
  return {
    claim: { ...claim, maxLevel: weakestLevel(claim.maxLevel, level) },
    steps: steps.map((step) =>
      step.verb !== 'probe:sample' || kind === 'statistical'
        ? step
        : {
            ...step,
            args: { ...step.args, reading: kind },
            words: `${step.words}${words}`,
            timeoutSeconds: Math.max(step.timeoutSeconds, seconds),
          },
    ),
  };
}
