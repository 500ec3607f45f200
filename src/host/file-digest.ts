/** The SHA-256 of a file of any size, read piece by piece. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Fault } from '../faults/fault.ts';
import { fileFault } from './files.ts';

const PIECE_BYTES = 256 * 1024;

export interface FileDigest {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** @throws Fault `USAGE_FILE_INVALID` for what is no plain file, `ENV_FILE`, `ENV_PERMISSION`; the signal's reason */
export async function digestFile(path: string, signal: AbortSignal): Promise<FileDigest> {
  try {
    // Not to wait for ever on a pipe that nobody writes to.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw new Fault('USAGE_FILE_INVALID', `${path} is no plain file.`);
      const hash = createHash('sha256');
      const piece = new Uint8Array(PIECE_BYTES);
      for (let bytes = 0; ; ) {
        signal.throwIfAborted();
        const { bytesRead } = await handle.read(piece);
        if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
        hash.update(piece.subarray(0, bytesRead));
        bytes += bytesRead;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw fileFault(error, path);
  }
}
