/** What each technique leaves behind, and what a reading by itself says of it. */
import type { EvidenceLevel } from './evidence-level.ts';
import type { BlockClass, Bound } from './findings.ts';
import type { VerdictResult } from './verdict.ts';

export const EXPECTATIONS = ['zero', 'ff', 'random', 'discard', 'crypto-erase'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

interface Rule {
  readonly expected: readonly BlockClass[];
  /** Neither expected nor a sign of content. */
  readonly doubtful: readonly BlockClass[];
  readonly words: string;
}

export const EXPECTATION_RULES: Readonly<Record<Expectation, Rule>> = {
  zero: { expected: ['zero'], doubtful: [], words: 'nothing but zeros' },
  ff: { expected: ['ff'], doubtful: [], words: 'nothing but FF' },
  random: { expected: ['random-like'], doubtful: ['zero', 'ff'], words: 'nothing but data that looks random' },
  discard: { expected: ['zero', 'ff'], doubtful: ['random-like', 'constant'], words: 'zeros or FF' },
  'crypto-erase': {
    expected: ['zero', 'ff', 'random-like'],
    doubtful: ['constant'],
    words: 'zeros, FF or data that looks random',
  },
};

export interface ReadingVerdict {
  readonly verdict: VerdictResult;
  /** How the storage was read, whatever was found there. */
  readonly level: EvidenceLevel;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  /** Over the places that could be read; null when there were none. */
  readonly bound: Bound | null;
  /** With every unreadable place counted as dirty. */
  readonly worstBound: Bound | null;
  /** How many blocks of what looks random would look structured by chance alone. */
  readonly falseAlarms: number;
}
