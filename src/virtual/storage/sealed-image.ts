/**
 * The raw partition below a block cipher. The file system lives in a plain sparse image (the "dm" view); `seal` writes
 * the ciphertext of every block that changed since the last look, so that never-written blocks stay holes.
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
  readonly #key: KeyObject;
  readonly #sums: Uint32Array;

  private constructor(raw: Partition, plainFile: string, key: Uint8Array) {
    this.#raw = raw;
    this.#plainFile = plainFile;
    this.#key = createSecretKey(key);
    this.#sums = new Uint32Array(raw.sizeBytes / BLOCK_BYTES);
  }

  /** Decrypts all written blocks of `raw` into a new sparse file at `plainFile`. */
  static async unseal(raw: Partition, plainFile: string, key: Uint8Array): Promise<SealedImage> {
    const image = new SealedImage(raw, plainFile, key);
    const plain = await open(plainFile, 'w', 0o600);
    try {
      await plain.truncate(raw.sizeBytes);
      for (let offset = 0; offset < raw.sizeBytes; offset += CHUNK_BYTES) {
        const chunk = await raw.read(offset, CHUNK_BYTES);
        const write = (data: Buffer, at: number) => plain.write(data, 0, data.length, at);
        await image.#translate(chunk, offset, write, (sealed, block) => {
          if (sealed.equals(ZERO_BLOCK)) return undefined;
          const opened = decryptBlock(image.#key, block, sealed);
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
          return encryptBlock(this.#key, block, opened);
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
    let run: Buffer[] = [];
    let runAt = 0;
    const flush = async () => {
      if (run.length === 0) return;
      const data = Buffer.concat(run);
      run = [];
      await write(data, runAt);
    };
    for (let at = 0; at < chunk.length; at += BLOCK_BYTES) {
      const out = translate(chunk.subarray(at, at + BLOCK_BYTES), (offset + at) / BLOCK_BYTES);
      if (out === undefined) await flush();
      else {
        if (run.length === 0) runAt = offset + at;
        run.push(out);
      }
    }
    await flush();
  }
}
