/** A file of what a phone told, such as `adb shell getprop > FILE`, as text: also as Windows consoles write it. */
import { readFileBounded } from '../host/files.ts';

const MAX_DUMP_BYTES = 4 * 1024 * 1024;

/** UTF-16 has a mark at its beginning; everything else is read as UTF-8, whose mistakes become question marks. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/**
 * @param path of the file; `-` is standard input
 * @throws Fault `USAGE_FILE_INVALID` when it is larger than 4 MiB or a folder; `ENV_FILE`, `ENV_PERMISSION`
 */
export async function readDump(path: string): Promise<string> {
  return decoded(await readFileBounded(path === '-' ? '/dev/stdin' : path, MAX_DUMP_BYTES));
}
