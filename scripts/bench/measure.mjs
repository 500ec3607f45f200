// How often, in which order, and what is made of it.
export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Seconds that the work takes, or what it says that it took. */
export async function seconds(work) {
  const started = performance.now();
  const own = await work();
  return own ?? (performance.now() - started) / 1000;
}

/**
 * Ours and the reference by turns, so that what else the machine does meets both alike. One unmeasured turn first.
 * @returns the median seconds of each, and of what each turn's reference is to ours, with the least and the most of it
 */
export async function alternate(rounds, ours, reference) {
  const times = { ours: [], reference: [] };
  for (let round = -1; round < rounds; round += 1) {
    const pair = { ours: await seconds(ours), reference: await seconds(reference) };
    if (round < 0) continue;
    times.ours.push(pair.ours);
    times.reference.push(pair.reference);
  }
  const ratios = times.ours.map((own, round) => times.reference[round] / own);
  return {
    ours: median(times.ours),
    reference: median(times.reference),
    faster: median(ratios),
    between: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** A line of the table. Without `goal` it is told and not judged; `goal.most` or `goal.least` bound the ratio. */
export function line(id, what, { ours, reference, ratio, unit, goal, between }) {
  const reached = goal === undefined ? null : goal.least === undefined ? ratio < goal.most : ratio >= goal.least;
  return { id, what, ours, reference, ratio, between: between ?? null, unit, goal: goal ?? null, reached };
}
