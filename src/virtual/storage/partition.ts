/**
 * One partition of a phone: a sparse file, and a loop device on top of it where the system allows. Nothing is flushed to
 * the host's disk: readers of the node share one page cache, and direct reads are kept coherent by the kernel.
 */
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { attachLoopDevice } from './loop-device.ts';
import { runTool } from './tool.ts';

export interface Partition {
  readonly name: string;
  /** What the phone's block node is bound to: the loop device, or the file itself. */
  readonly node: string;
  readonly sizeBytes: number;
  /** Fewer bytes than asked only at the end of the partition. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Fills the buffer from `offset` on; resolves with the part that was filled. */
  readInto(buffer: Buffer, offset: number): Promise<Buffer>;
  write(offset: number, data: Uint8Array): Promise<void>;
  /** BLKDISCARD: the range reads as zeros afterwards. */
  discard(offset: number, length: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the file, making it `sizeBytes` large and empty when it does not exist. */
export async function openPartition(
  name: string,
  file: string,
  sizeBytes: number,
  useLoop: boolean,
): Promise<Partition> {
  const created = await open(file, 'a', 0o600);
  await created.close();
  await truncate(file, sizeBytes);
  const loop = useLoop ? await attachLoopDevice(file) : undefined;
  const handle = loop?.handle ?? (await open(file, 'r+'));
  const readInto = async (buffer: Buffer, offset: number) => {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  };
  return {
    name,
    node: loop?.node ?? file,
    sizeBytes,
    read: (offset, length) => readInto(Buffer.allocUnsafe(Math.max(0, Math.min(length, sizeBytes - offset))), offset),
    readInto,
    write: async (offset, data) => {
      await handle.write(data, 0, data.length, offset);
    },
    discard: async (offset, length) => {
      if (length === 0) return;
      const range = ['--offset', String(offset), '--length', String(length)];
      if (loop !== undefined) await runTool('blkdiscard', ['--force', ...range, loop.node]);
      else await punchHole(file, handle, offset, length, sizeBytes);
    },
    close: () => handle.close(),
  };
}

/** Some file systems cannot punch holes; then an emptied file or written zeros give the same view. */
async function punchHole(file: string, handle: FileHandle, offset: number, length: number, size: number) {
  try {
    await runTool('fallocate', ['--punch-hole', '--offset', String(offset), '--length', String(length), file]);
  } catch {
    if (offset === 0 && length >= size) {
      await handle.truncate(0);
      await handle.truncate(size);
      return;
    }
    const zeros = Buffer.alloc(1024 * 1024);
    for (let at = offset; at < offset + length; at += zeros.length) {
      await handle.write(zeros, 0, Math.min(zeros.length, offset + length - at), at);
    }
  }
}
