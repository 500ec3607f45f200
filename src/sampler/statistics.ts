/**
 * Statistics of one block: how far its byte values are from an even spread, and whether text runs through it.
 * Entropy is left out on purpose: it is no evidence of erasure, and chi-square separates better.
 */

/** One-sided 1e-6 points of chi-square with 255 degrees of freedom. Too even is as telling as too uneven. */
export const CHI_SQUARE_HIGH = 377.0781;
export const CHI_SQUARE_LOW = 161.6504;

/** A run of printable bytes this long happens in 2.5e-7 of all random blocks of 4 KiB. */
export const PRINTABLE_RUN = 24;

/** Chance that a random block of 4 KiB is called structured: both tails of chi-square and the printable runs. */
export const FALSE_STRUCTURED = 2.25e-6;

const BINS = 256;
// Four tables, so that equal neighbouring bytes do not wait for each other's store.
const tables = new Int32Array(4 * BINS);

export interface Spread {
  /** Chi-square against equal shares of the 256 values. */
  readonly chiSquare: number;
  /** How many of the 256 values occur. */
  readonly distinct: number;
}

/** @param squares sum of the squared counts of the 256 values. @param total how many bytes were counted */
const chiSquareOf = (squares: number, total: number): number => (BINS * squares) / total - total;

/** Too uneven or too even for a random block. */
export function isStructured(chiSquare: number): boolean {
  return chiSquare > CHI_SQUARE_HIGH || chiSquare < CHI_SQUARE_LOW;
}

/**
 * The same test without fractions, for a processor that need not have them: of `total` bytes, sums of squared counts
 * below `low` or above `high` are structured, and no others.
 */
export function squaresBounds(total: number): { readonly low: number; readonly high: number } {
  const near = (chiSquare: number) => Math.max(0, Math.floor(((chiSquare + total) * total) / BINS));
  let low = near(CHI_SQUARE_LOW);
  while (low > 0 && chiSquareOf(low - 1, total) >= CHI_SQUARE_LOW) low -= 1;
  while (chiSquareOf(low, total) < CHI_SQUARE_LOW) low += 1;
  let high = near(CHI_SQUARE_HIGH);
  while (chiSquareOf(high, total) > CHI_SQUARE_HIGH) high -= 1;
  while (chiSquareOf(high + 1, total) <= CHI_SQUARE_HIGH) high += 1;
  return { low, high };
}

/** Counts the bytes from `start` on, four at a time, into the four tables. @returns where it stopped. */
function countWords(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes.byteOffset + start;
  if (first % 4 !== 0) return start;
  const words = new Int32Array(bytes.buffer, first, (end - start) >>> 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as number;
    const a = word & 255;
    const b = 256 | ((word >>> 8) & 255);
    const c = 512 | ((word >>> 16) & 255);
    const d = 768 | (word >>> 24);
    tables[a] = ((tables[a] as number) + 1) | 0;
    tables[b] = ((tables[b] as number) + 1) | 0;
    tables[c] = ((tables[c] as number) + 1) | 0;
    tables[d] = ((tables[d] as number) + 1) | 0;
  }
  return start + words.length * 4;
}

/** @param bytes not empty; fastest when `start` lies at a multiple of four bytes of the underlying buffer */
export function spreadOf(bytes: Uint8Array, start = 0, end = bytes.length): Spread {
  tables.fill(0);
  for (let at = countWords(bytes, start, end); at < end; at++) {
    const bin = (at % 4) * BINS + (bytes[at] as number);
    tables[bin] = ((tables[bin] as number) + 1) | 0;
  }
  let squares = 0;
  let distinct = 0;
  for (let value = 0; value < BINS; value++) {
    const count =
      (tables[value] as number) +
      (tables[value + 256] as number) +
      (tables[value + 512] as number) +
      (tables[value + 768] as number);
    squares += count * count;
    if (count > 0) distinct += 1;
  }
  const total = end - start;
  return { chiSquare: chiSquareOf(squares, total), distinct };
}

/** 1 for the 95 printable ASCII values, tab, line feed and carriage return: 98. */
export const PRINTABLE = new Uint8Array(BINS);
for (let value = 0x20; value <= 0x7e; value++) PRINTABLE[value] = 1;
for (const value of [0x09, 0x0a, 0x0d]) PRINTABLE[value] = 1;

const QUARTER = PRINTABLE_RUN / 4;

/**
 * Whether `PRINTABLE_RUN` printable bytes stand in a row. Every such run covers a multiple of its length, so only those
 * places are looked at first; and it reaches half its length to the left of that place or to the right.
 */
export function hasPrintableRun(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  const printable = (at: number): number => PRINTABLE[bytes[at] as number] as number;
  const last = end - 1;
  for (let probe = start + PRINTABLE_RUN - 1; probe < end; probe += PRINTABLE_RUN) {
    const left = printable(probe - QUARTER) & printable(probe - 2 * QUARTER);
    const right = printable(Math.min(probe + QUARTER, last)) & printable(Math.min(probe + 2 * QUARTER, last));
    if ((printable(probe) & (left | right)) === 0) continue;
    let from = probe;
    while (from > start && printable(from - 1) === 1) from -= 1;
    let to = probe + 1;
    while (to < end && to - from < PRINTABLE_RUN && printable(to) === 1) to += 1;
    if (to - from >= PRINTABLE_RUN) return true;
  }
  return false;
}
