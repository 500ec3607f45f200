/** What the classes of one set of windows say under the rules of the technique (standards: SP 800-88r1 4.7, r2 3.2.2). */
import type { ClassCounts, FillCounts } from '../model/findings.ts';
import { logBinomialCdf } from './assess-bound.ts';
import type { AssessCode } from './assess-reasons.ts';

export interface SetRules {
  /** The medium was encrypted below the file system: structure can only be plaintext. */
  readonly encrypted: boolean;
  /** Old ciphertext is dead because its key was shown to be destroyed. */
  readonly ciphertextOfDeadKey: boolean;
  /** What looks random was written after the wipe under a new key. */
  readonly newCiphertext: boolean;
  readonly blocksPerWindow: number;
}

export interface SetJudgement {
  readonly conforming: number;
  readonly violating: number;
  readonly inconclusive: number;
  readonly unreadable: number;
  readonly codes: readonly AssessCode[];
}

/** Chance that a random block of 4 KiB is called structured by the sampler's tests: two tails of 1e-6 and text runs. */
export const FALSE_STRUCTURED = 2.25e-6;
/** So many structured windows among random ones are no longer put down to chance. */
const CHANCE = 1e-4;

export function judgeSet(classes: ClassCounts, knownRandomLike: number, rules: SetRules): SetJudgement {
  const codes: AssessCode[] = [];
  let violating = classes.canary;
  let inconclusive = classes.constant;
  let conforming = classes.zero + classes.ff;
  if (classes.canary > 0) codes.push('CANARY_FOUND');
  if (classes.constant > 0) codes.push('CONSTANT_FOUND');

  const dead = rules.ciphertextOfDeadKey ? Math.min(knownRandomLike, classes['known-hash']) : 0;
  inconclusive += dead;
  violating += classes['known-hash'] - dead;
  if (dead > 0) codes.push('CIPHERTEXT_REMAINED');
  if (classes['known-hash'] > dead) codes.push('CONTENT_REMAINED');

  const structured = classes.signature + classes.structured;
  if (structured > 0) {
    if (!rules.encrypted) codes.push('NEW_FILE_SYSTEM_OR_LEFTOVER');
    else codes.push(isChance(classes, rules.blocksPerWindow) ? 'STRUCTURED_BY_CHANCE' : 'PLAINTEXT_FOUND');
  }
  if (codes.includes('PLAINTEXT_FOUND')) violating += structured;
  else inconclusive += structured;

  if (rules.newCiphertext) conforming += classes['random-like'];
  else {
    inconclusive += classes['random-like'];
    if (classes['random-like'] > 0) codes.push('RANDOM_LIKE_UNEXPLAINED');
  }
  return { conforming, violating, inconclusive, unreadable: classes.unreadable, codes };
}

/**
 * After writing over only an exact match says anything. What is not what was written is a leftover, whatever it looks
 * like; zeros are not, but they are not what was written either.
 */
export function judgeFilledSet(classes: ClassCounts, fill: FillCounts): SetJudgement {
  const found: readonly (readonly [AssessCode, number])[] = [
    ['CANARY_FOUND', classes.canary],
    ['CONTENT_REMAINED', classes['known-hash']],
    ['FILL_BROKEN', fill.other],
    ['FILL_MISSING', fill.zero],
  ];
  return {
    conforming: fill.matching,
    violating: fill.other,
    inconclusive: fill.zero,
    unreadable: classes.unreadable,
    codes: found.flatMap(([code, count]) => (count > 0 ? [code] : [])),
  };
}

/**
 * Whether random windows of so many blocks of 4 KiB alone would give so many structured ones. Unreadable windows are left out of the count, so that
 * they never make chance likelier.
 */
export function isChance(classes: ClassCounts, blocksPerWindow: number): boolean {
  // A signature has a structure of its own and is not put down to chance.
  if (classes.signature > 0 || classes.structured > 100) return false;
  const trials = classes['random-like'] + classes.structured;
  if (!Number.isSafeInteger(trials)) return false;
  const rate = Math.min(1, FALSE_STRUCTURED * blocksPerWindow);
  return -Math.expm1(logBinomialCdf(classes.structured - 1, trials, rate)) > CHANCE;
}
