/** Repeatable random bytes: AES-256-CTR of zeros under a key made from the seed. The same seed gives the same phone. */
import { type Cipheriv, createCipheriv, createHash } from 'node:crypto';

export class SeededBytes {
  readonly #cipher: Cipheriv;

  constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest();
    this.#cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  bytes(count: number): Buffer {
    return this.#cipher.update(Buffer.alloc(count));
  }

  /** A whole number from 0 to `limit` - 1; the bias of 2^32 modulo `limit` does not matter here. */
  below(limit: number): number {
    return this.bytes(4).readUInt32LE(0) % limit;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }
}
