/**
 * Whether two samples of one medium can be samples of one medium. A phone that answers old data only where it was not
 * read before, or is clean only where it was, shows different shares in the two sets.
 */
import { hypergeometricCdf } from './assess-bound.ts';

export interface Share {
  /** Windows that hold something. */
  readonly filled: number;
  readonly empty: number;
  /** May be either: the reading that speaks most against the phone is taken. */
  readonly unreadable: number;
}

/** False alarms per phone. */
const ALPHA = 1e-6;
/** Two-sided 1e-6 point of the normal distribution. */
const NORMAL_POINT = 4.8916;
/** Above this many filled windows the exact sum is too long and the normal distribution is as good. */
const EXACT_UP_TO = 1_000_000;

export function sharesDisagree(a: Share, b: Share): boolean {
  return (
    differ(a.filled + a.unreadable, a.empty, b.filled, b.empty + b.unreadable) ||
    differ(a.filled, a.empty + a.unreadable, b.filled + b.unreadable, b.empty)
  );
}

/** Fisher's exact test, two-sided by doubling the smaller tail. */
function differ(filledA: number, emptyA: number, filledB: number, emptyB: number): boolean {
  const drawsA = filledA + emptyA;
  const drawsB = filledB + emptyB;
  const filled = filledA + filledB;
  const all = drawsA + drawsB;
  if (drawsA === 0 || drawsB === 0 || filled === 0 || filled === all) return false;
  if (Math.min(filled, all - filled) > EXACT_UP_TO || !Number.isSafeInteger(all)) {
    const share = filled / all;
    const spread = Math.sqrt(share * (1 - share) * (1 / drawsA + 1 / drawsB));
    return Math.abs(filledA / drawsA - filledB / drawsB) > NORMAL_POINT * spread;
  }
  // Filled and empty change roles when that makes the sum shorter.
  const [marked, markedA, markedB] = filled * 2 <= all ? [filled, filledA, filledB] : [all - filled, emptyA, emptyB];
  const low = hypergeometricCdf(markedA, all, marked, drawsA);
  const high = hypergeometricCdf(markedB, all, marked, drawsB);
  return Math.min(low, high) * 2 < ALPHA;
}
