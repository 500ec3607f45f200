/** The word that was probably meant. */

/** Levenshtein's distance: how many letters are changed, left out or put in. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const LONGEST = 64;

/** Undefined when none is like it: more than a third of its letters differ. */
export function closest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const flat = word.toLowerCase();
  const [best] = known
    .map((each) => ({ each, far: distance(flat, each.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, Math.floor(best.each.length / 3)) ? best.each : undefined;
}

/** What is allowed, and which of it was probably meant: the second half of a complaint. */
export function meant(word: unknown, known: readonly string[]): string {
  const near = typeof word === 'string' ? closest(word, known) : undefined;
  return `${near === undefined ? '' : `did you mean ${near}? `}Known: ${known.join(', ')}`;
}
