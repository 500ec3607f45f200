/**
 * Exact bounds for sampling, in log space so that neither 0.99^460515 nor C(31250000, 4603) overflows or cancels.
 *
 * With one draw per stratum the binomial bound is valid and conservative for every arrangement of dirty windows: the
 * chance to miss is the product of (1 - m_h/B) over the strata, which by the inequality of the means is at most
 * (1 - p)^n. So one simple formula can be printed: `1 - (1 - c)^(1/n)`.
 */

function requireCounts(hits: number, draws: number, confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('confidence must lie between 0 and 1');
  if (!Number.isSafeInteger(draws) || draws < 0) throw new RangeError('draws must be a whole number');
  if (!Number.isSafeInteger(hits) || hits < 0 || hits > draws) throw new RangeError('hits must be between 0 and draws');
}

/** log(sum(exp(terms))) */
function logSum(terms: readonly number[]): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const term of terms) if (term > top) top = term;
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - top);
  return top + Math.log(sum);
}

/** log P(X <= k) for X ~ Binomial(n, p). Cost is k steps. */
export function logBinomialCdf(k: number, n: number, p: number): number {
  if (k >= n) return 0;
  if (p <= 0) return 0;
  if (p >= 1) return Number.NEGATIVE_INFINITY;
  const odds = Math.log(p) - Math.log1p(-p);
  const terms: number[] = [n * Math.log1p(-p)];
  for (let i = 0; i < k; i++) {
    terms.push((terms[i] ?? 0) + Math.log(n - i) - Math.log(i + 1) + odds);
  }
  return Math.min(0, logSum(terms));
}

function bisect(isTooHigh: (p: number) => boolean, low: number, high: number): number {
  let lower = low;
  let upper = high;
  for (let step = 0; step < 200; step++) {
    const middle = (lower + upper) / 2;
    if (middle === lower || middle === upper) break;
    if (isTooHigh(middle)) upper = middle;
    else lower = middle;
  }
  // The end that is never below the root: rounding may not make a bound look better than it is.
  return upper;
}

/** Above this many hits the sum is replaced by Hoeffding's inequality, which is wider, never narrower. */
const SUMMED_HITS = 5000;

/**
 * One-sided Clopper-Pearson upper bound on a share: the p at which `hits` or fewer of `draws` happen with
 * probability 1 - confidence. With no draws nothing is known: 1.
 */
export function binomialUpper(hits: number, draws: number, confidence: number): number {
  requireCounts(hits, draws, confidence);
  if (hits === draws) return 1;
  const logAlpha = Math.log1p(-confidence);
  if (hits === 0) return -Math.expm1(logAlpha / draws);
  if (hits > SUMMED_HITS) return Math.min(1, hits / draws + Math.sqrt(-logAlpha / (2 * draws)));
  // By the symmetry of the binomial the shorter of the two tails is summed.
  if (hits > draws / 2) {
    const misses = draws - hits;
    return bisect((p) => Math.log1p(-Math.exp(logBinomialCdf(misses - 1, draws, 1 - p))) < logAlpha, hits / draws, 1);
  }
  return bisect((p) => logBinomialCdf(hits, draws, p) < logAlpha, hits / draws, 1);
}

/** One-sided Clopper-Pearson lower bound; two-sided intervals use both with (1 + confidence) / 2. */
export function binomialLower(hits: number, draws: number, confidence: number): number {
  requireCounts(hits, draws, confidence);
  return hits === 0 ? 0 : 1 - binomialUpper(draws - hits, draws, confidence);
}

/** log P(no hit) when `draws` distinct units are taken from `units` of which `dirty` are dirty. */
export function logHypergeometricMiss(units: number, dirty: number, draws: number): number {
  if (dirty + draws > units) return Number.NEGATIVE_INFINITY;
  const many = Math.max(dirty, draws);
  const few = Math.min(dirty, draws);
  let log = 0;
  for (let i = 0; i < few; i++) log += Math.log1p(-many / (units - i));
  return log;
}

/** P(X <= k), X = dirty units among `draws` distinct ones. */
export function hypergeometricCdf(k: number, units: number, dirty: number, draws: number): number {
  const least = Math.max(0, dirty + draws - units);
  if (k < least) return 0;
  if (k >= Math.min(dirty, draws)) return 1;
  const terms: number[] = [logHypergeometricAt(least, units, dirty, draws)];
  for (let i = least; i < k; i++) {
    const up = Math.log(dirty - i) + Math.log(draws - i);
    const down = Math.log(i + 1) + Math.log(units - dirty - draws + i + 1);
    terms.push((terms[i - least] ?? 0) + up - down);
  }
  return Math.min(1, Math.exp(logSum(terms)));
}

/** log P(X = least) where least is the smallest possible count. */
function logHypergeometricAt(least: number, units: number, dirty: number, draws: number): number {
  if (least === 0) return logHypergeometricMiss(units, dirty, draws);
  // All clean units are drawn: C(dirty, least) / C(units, draws); swapped roles give a short product.
  const undrawn = units - draws;
  const clean = units - dirty;
  return logHypergeometricMiss(units, clean, undrawn);
}

/**
 * Exact upper bound without replacement: the largest number of dirty units for which `hits` or fewer among `draws`
 * still happen with a probability above 1 - confidence.
 */
export function hypergeometricUpper(units: number, draws: number, hits: number, confidence: number): number {
  requireCounts(hits, draws, confidence);
  if (draws > units) throw new RangeError('more draws than units');
  const alpha = 1 - confidence;
  // Rounding of 1 - c and of the sum; exact ties such as 1/20 must not count as "above".
  const above = (dirty: number) => hypergeometricCdf(hits, units, dirty, draws) > alpha * (1 + 1e-9);
  let low = hits;
  let high = units - draws + hits;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (above(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
