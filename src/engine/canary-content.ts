/** The name, the size and the content of one canary file: drawn at random, so that no other file of any phone has them. */
import { createHash } from 'node:crypto';
import type { Random } from '../host/random.ts';
import type { CanaryFolder } from '../model/canary-look.ts';
import { Canaries } from '../sampler/canary.ts';

const BLOCK_BYTES = 4096;
const FEWEST_BLOCKS = 4;
const MORE_BLOCKS = 16;

export interface SecretFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex SHA-256. */
  readonly digest: string;
  /** The content; it is not kept, and can be had once. */
  content(): Uint8Array;
}

/**
 * @param bytes the size; by default a random one between 16 KiB and 80 KiB that is no multiple of a block, so that a
 * search by size finds few other files
 */
export function makeCanary(random: Random, folder: CanaryFolder, bytes?: number): SecretFile {
  const [blocks = 0, high = 0, low = 0, ...name] = random.bytes(3 + 8);
  const tail = 1 + (((high << 8) | low) % (BLOCK_BYTES - 1));
  const size = bytes ?? (FEWEST_BLOCKS + (blocks % MORE_BLOCKS)) * BLOCK_BYTES + tail;
  const secret = new Canaries(random);
  let content: Uint8Array | undefined = secret.file(Math.ceil(size / BLOCK_BYTES)).subarray(0, size);
  secret.destroyKey();
  return {
    // Hexadecimal digits of ours: the only changing part of a path on the phone.
    path: `${folder}/${Buffer.from(name).toString('hex')}.bin`,
    bytes: size,
    digest: createHash('sha256').update(content).digest('hex'),
    content: () => {
      const once = content ?? new Uint8Array();
      content = undefined;
      return once;
    },
  };
}
