/**
 * Canaries: files put on the phone before the wipe whose every block of 4 KiB is known to this host alone. One of them
 * on the raw storage after the wipe proves that nothing was erased there. On a medium that is encrypted below the file
 * system they are never visible, and then their absence proves nothing: the test is void and says so.
 */
import { createCipheriv, createHmac } from 'node:crypto';
import type { Random } from '../host/random.ts';
import { BLOCK_BYTES } from './places.ts';

const PREFIX_BYTES = 8;
const FILE_BLOCKS_LIMIT = 2 ** 32;

/** Holds the key of one run's canaries; the key never leaves the process. */
export class Canaries {
  readonly #key: Uint8Array;
  readonly #prefix: Uint8Array;
  readonly #mask: bigint;
  #blocks = 0;

  constructor(random: Random) {
    this.#key = random.bytes(32);
    this.#prefix = this.#derive('prefix');
    this.#mask = Buffer.from(this.#derive('mask')).readBigUInt64BE(0);
  }

  #derive(purpose: string): Uint8Array {
    return createHmac('sha256', this.#key).update(`canary ${purpose}`).digest().subarray(0, PREFIX_BYTES);
  }

  /** Blocks handed out so far. */
  get plantedBlocks(): number {
    return this.#blocks;
  }

  get plantedBytes(): number {
    return this.#blocks * BLOCK_BYTES;
  }

  /** How every block of ours begins; empty while there is none. Whoever knows it can make what passes for a canary. */
  get mark(): Uint8Array {
    return this.#blocks === 0 ? new Uint8Array() : this.#prefix.slice();
  }

  /** Content of one more file: `blocks` blocks that no other file of any run has. */
  file(blocks: number): Uint8Array {
    if (!Number.isSafeInteger(blocks) || blocks < 1 || this.#blocks + blocks > FILE_BLOCKS_LIMIT) {
      throw new RangeError('a canary file has between 1 and 2^32 blocks');
    }
    const first = this.#blocks;
    const iv = Buffer.alloc(16);
    // The counter of AES-CTR goes up by 256 for each block, so no two files share key stream.
    iv.writeBigUInt64BE(BigInt(first) * 256n, 8);
    const content = createCipheriv('aes-256-ctr', this.#key, iv).update(Buffer.alloc(blocks * BLOCK_BYTES));
    for (let block = 0; block < blocks; block++) {
      content.set(this.#prefix, block * BLOCK_BYTES);
      content.writeBigUInt64BE(BigInt(first + block) ^ this.#mask, block * BLOCK_BYTES + PREFIX_BYTES);
    }
    this.#blocks += blocks;
    return new Uint8Array(content.buffer, content.byteOffset, content.length);
  }

  /**
   * Whether the block at `start` is one of ours. The keyed prefix of 64 bits alone decides, so that a block that was
   * overwritten in part still counts: a false alarm has a chance of 2^-64.
   */
  isCanary(bytes: Uint8Array, start = 0): boolean {
    if (this.#blocks === 0 || start + PREFIX_BYTES > bytes.length) return false;
    for (let i = 0; i < PREFIX_BYTES; i++) if (bytes[start + i] !== this.#prefix[i]) return false;
    return true;
  }

  destroyKey(): void {
    this.#key.fill(0);
  }
}

/** Why the canaries prove nothing, or null when they do. */
export function canariesVoid(plantedBlocks: number, visibleBefore: number): string | null {
  if (plantedBlocks === 0) return 'No canaries were planted.';
  if (visibleBefore === 0) {
    return 'No canary was seen on the raw storage before the wipe: it is encrypted below the file system, or too few places were read.';
  }
  return null;
}
