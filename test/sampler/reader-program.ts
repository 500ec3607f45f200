/** The prebuilt readers on this machine: as they are where it can run them, otherwise under qemu. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shell } from '../../src/drivers/driver.ts';
import { type Processor, prebuiltReader } from '../../src/sampler/reader-install.ts';
import { knowledge } from '../../src/sampler/reader-knowledge.ts';
import { encodeHello } from '../../src/sampler/reader-protocol.ts';
import { type ChildShellOptions, childShell, installed, NODE } from './child-shell.ts';

/** Where the reader is on the phone, by the host's word. */
export const PROGRAM = '/data/local/tmp/wipebench-reader-0123456789abcdef';

const EMULATORS: Readonly<Record<Processor, string>> = {
  arm64: 'qemu-aarch64-static',
  arm: 'qemu-arm-static',
  x86_64: 'qemu-x86_64-static',
  x86: 'qemu-i386-static',
};

export interface ReaderProgram {
  readonly processor: Processor;
  readonly path: string;
  /** Program and leading arguments; the node comes behind. Null: this machine cannot run it, and `why` says so. */
  readonly command: readonly string[] | null;
  readonly why: string;
  remove(): void;
}

const zeros = new Uint8Array(16);

export async function readerProgram(processor: Processor): Promise<ReaderProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'wipebench-reader-'));
  const path = join(folder, `reader-${processor}`);
  writeFileSync(path, await prebuiltReader(processor));
  chmodSync(path, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Asked for nothing, it ends with 0. A program for another processor may be taken for a script of the shell.
  const own = spawnSync(path, ['/dev/null'], { input: encodeHello(zeros, zeros, knowledge()) }).status === 0;
  const emulator = EMULATORS[processor];
  const command = own ? [path] : installed(emulator) ? [emulator, path] : null;
  const why = command === null ? `${emulator} is not installed, and this machine does not run ${processor}` : '';
  return { processor, path, command, why, remove };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
}

/** One run with all of its input at once. */
export function runReader(program: ReaderProgram, file: string, input: Uint8Array): Promise<Ended> {
  const [first = '', ...rest] = program.command ?? [];
  return new Promise((resolve, reject) => {
    const child = spawn(first, [...rest, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout: Buffer.concat(parts) }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** A phone's shell that has this reader, with `file` as its storage. */
export function readerShell(program: ReaderProgram, file: string, more: Partial<ChildShellOptions> = {}): Shell {
  const shell = childShell({ program: ['sh'], node: NODE, file, ...more });
  const real = (command: string) => command.replaceAll(PROGRAM, (program.command ?? []).join(' '));
  return {
    run: (command, signal, input) => shell.run(real(command), signal, input),
    stream: (command, signal) => shell.stream(real(command), signal),
  };
}
