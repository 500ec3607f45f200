/** Reads windows of a local file or block device. */
import { type FileHandle, open } from 'node:fs/promises';
import { Fault } from '../faults/fault.ts';
import { requestsOf } from './dd-requests.ts';
import type { Window } from './places.ts';
import type { RawReader, Reading } from './raw-reader.ts';

export interface ImageReader extends RawReader {
  readonly channel: 'image-file';
  /** Length of a file; null for a device, whose file system entry tells none. */
  readonly bytes: number | null;
  close(): Promise<void>;
}

/**
 * @param direct whether the caller knows that no stale cache is read: true for a file that was copied off a medium
 * @throws Fault `ENV_FILE` when it cannot be opened
 */
export async function openImage(path: string, direct: boolean): Promise<ImageReader> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw new Fault('ENV_FILE', `The image ${path} cannot be opened.`, { cause });
  }
  const stat = await handle.stat();
  return {
    channel: 'image-file',
    node: path,
    direct,
    bytes: stat.isFile() ? stat.size : null,
    read: (windows, signal) => readWindows(handle, windows, signal),
    close: () => handle.close(),
  };
}

async function* readWindows<W extends Window>(
  handle: FileHandle,
  windows: readonly W[],
  signal: AbortSignal,
): AsyncGenerator<Reading<W>> {
  let buffer = Buffer.alloc(0);
  // Neighbours and windows that lie in each other are read at once; gaps cost nothing here.
  for (const request of requestsOf(windows, 0)) {
    signal.throwIfAborted();
    if (buffer.length < request.length) buffer = Buffer.alloc(request.length);
    const whole = await readFully(handle, buffer.subarray(0, request.length), request.offset);
    for (const window of request.windows) {
      const part = buffer.subarray(window.offset - request.offset, window.offset - request.offset + window.length);
      yield { window, bytes: whole ? part : await alone(handle, window) };
    }
  }
}

async function alone(handle: FileHandle, window: Window): Promise<Uint8Array | null> {
  const buffer = Buffer.alloc(window.length);
  return (await readFully(handle, buffer, window.offset)) ? buffer : null;
}

/** False when the medium ends or fails before the buffer is full. */
async function readFully(handle: FileHandle, into: Buffer, offset: number): Promise<boolean> {
  let filled = 0;
  while (filled < into.length) {
    try {
      const { bytesRead } = await handle.read(into, filled, into.length - filled, offset + filled);
      if (bytesRead === 0) return false;
      filled += bytesRead;
    } catch {
      // An input/output error of one place: the place is unreadable, the others are still read.
      return false;
    }
  }
  return true;
}
