/** A phone that keeps files in memory, and knows the few commands by which canary files are looked for. */
import { createHash } from 'node:crypto';
import type { Session } from '../../src/drivers/driver.ts';
import { WHERE_SHARED } from '../../src/engine/canary-commands.ts';
import { Fault } from '../../src/faults/fault.ts';

export interface FilePhone {
  readonly session: Partial<Session>;
  readonly files: Map<string, Uint8Array>;
  readonly asked: string[];
}

export interface FilePhoneChange {
  /** Paths that it does not take. */
  readonly refuses?: RegExp;
  /** What `/sdcard` is. */
  readonly shared?: string;
  /** Commands that end badly, or find nothing and end well. */
  readonly fails?: RegExp;
  readonly blind?: boolean;
  readonly answers?: ((command: string) => string | undefined) | undefined;
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function filePhone(change: FilePhoneChange = {}): FilePhone {
  const files = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const printed = (paths: readonly string[]) =>
    paths.map((path) => `${digest(files.get(path) ?? new Uint8Array())}  ${path}\n`).join('');

  const look = (command: string, folder: string): string => {
    const names = [...command.matchAll(/\[ -e (\S+) \]/g)].flatMap(([, path = '']) => (files.has(path) ? [path] : []));
    const sizes = [...command.matchAll(/-size (\d+)c/g)].map(([, bytes]) => Number(bytes));
    const inside = [...files].filter(([path, { length }]) => path.startsWith(`${folder}/`) && sizes.includes(length));
    const found = change.blind ? '' : printed(inside.map(([path]) => path));
    return `${names.map((path) => `there ${path}\n`).join('')}${found}searched-to-the-end\n`;
  };

  const run = (command: string): string | undefined => {
    if (change.fails?.test(command)) return undefined;
    if (command === WHERE_SHARED) return `${change.shared ?? '/storage/emulated/0'}\n`;
    if (command === 'sync') return '';
    const [verb, ...words] = command.split(' ');
    if (verb === 'sha256sum') return printed(words.filter((word) => files.has(word)));
    if (verb === 'rm') {
      for (const word of words) files.delete(word.replace(';', ''));
      return '';
    }
    if (verb === 'ls') return look(command, (words[0] ?? '').replace(/\/$/, ''));
    return change.answers?.(command);
  };

  return {
    files,
    asked,
    session: {
      push: async (content, path) => {
        asked.push(`push ${path}`);
        if (change.refuses?.test(path)) throw new Fault('DEVICE_REFUSED', 'no');
        files.set(path, content.slice());
      },
      shell: {
        run: async (command) => {
          asked.push(command);
          const stdout = run(command);
          return stdout === undefined
            ? { exitCode: 1, stdout: '', stderr: 'refused' }
            : { exitCode: 0, stdout, stderr: '' };
        },
        stream: () => Promise.reject(new Error('no stream')),
      },
    },
  };
}
