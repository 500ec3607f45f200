/** How many places have to be read, and what a stratified sample misses. The bounds themselves are in decide. */
import { logHypergeometricMiss } from '../decide/assess-bound.ts';

/** Places that must all be clean to say with `confidence` that less than `fraction` is dirty (with replacement). */
export function placesNeeded(confidence: number, fraction: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('confidence must lie between 0 and 1');
  if (!(fraction > 0 && fraction < 1)) throw new RangeError('fraction must lie between 0 and 1');
  const logAlpha = Math.log1p(-confidence);
  const perDraw = Math.log1p(-fraction);
  let places = Math.ceil(logAlpha / perDraw);
  // The quotient can land on the wrong side of a whole number by one rounding.
  while ((places - 1) * perDraw <= logAlpha * (1 + 1e-12)) places -= 1;
  while (places * perDraw > logAlpha * (1 - 1e-12)) places += 1;
  return places;
}

/** Fewest distinct units of `units` that hit at least one of `dirty` with `confidence`. */
export function distinctPlacesNeeded(units: number, dirty: number, confidence: number): number {
  const logAlpha = Math.log1p(-confidence);
  let low = 1;
  let high = units - dirty + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (logHypergeometricMiss(units, dirty, middle) <= logAlpha * (1 - 1e-12)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface Stratum {
  readonly size: number;
  readonly dirty: number;
  readonly draws: number;
}

/** P(no hit) of independent draws, without replacement inside each stratum. */
export function stratifiedMiss(strata: Iterable<Stratum>): number {
  let log = 0;
  for (const { size, dirty, draws } of strata) log += logHypergeometricMiss(size, dirty, draws);
  return Math.exp(log);
}

/**
 * P(no hit) of one contiguous run of `length` units that starts `start` units into a stratum of `size`, one draw per
 * stratum. Zero from `2 * size - 1` on: such a run is certain to be hit.
 */
export function extentMiss(length: number, size: number, start: number): number {
  const strata: Stratum[] = [];
  let left = length;
  let free = size - start;
  while (left > 0) {
    const dirty = Math.min(left, free);
    strata.push({ size, dirty, draws: 1 });
    left -= dirty;
    free = size;
  }
  return stratifiedMiss(strata);
}
