/** How much a file system can still take. */
import { statfs } from 'node:fs/promises';
import { fileFault } from './files.ts';

/** Bytes that an ordinary user may still write below `path`. @throws Fault `ENV_FILE`, `ENV_PERMISSION` */
export async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    throw fileFault(error, path);
  }
}
