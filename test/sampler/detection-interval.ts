/** What chance allows in an experiment that is repeated. */
import { logBinomialCdf } from '../../src/decide/assess-bound.ts';

/** Smallest and largest count of hits that 99.9 % of all experiments of so many runs give, each run a hit with chance p. */
export function detectionInterval(runs: number, p: number): [number, number] {
  const cdf = (k: number) => (k < 0 ? 0 : Math.exp(logBinomialCdf(k, runs, p)));
  let low = 0;
  while (cdf(low) < 0.0005) low += 1;
  let high = runs;
  while (high > 0 && 1 - cdf(high - 1) < 0.0005) high -= 1;
  return [low, high];
}
