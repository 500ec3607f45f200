/** Random bytes that are the same in every run. */
import { createCipheriv, createHash } from 'node:crypto';
import type { Random } from '../../src/host/random.ts';

export function seededRandom(name: string): Random {
  const key = createHash('sha256').update(name).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return { bytes: (count) => new Uint8Array(cipher.update(Buffer.alloc(count))) };
}

export function seedOf(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(name).digest());
}
