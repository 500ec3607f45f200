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

/** Before the flag in the last byte lie 1000 bytes of a credential handle, and before them the area of test harness mode. */
const TEST_HARNESS = { fromEnd: 1 + 1000 + 10_000, bytes: 10_000 };

/** Length, then content; undefined empties the area. The digest of the whole follows. */
export async function writeTestHarnessArea(frp: Partition, content: Uint8Array | undefined): Promise<void> {
  const block = Buffer.from(await frp.read(0, frp.sizeBytes));
  const start = block.length - TEST_HARNESS.fromEnd;
  const area = block.subarray(start, start + TEST_HARNESS.bytes).fill(0);
  if (content !== undefined) {
    // One more than the length, so that an area without any key is not an empty one.
    area.writeUInt32BE(content.length + 1, 0);
    area.set(content.subarray(0, TEST_HARNESS.bytes - 4), 4);
  }
  createHash('sha256').update(Buffer.alloc(DIGEST_BYTES)).update(block.subarray(DIGEST_BYTES)).digest().copy(block);
  await frp.write(0, block);
}

export async function readTestHarnessArea(frp: Partition): Promise<Buffer | undefined> {
  const area = await frp.read(frp.sizeBytes - TEST_HARNESS.fromEnd, TEST_HARNESS.bytes);
  const length = area.readUInt32BE(0);
  return length === 0 ? undefined : Buffer.from(area.subarray(4, 3 + length));
}

/** True when an account handle is stored: the set-up wizard will ask for that account after an untrusted reset. */
export async function accountBound(frp: Partition): Promise<boolean> {
  const head = await frp.read(DIGEST_BYTES, 8);
  return head.readUInt32BE(0) === MARKER && head.readUInt32BE(4) > 0;
}
