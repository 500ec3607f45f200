/** A file that only grows. `append` returns when the bytes are on the disk, not when they are in a buffer. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileFault } from './files.ts';

export interface AppendFile {
  readonly path: string;
  /** @throws Fault `ENV_DISK_FULL`, `ENV_FILE`; then nothing may be assumed about the last line. */
  append(text: string): Promise<void>;
  /** Cuts off what a process that died in the middle of a line has left. */
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** @param create true: the file must not exist yet; false: it must. */
export async function openAppendFile(path: string, create: boolean): Promise<AppendFile> {
  let handle: FileHandle;
  try {
    // No flag word of Node means "append, but do not create".
    handle = await open(path, create ? 'ax+' : constants.O_RDWR | constants.O_APPEND, 0o600);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    throw fileFault(error, path);
  }
  return {
    path,
    append: async (text) => {
      try {
        await handle.appendFile(text);
        await handle.datasync();
      } catch (error) {
        throw fileFault(error, path);
      }
    },
    truncate: async (bytes) => {
      await handle.truncate(bytes);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}
