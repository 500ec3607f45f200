/**
 * `getprop` prints its list in order (AOSP system/core/toolbox/getprop.cpp). A value with line breaks can look like
 * further properties; in an ordered list these stand where they do not belong, and are given back to their value.
 */

/** A property within its lines; `value` begins on the line where the key stands. */
export interface PropertyLines {
  readonly key: string;
  readonly value: readonly string[];
  /** The line as it was, for giving it back to the value before. */
  readonly raw: readonly string[];
  readonly inline: boolean;
}

/** Fewer say nothing about an order. */
const ENOUGH = 8;

/** The old order compared whole lines, so `ro.build.date.utc` came before `ro.build.date`: either order is one. */
function ranksOf(found: readonly PropertyLines[]): readonly string[] {
  const breaks = (keys: readonly string[]) => keys.filter((key, at) => at > 0 && key < (keys[at - 1] ?? '')).length;
  const [plain, whole] = [found.map(({ key }) => key), found.map(({ key }) => `${key}]`)];
  return breaks(whole) < breaks(plain) ? whole : plain;
}

/** Places of the longest part of the list that is in order (patience sorting). */
function inOrder(ranks: readonly string[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: number[] = [];
  for (const [at, rank] of ranks.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[tails[middle] ?? 0] ?? '') <= rank) low = middle + 1;
      else high = middle;
    }
    before.push(low === 0 ? -1 : (tails[low - 1] ?? -1));
    tails[low] = at;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
}

/** Gives the lines of what was cut off back to the value; the closing bracket is now the last one of them. */
function giveBack(value: string[], stray: PropertyLines): void {
  value[value.length - 1] = `${value.at(-1) ?? ''}]`;
  value.push(...stray.raw.slice(0, -1), (stray.raw.at(-1) ?? '').replace(/\]\s*$/, ''));
}

/**
 * The list without what only a value can have put there. Without a clear order nothing is taken away, nor at the end of
 * the list, nor behind a read-only property, whose value nobody can choose.
 */
export function withoutInjected(found: readonly PropertyLines[]): readonly PropertyLines[] {
  if (found.length < ENOUGH) return found;
  const ranks = ranksOf(found);
  const ordered = inOrder(ranks);
  const strays = found.length - ordered.size;
  if (strays === 0 || strays > Math.max(2, found.length / 20)) return found;
  const last = ranks.length - 1 - [...ranks.keys()].reverse().findIndex((at) => ordered.has(at));
  const kept: (PropertyLines & { value: string[] })[] = [];
  for (const [at, property] of found.entries()) {
    const owner = kept.at(-1);
    const injected = !ordered.has(at) && at < last && !property.inline;
    if (injected && owner && !owner.key.startsWith('ro.')) giveBack(owner.value, property);
    else kept.push({ ...property, value: [...property.value] });
  }
  return kept;
}
