/**
 * What somebody says of the blocks of a window, without the bytes: the reader on the phone, or a thread of ours. Enough
 * to judge the window, to remember it, and to be held to it later.
 */
import type { Canaries } from './canary.ts';
import { type BlockVerdict, classifyBlock, WindowSum, type WindowVerdict } from './classify.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { BLOCK_BYTES, type Window } from './places.ts';
import type { RawReader } from './raw-reader.ts';

export interface BlockClaim {
  /** As if nothing were known but the canaries: never `known-hash`. */
  readonly verdict: BlockVerdict;
  /** Keyed hash; empty where the block is not telling. */
  readonly hash: string;
}

export interface Claim<W extends Window> {
  /** The very object that was asked for. */
  readonly window: W;
  /** One for each block of 4 KiB, the last of them maybe shorter. Null: this window cannot be read. */
  readonly blocks: readonly BlockClaim[] | null;
}

/** Says what windows hold instead of giving their bytes. */
export interface ClassifyingReader extends Pick<RawReader, 'channel' | 'node' | 'direct'> {
  readonly by: 'host' | 'phone';
  /**
   * Every window exactly once, as `RawReader.read` gives them.
   * @param hash makes the hashes; its key is told to whoever classifies
   * @throws Fault `VERIFY_SHORT_READ`, `VERIFY_FRAMING` when the answer as a whole cannot be trusted
   */
  classify<W extends Window>(
    windows: readonly W[],
    hash: KeyedHash,
    canaries: Canaries | null,
    signal: AbortSignal,
  ): AsyncIterable<Claim<W>>;
}

/** What this computer says of bytes that it has. @param hash null: nobody will compare, and all hashes are empty */
export function claimOf(bytes: Uint8Array, hash: KeyedHash | null, canaries: Canaries | null): BlockClaim[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const blocks: BlockClaim[] = [];
  for (let start = 0; start < buffer.length; start += BLOCK_BYTES) {
    const end = Math.min(start + BLOCK_BYTES, buffer.length);
    const verdict = classifyBlock(buffer, start, end, canaries);
    blocks.push({ verdict, hash: hash !== null && verdict.telling ? hash.of(buffer, start, end) : '' });
  }
  return blocks;
}

/**
 * The verdict on a window, from what is said of its blocks.
 * @param seenBefore whether a block with that hash was seen before the wipe
 * @param eachBlock told of every block in order, with its verdict in the light of `seenBefore`
 */
export function judgeClaim(
  blocks: readonly BlockClaim[],
  seenBefore: ((hash: string) => boolean) | null,
  eachBlock?: (verdict: BlockVerdict, hash: string, index: number) => void,
): WindowVerdict {
  const sum = new WindowSum();
  blocks.forEach(({ verdict, hash }, index) => {
    const known = verdict.telling && verdict.class !== 'canary' && seenBefore?.(hash) === true;
    const judged: BlockVerdict = known ? { ...verdict, class: 'known-hash' } : verdict;
    sum.add(judged, index * BLOCK_BYTES);
    eachBlock?.(judged, hash, index);
  });
  return sum.verdict;
}

export function sameClaim(one: readonly BlockClaim[], other: readonly BlockClaim[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ verdict, hash }, index) => {
      const { verdict: theirs, hash: theirHash } = other[index] as BlockClaim;
      const alike = verdict.class === theirs.class && verdict.looks === theirs.looks;
      return alike && verdict.detail === theirs.detail && verdict.telling === theirs.telling && hash === theirHash;
    })
  );
}
