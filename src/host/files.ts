/**
 * Files that are either whole or not there. Writes go to a temporary name in the same folder, are fsynced, and are
 * renamed; the folder is fsynced too, so that the name survives a power cut (see rename(2), fsync(2)).
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../faults/fault.ts';

interface SystemError extends Error {
  code?: string;
}

/** A file-system error as a Fault: a full disk, a missing permission, or any other trouble with that path. */
export function fileFault(error: unknown, path: string): Fault {
  if (error instanceof Fault) return error;
  const code = (error as SystemError).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Fault('ENV_DISK_FULL', `No space left for ${path}.`, { cause: error, hint: 'Free some disk space.' });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new Fault('ENV_PERMISSION', `No permission for ${path}.`, { cause: error });
  }
  return new Fault('ENV_FILE', `${path}: ${(error as Error).message}`, { cause: error });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function ensureFolder(path: string, mode = 0o700): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    throw fileFault(error, path);
  }
}

/**
 * Replaces `path` by `content`, whole or not at all. An existing good file is never left truncated.
 * @throws Fault `ENV_DISK_FULL`, `ENV_PERMISSION`, `ENV_FILE`
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${process.hrtime.bigint()}.tmp`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(temporary, 'wx', mode);
    await handle.writeFile(content);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileFault(error, path);
  }
}

const READ_BYTES = 64 * 1024;

/**
 * Reads a whole file of at most `maxBytes`. What has no size, such as a pipe or a device, is read no further than that.
 * @throws Fault `USAGE_FILE_INVALID` when it is larger or a folder, `ENV_FILE` when it cannot be read.
 */
export async function readFileBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    if ((await handle.stat()).isDirectory()) throw new Fault('USAGE_FILE_INVALID', `${path} is a folder.`);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    while (true) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(READ_BYTES));
      if (bytesRead === 0) return new Uint8Array(Buffer.concat(parts));
      bytes += bytesRead;
      if (bytes > maxBytes) throw new Fault('USAGE_FILE_INVALID', `${path} is larger than ${maxBytes} bytes.`);
      parts.push(buffer.subarray(0, bytesRead));
    }
  } catch (error) {
    throw fileFault(error, path);
  } finally {
    await handle?.close();
  }
}

/**
 * A name that is safe in every file system: letters, digits, dot, dash and underscore, at most 64, never empty and
 * never starting with a dot nor holding two in a row. For names that contain text from a phone.
 */
export function safeFileName(text: string): string {
  const safe = text
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '')
    .slice(0, 64);
  return safe === '' ? 'unnamed' : safe;
}
