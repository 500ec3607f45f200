/**
 * A random draw without replacement that anybody can repeat with nothing but SHA-256. CERTIFICATE.md tells the recipe.
 *
 * Turn t (from 0) picks one of the L = N - t units that are left, which stand in the order of the ledger. For counter
 * c = 0, 1, …: u = the first 8 bytes, big-endian, of SHA-256(seed ‖ "qc-draw-v1" ‖ u32be(t) ‖ u32be(c)). Is u below the
 * largest multiple of L that is at most 2^64, the unit at place u mod L is taken; otherwise the next c is tried. So no
 * unit is likelier than another, and the first picks stay the same when more are drawn with the same seed.
 */
import { createHash } from 'node:crypto';
import type { Random } from '../host/random.ts';
import { MIN_QC_FRACTION, type QcSeed } from '../model/qc-plan.ts';

const DRAW_TAG = Buffer.from('qc-draw-v1', 'ascii');
const SEED_TAG = Buffer.from('qc-seed-v1', 'ascii');
const TWO_64 = 1n << 64n;

/** At least one, and never less than the share: rounded up. */
export function sampleSize(population: number, fraction: number): number {
  if (!Number.isSafeInteger(population) || population < 1) throw new RangeError('the population is a positive count');
  if (!(fraction >= MIN_QC_FRACTION && fraction <= 1)) throw new RangeError('the fraction lies between 0.05 and 1');
  // 0.05 * 140 is 7.000000000000001 in binary, and 7 is meant.
  return Math.min(population, Math.max(1, Math.ceil(population * fraction - 1e-9)));
}

function below(seed: Uint8Array, turn: number, left: number): number {
  const size = BigInt(left);
  const limit = TWO_64 - (TWO_64 % size);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(turn, 0);
  for (let counter = 0; ; counter += 1) {
    numbers.writeUInt32BE(counter, 4);
    const hash = createHash('sha256').update(seed).update(DRAW_TAG).update(numbers).digest();
    const value = hash.readBigUInt64BE(0);
    if (value < limit) return Number(value % size);
  }
}

/**
 * Distinct numbers from 0 to `population` - 1, in the order of the draw.
 * @param seed 32 bytes
 */
export function drawNumbers(seed: Uint8Array, population: number, count: number): number[] {
  if (seed.length !== 32) throw new RangeError('the seed has 32 bytes');
  if (!Number.isSafeInteger(population) || !Number.isSafeInteger(count) || count < 0 || count > population) {
    throw new RangeError('count and population are whole numbers with count <= population');
  }
  const left = Array.from({ length: population }, (_, number) => number);
  return Array.from({ length: count }, (_, turn) => left.splice(below(seed, turn, left.length), 1)[0] as number);
}

/** SHA-256("qc-seed-v1" ‖ nonce ‖ u64be(size) ‖ root): fresh, and tied to the ledger as it stands. */
export function seedOf(nonce: Uint8Array, { size, root }: { readonly size: number; readonly root: string }): string {
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(size));
  const hash = createHash('sha256').update(SEED_TAG).update(nonce).update(count).update(Buffer.from(root, 'hex'));
  return hash.digest('hex');
}

/** @param given hex of 32 bytes that a person brought; undefined: drawn now */
export function seedFor(
  given: string | undefined,
  ledger: { readonly size: number; readonly root: string },
  random: Random,
): QcSeed {
  if (given !== undefined) return { value: given, source: 'given', nonce: null };
  const nonce = random.bytes(32);
  return { value: seedOf(nonce, ledger), source: 'drawn', nonce: Buffer.from(nonce).toString('hex') };
}
