/**
 * What a storage is written over with. Every place has bytes of its own under a key that lives in this process alone, so
 * a place that holds exactly them was written in this run, and a block that was put elsewhere, repeated or made up is
 * found out. Zeros are the weaker fill: a storage may drop them and answer zeros for places that it never wrote.
 */
import { createCipheriv } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import type { FillKind } from '../model/findings.ts';

export interface Fill {
  readonly kind: FillKind;
  /** The block device that it was written to. */
  readonly node: string;
  /** Size of the medium; it is written from its first byte to its last. */
  readonly bytes: number;
  /** The bytes that belong at `offset`. @throws Fault `BUG_UNREACHABLE` after `destroy` */
  piece(offset: number, length: number): Uint8Array;
  /** Forgets the key: nobody can tell the fill from noise any more. */
  destroy(): void;
}

const AES_BLOCK = 16;
const KEY_BYTES = 32;

/** AES-256 in counter mode (SP 800-38A, 6.5); the counter is the number of the block of 16 bytes in the medium. */
function counterAt(offset: number): Buffer {
  const counter = Buffer.alloc(AES_BLOCK);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / AES_BLOCK)), 8);
  return counter;
}

export function makeFill(kind: FillKind, node: string, bytes: number, random: Random): Fill {
  const key = random.bytes(KEY_BYTES);
  let alive = true;
  const stream = (offset: number, length: number): Uint8Array => {
    const skip = offset % AES_BLOCK;
    const cipher = createCipheriv('aes-256-ctr', key, counterAt(offset));
    return cipher.update(Buffer.alloc(skip + length)).subarray(skip);
  };
  return {
    kind,
    node,
    bytes,
    piece: (offset, length) => {
      if (!alive) throw new Fault('BUG_UNREACHABLE', 'The key of the fill is destroyed.');
      return kind === 'zero' ? new Uint8Array(length) : stream(offset, length);
    },
    destroy: () => {
      alive = false;
      key.fill(0);
    },
  };
}
