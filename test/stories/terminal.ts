/** The built program on a real pseudo-terminal (script(1) of util-linux), with a person who reads and types. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Station } from './station.ts';

const BIN = fileURLToPath(new URL('../../bin/wipebench.js', import.meta.url));
const PATIENCE_MS = 60_000;

export interface Terminal {
  /** Resolves when these words have appeared since the last time; rejects when the program ends without them. */
  reads(words: RegExp): Promise<string>;
  types(line: string): void;
  /** Keys as they are, such as Ctrl-C. */
  presses(keys: string): void;
  /** Ends the program at once, as a power cut does. */
  kill(): void;
  /** Exit code, everything that was shown, and the objects of --json. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly shown: string;
    readonly lines: readonly Record<string, unknown>[];
  }>;
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
let count = 0;

/** Runs `wipebench ARGS --json` with its standard output in a file, so that the terminal shows what is for people. */
export function onTerminal(station: Station, args: readonly string[]): Terminal {
  count += 1;
  const out = join(station.folder, `terminal-${count}.jsonl`);
  const pidFile = join(station.folder, `terminal-${count}.pid`);
  const words = [process.execPath, BIN, ...args, '--json'].map(quoted).join(' ');
  const command = `echo $$ > ${quoted(pidFile)}; exec ${words} > ${quoted(out)}`;
  const env = { ...process.env, ...station.bench.server.env, HOME: station.folder, NO_COLOR: '1', SHELL: '/bin/sh' };
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let shown = '';
  let from = 0;
  let over = false;
  let wake: () => void = () => undefined;
  const onData = (data: Buffer) => {
    shown += data.toString();
    wake();
  };
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Awaited<Terminal['ended']>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      over = true;
      wake();
      const lines = readFileSync(out, 'utf8')
        .split('\n')
        .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
      resolve({ code, shown, lines });
    });
  });
  return {
    ended,
    reads: async (wanted) => {
      const late = Date.now() + PATIENCE_MS;
      for (;;) {
        const match = wanted.exec(shown.slice(from));
        if (match) {
          from += match.index + match[0].length;
          return match[0];
        }
        if (over || Date.now() > late) throw new Error(`never shown: ${wanted}\n${shown}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 1000);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    types: (line) => child.stdin.write(`${line}\n`),
    presses: (keys) => child.stdin.write(keys),
    kill: () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL'),
  };
}
