/** The word that was probably meant. */

/** How many letters are changed, left out, put in, or have changed places with their neighbour (Damerau, Levenshtein). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(change, at(i - 1, j) + 1, at(i, j - 1) + 1, swapped ? at(i - 2, j - 2) + 1 : change));
    }
  }
  return at(a.length, b.length);
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
