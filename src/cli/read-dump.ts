/** A dump that somebody saved: a file, or standard input, in whatever encoding the shell of that computer writes. */
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';

/** Lists of properties have some hundred kilobytes; ten times that, and as much again for UTF-16, is enough. */
export const MAX_DUMP_BYTES = 8 * 1024 * 1024;

/** Whether every second byte is zero, as it is in UTF-16 of Latin letters; by the first ones. */
function zeros(bytes: Uint8Array, offset: 0 | 1): boolean {
  const some = bytes.subarray(0, 64);
  if (some.length < 4) return false;
  return some.every((byte, at) => (at % 2 === offset ? byte === 0 : byte !== 0));
}

/**
 * UTF-8, or UTF-16 by its byte order mark or its form (Windows writes it with `>`). Bytes that are no text become
 * U+FFFD: one value that is not text must not make the other thousand unreadable.
 */
export function decodeDump(bytes: Uint8Array): string {
  const little = (bytes[0] === 0xff && bytes[1] === 0xfe) || zeros(bytes, 1);
  const big = (bytes[0] === 0xfe && bytes[1] === 0xff) || zeros(bytes, 0);
  const text = new TextDecoder(little ? 'utf-16le' : big ? 'utf-16be' : 'utf-8').decode(bytes);
  return text.replace(/^\ufeff/, '').replaceAll('\u0000', '');
}

/** Not as a file: under a parent program it can be a socket, which has no path that opens. */
async function readStandardInput(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_DUMP_BYTES) {
      throw new Fault('USAGE_FILE_INVALID', `Standard input is larger than ${MAX_DUMP_BYTES} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function readPath(path: string): Promise<Uint8Array> {
  try {
    return await readFileBounded(path, MAX_DUMP_BYTES);
  } catch (error) {
    const cause = error instanceof Fault ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new Fault('USAGE_FILE_INVALID', `There is no file ${path}.`, { cause });
    }
    throw error;
  }
}

/**
 * @param path of the file; `-` is standard input
 * @param what the words for what it should hold, for the hint
 * @throws Fault `USAGE_FILE_INVALID`: not there, a folder, empty, or larger than 8 MiB; `ENV_FILE`, `ENV_PERMISSION`
 */
export async function readDump(path: string, what = 'what the phone printed'): Promise<string> {
  const text = decodeDump(path === '-' ? await readStandardInput() : await readPath(path));
  if (text.trim() !== '') return text;
  const name = path === '-' ? 'Standard input' : path;
  throw new Fault('USAGE_FILE_INVALID', `${name} is empty.`, { hint: `Save ${what} into it.` });
}
