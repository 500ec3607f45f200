/** The real command line in a process of its own, with nothing of this user's home. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const program = `process.exitCode = await (await import(${JSON.stringify(main)})).main(process.argv)`;

const ARGUMENTS = ['--input-type=module', '-e', program, '--', 'wipebench'] as const;

export interface Said {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param folder home and working folder; `NO_COLOR` and the like go into `env` */
export function ownProcess(
  folder: string,
  words: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...ARGUMENTS, ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, stdout, stderr }));
    child.stdin.end(input);
  });
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * The same on a pseudo-terminal (script(1) of util-linux), which is one stream for both outputs.
 * @param prompt what has to be shown before `typed` is typed
 */
export function ownTerminal(folder: string, words: readonly string[], prompt: RegExp, typed: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const command = [process.execPath, ...ARGUMENTS, ...words].map(quoted).join(' ');
    const env = { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', SHELL: '/bin/sh' };
    const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: folder, env });
    let [shown, answered] = ['', false];
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      if (answered || !prompt.test(shown)) return;
      answered = true;
      child.stdin.write(`${typed}\n`);
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, stdout: shown.replaceAll('\r', ''), stderr: '' }));
  });
}
