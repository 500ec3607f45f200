/**
 * The raw partition, with or without a block cipher in between. The file system lives in a plain sparse image (the "dm"
 * view); `seal` writes every block that changed since the last look, so that never-written blocks stay holes.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BLOCK_BYTES, decryptBlock, encryptBlock } from './block-cipher.ts';
import type { Partition } from './partition.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
const ZERO_BLOCK = Buffer.alloc(BLOCK_BYTES);
/** Stands for a block of zeros; a crc of zero is moved away from it. */
const EMPTY = 0;

function sumOf(block: Buffer): number {
  return block.equals(ZERO_BLOCK) ? EMPTY : crc32(block) || 1;
}

export class SealedImage {
  readonly #raw: Partition;
  readonly #plainFile: string;
  readonly #key: KeyObject | undefined;
  readonly #sums: Uint32Array;
  /** Translated blocks that lie side by side. */
  readonly #run = Buffer.allocUnsafe(CHUNK_BYTES);

  private constructor(raw: Partition, plainFile: string, key: Uint8Array | undefined) {
    this.#raw = raw;
    this.#plainFile = plainFile;
    this.#key = key && createSecretKey(key);
    this.#sums = new Uint32Array(raw.sizeBytes / BLOCK_BYTES);
  }

  /** Decrypts, or copies when there is no key, all written blocks of `raw` into a new sparse file at `plainFile`. */
  static async unseal(raw: Partition, plainFile: string, key: Uint8Array | undefined): Promise<SealedImage> {
    const image = new SealedImage(raw, plainFile, key);
    const plain = await open(plainFile, 'w', 0o600);
    try {
      await plain.truncate(raw.sizeBytes);
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let offset = 0; offset < raw.sizeBytes; offset += CHUNK_BYTES) {
        const chunk = await raw.readInto(buffer, offset);
        const write = (data: Buffer, at: number) => plain.write(data, 0, data.length, at);
        await image.#translate(chunk, offset, write, (sealed, block) => {
          if (sealed.equals(ZERO_BLOCK)) return undefined;
          const opened = image.#key ? decryptBlock(image.#key, block, sealed) : sealed;
          image.#sums[block] = sumOf(opened);
          return opened;
        });
      }
    } finally {
      await plain.close();
    }
    return image;
  }

  /** Writes what changed in the plain image to the raw partition. */
  async seal(): Promise<void> {
    const plain = await open(this.#plainFile, 'r');
    const write = (data: Buffer, at: number) => this.#raw.write(at, data);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      for (let offset = 0; offset < this.#raw.sizeBytes; offset += CHUNK_BYTES) {
        const { bytesRead } = await plain.read(chunk, 0, CHUNK_BYTES, offset);
        await this.#translate(chunk.subarray(0, bytesRead), offset, write, (opened, block) => {
          const sum = sumOf(opened);
          if (sum === this.#sums[block]) return undefined;
          this.#sums[block] = sum;
          return this.#key ? encryptBlock(this.#key, block, opened) : opened;
        });
      }
    } finally {
      await plain.close();
    }
  }

  /** Writes each run of translated blocks in one piece. */
  async #translate(
    chunk: Buffer,
    offset: number,
    write: (data: Buffer, at: number) => Promise<unknown>,
    translate: (data: Buffer, block: number) => Buffer | undefined,
  ): Promise<void> {
    let runAt = 0;
    let runBytes = 0;
    const flush = async () => {
      if (runBytes > 0) await write(this.#run.subarray(0, runBytes), runAt);
      runBytes = 0;
    };
    for (let at = 0; at < chunk.length; at += BLOCK_BYTES) {
      const out = translate(chunk.subarray(at, at + BLOCK_BYTES), (offset + at) / BLOCK_BYTES);
      if (out === undefined) await flush();
      else {
        if (runBytes === 0) runAt = offset + at;
        runBytes += out.copy(this.#run, runBytes);
      }
    }
    await flush();
  }
}
