/** What the reader says of the blocks of one request: runs of equal verdicts, with hashes or whole blocks behind them. */
import { Fault } from '../faults/fault.ts';
import type { Canaries } from './canary.ts';
import type { BlockClaim } from './claims.ts';
import { claimOf } from './claims.ts';
import { ARITHMETIC } from './classify.ts';
import { HASH_BYTES, type KeyedHash } from './keyed-hash.ts';
import { BLOCK_BYTES } from './places.ts';

const RUN_BYTES = 4;
/** The number of "a prefilter matched; here is the block". */
const WHOLE = ARITHMETIC.length;

const PLAIN = ARITHMETIC.map((verdict): BlockClaim => ({ verdict, hash: '' }));

/** The most bytes that an answer about `length` bytes can have. */
export function mostPayload(length: number): number {
  return length + Math.ceil(length / BLOCK_BYTES) * (RUN_BYTES + HASH_BYTES);
}

function wrong(words: string): never {
  throw new Fault('VERIFY_FRAMING', `The reader on the phone ${words}.`);
}

/**
 * @param length bytes of the place that was asked for
 * @throws Fault `VERIFY_FRAMING` for anything but one verdict for each block, neither more nor less
 */
export function decodeClaims(
  payload: Buffer,
  length: number,
  hash: KeyedHash,
  canaries: Canaries | null,
): BlockClaim[] {
  const blocks: BlockClaim[] = [];
  const wanted = Math.ceil(length / BLOCK_BYTES);
  let at = 0;
  while (blocks.length < wanted) {
    if (at + RUN_BYTES > payload.length) wrong('left blocks out');
    const verdict = payload.readUInt8(at);
    const count = payload.readUInt16LE(at + 2);
    if (verdict > WHOLE || payload.readUInt8(at + 1) !== 0 || count === 0) wrong('sent a verdict that does not exist');
    if (blocks.length + count > wanted) wrong('spoke of more blocks than were asked for');
    at += RUN_BYTES;
    const plain = PLAIN[verdict];
    for (let index = 0; index < count; index++) {
      if (plain !== undefined && !plain.verdict.telling) {
        blocks.push(plain);
        continue;
      }
      const left = length - blocks.length * BLOCK_BYTES;
      const bytes = plain === undefined ? Math.min(BLOCK_BYTES, left) : HASH_BYTES;
      if (at + bytes > payload.length) wrong('left out what belongs to a verdict');
      if (plain === undefined) blocks.push(...claimOf(payload.subarray(at, at + bytes), hash, canaries));
      else blocks.push({ verdict: plain.verdict, hash: payload.toString('latin1', at, at + bytes) });
      at += bytes;
    }
  }
  if (at !== payload.length) wrong('sent more than its verdicts');
  return blocks;
}
