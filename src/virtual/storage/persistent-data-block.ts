/**
 * The factory reset protection partition (PersistentDataBlockService.java): SHA-256 of all that follows, marker,
 * length, account handle; OEM unlock flag in the last byte.
 */
import { createHash } from 'node:crypto';
import type { Partition } from './partition.ts';

const DIGEST_BYTES = 32;
const MARKER = 0x19901873;

/** @param handle empty when no account is bound. */
export async function writePersistentDataBlock(
  frp: Partition,
  handle: Uint8Array,
  unlockAllowed: boolean,
): Promise<void> {
  const block = Buffer.alloc(frp.sizeBytes);
  block.writeUInt32BE(MARKER, DIGEST_BYTES);
  block.writeUInt32BE(handle.length, DIGEST_BYTES + 4);
  block.set(handle, DIGEST_BYTES + 8);
  block.writeUInt8(unlockAllowed ? 1 : 0, block.length - 1);
  createHash('sha256').update(Buffer.alloc(DIGEST_BYTES)).update(block.subarray(DIGEST_BYTES)).digest().copy(block);
  await frp.write(0, block);
}

/** True when an account handle is stored: the set-up wizard will ask for that account after an untrusted reset. */
export async function accountBound(frp: Partition): Promise<boolean> {
  const head = await frp.read(DIGEST_BYTES, 8);
  return head.readUInt32BE(0) === MARKER && head.readUInt32BE(4) > 0;
}
