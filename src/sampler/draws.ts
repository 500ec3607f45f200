/**
 * Numbers drawn from a printed seed: the same on every machine, so that a stranger can make them again from this page.
 *
 * Draw j of stratum h under a tag is the first eight bytes, most significant first, of
 * `SHA-256(seed || tag || u64be(h) || u32be(j) || u32be(counter))`, counter 0, 1, 2 … until it lies below the largest
 * multiple of `size` that fits into 64 bits; then the remainder by `size`. So no number is likelier than another.
 */
import { createHash } from 'node:crypto';

/** Which set of places is drawn; different sets under one seed are independent. */
export type DrawTag = 'sample-v1' | 'subsections-v1' | 'weighted-v1';

const TWO_64 = 1n << 64n;
const SEED_BYTES = 32;
const NUMBERS_BYTES = 16;

export class Draws {
  readonly #message: Buffer;
  readonly #at: number;

  /** @throws RangeError when the seed has not 32 bytes */
  constructor(seed: Uint8Array, tag: DrawTag) {
    if (seed.length !== SEED_BYTES) throw new RangeError('the seed has 32 bytes');
    this.#at = SEED_BYTES + tag.length;
    this.#message = Buffer.alloc(this.#at + NUMBERS_BYTES);
    this.#message.set(seed, 0);
    this.#message.write(tag, SEED_BYTES, 'ascii');
  }

  /** A number from 0 to `size` - 1; `size` is a safe integer above 0. */
  below(size: number, stratum: number, draw: number): number {
    if (size === 1) return 0;
    const wide = BigInt(size);
    const limit = TWO_64 - (TWO_64 % wide);
    this.#message.writeBigUInt64BE(BigInt(stratum), this.#at);
    this.#message.writeUInt32BE(draw, this.#at + 8);
    for (let counter = 0; ; counter++) {
      this.#message.writeUInt32BE(counter, this.#at + 12);
      const drawn = createHash('sha256').update(this.#message).digest().readBigUInt64BE(0);
      if (drawn < limit) return Number(drawn % wide);
    }
  }
}

/** Stratum h of H covers floor(hN/H) to floor((h+1)N/H). */
export function stratumOf(stratum: number, units: number, strata: number): { start: number; size: number } {
  const border = (h: number) => Number((BigInt(h) * BigInt(units)) / BigInt(strata));
  const start = border(stratum);
  return { start, size: border(stratum + 1) - start };
}
