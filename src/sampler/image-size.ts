/** How large a local image or block device is, and whether it is what it seems. */
import { open, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../faults/fault.ts';

/** AOSP system/core/libsparse/sparse_format.h. */
const SPARSE_MAGIC = 0xed26ff3a;

/** Linux tells the length of a block device in sectors of 512 bytes. @throws Fault `ENV_FILE` */
export async function blockDeviceBytes(path: string): Promise<number> {
  try {
    const name = basename(await realpath(path));
    const sectors = Number((await readFile(join('/sys/class/block', name, 'size'), 'utf8')).trim());
    if (Number.isSafeInteger(sectors * 512) && sectors > 0) return sectors * 512;
  } catch (cause) {
    throw new Fault('ENV_FILE', `${path} is no file, and the system does not tell how large it is.`, { cause });
  }
  throw new Fault('ENV_FILE', `${path} is empty.`);
}

/**
 * A sparse image holds another order of bytes than the storage it stands for, and leaves out what it calls "don't care".
 * @throws Fault `USAGE_FILE_INVALID` for one
 */
export async function demandRaw(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead < 4 || buffer.readUInt32LE(0) !== SPARSE_MAGIC) return;
  } finally {
    await handle.close();
  }
  throw new Fault('USAGE_FILE_INVALID', `${path} is a sparse image of Android, not the bytes of a storage.`, {
    hint: 'Turn it into a raw image first: simg2img SPARSE RAW.',
  });
}
