/** Where a passphrase may come from: a descriptor, a private file, or a person. Never argv, which `ps` shows. */
import { readSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';
import { assertPrivateFile } from './key-file.ts';

const MAX_PASSPHRASE_BYTES = 1024;

export interface PassphraseSource {
  /** Number of an open file descriptor. */
  readonly fd?: number;
  /** Path of a file that only its owner can read. */
  readonly file?: string;
}

export interface Terminal {
  readonly input: Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;
  readonly output: Pick<WriteStream, 'write'>;
}

/** The first line, without its line end. @throws Fault `USAGE_ARGUMENT` when it is empty */
function firstLine(bytes: Uint8Array, source: string): string {
  const [line = ''] = Buffer.from(bytes).toString('utf8').split(/\r?\n/, 1);
  if (line === '') throw new Fault('USAGE_ARGUMENT', `The passphrase from ${source} is empty.`);
  return line;
}

function readDescriptor(fd: number): Uint8Array {
  const buffer = Buffer.alloc(MAX_PASSPHRASE_BYTES);
  let length = 0;
  try {
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(fd, buffer, length, buffer.length - length, null);
    }
  } catch (cause) {
    throw new Fault('USAGE_ARGUMENT', `The file descriptor ${fd} cannot be read.`, { cause });
  }
  return buffer.subarray(0, length);
}

/**
 * Asks on the terminal without showing what is typed. Backspace works, Ctrl-C cancels.
 * @throws Fault `ENV_KEY_LOCKED` when there is no terminal, `CANCELLED`
 */
export async function askHidden(question: string, { input, output }: Terminal): Promise<string> {
  if (!input.isTTY) {
    throw new Fault('ENV_KEY_LOCKED', 'There is no terminal to ask for the passphrase.', {
      hint: 'Pass --passphrase-fd N or --passphrase-file PATH.',
    });
  }
  output.write(question);
  input.setRawMode(true);
  input.resume();
  const typed: string[] = [];
  try {
    return await new Promise<string>((resolve, reject) => {
      const onData = (chunk: Buffer | string) => {
        for (const key of chunk.toString()) {
          if (key === '\r' || key === '\n') {
            input.off('data', onData);
            resolve(typed.join(''));
            return;
          }
          if (key === '\u0003' || key === '\u0004') {
            input.off('data', onData);
            reject(new Fault('CANCELLED', 'Cancelled at the question for the passphrase.'));
            return;
          }
          if (key === '\u007f' || key === '\b') typed.pop();
          else typed.push(key);
        }
      };
      input.on('data', onData);
    });
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write('\n');
  }
}

/**
 * The passphrase from a descriptor, else from a private file, else from a person. It is never logged.
 * @throws Fault `USAGE_ARGUMENT`, `ENV_PERMISSION` (readable by others), `ENV_KEY_LOCKED`, `CANCELLED`
 */
export async function readPassphrase(source: PassphraseSource, terminal: Terminal, question: string): Promise<string> {
  if (source.fd !== undefined) return firstLine(readDescriptor(source.fd), `descriptor ${source.fd}`);
  if (source.file !== undefined) {
    await assertPrivateFile(source.file);
    return firstLine(await readFileBounded(source.file, MAX_PASSPHRASE_BYTES), source.file);
  }
  return askHidden(question, terminal);
}
