/** What a clean sample proves of the phones that it was drawn from; exact, without replacement. */
import { hypergeometricUpper, logHypergeometricMiss } from '../decide/assess-bound.ts';
import type { QcProves } from '../model/qc-plan.ts';
import { distinctPlacesNeeded } from '../sampler/sample-size.ts';

const CONFIDENCE = 0.95;
/** "If 1 % were bad", "if 5 % were bad". */
const SHARES = [0.01, 0.05] as const;

/** @param units phones that could be picked; @param sample phones that were */
export function whatCleanProves(units: number, sample: number): QcProves {
  return {
    confidence: CONFIDENCE,
    badAtMost: hypergeometricUpper(units, sample, 0, CONFIDENCE),
    shares: SHARES.map((share) => {
      // Rounded down: fewer bad phones are harder to meet, so the chance is not made to look better.
      const bad = Math.max(1, Math.floor(units * share + 1e-9));
      // Six digits: the last ones of a logarithm need not be the same on every machine.
      const chance = Number((-Math.expm1(logHypergeometricMiss(units, bad, sample))).toFixed(6));
      return {
        share,
        bad,
        chance,
        needed: distinctPlacesNeeded(units, bad, CONFIDENCE),
      };
    }),
  };
}
