/** A phone's shell, played by a shell of this machine on real files: the very commands run, only the node is another. */
import { spawn, spawnSync } from 'node:child_process';
import type { Shell, ShellStream } from '../../src/drivers/driver.ts';
import { Fault } from '../../src/faults/fault.ts';

export interface ChildShellOptions {
  /** Program and leading arguments, for example `['busybox', 'sh']`. */
  readonly program: readonly string[];
  /** The path a command names, and the file that stands in for it. */
  readonly node: string;
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Cuts standard output after so many bytes, as a pulled cable does. */
  readonly cutAfter?: number;
}

export const NODE = '/dev/block/by-name/userdata';

export function installed(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined;
}

export function childShell(options: ChildShellOptions): Shell & { readonly commands: string[] } {
  const commands: string[] = [];
  const start = (command: string) => {
    commands.push(command);
    const [program = 'sh', ...args] = options.program;
    return spawn(program, [...args, '-c', command.replaceAll(options.node, options.file)], {
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };
  return {
    commands,
    run: (command, _signal, input) =>
      new Promise((resolve, reject) => {
        const child = start(command);
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (data: Buffer) => {
          stdout += data.toString('utf8');
        });
        child.stderr.on('data', (data: Buffer) => {
          stderr += data.toString('utf8');
        });
        child.on('error', reject);
        child.on('close', (code) => resolve({ exitCode: code ?? 255, stdout, stderr }));
        // A program that never reads may be gone before it is written to.
        child.stdin.on('error', () => undefined);
        child.stdin.end(input ?? '');
      }),
    stream: async (command, signal) => streamOf(start(command), signal, options.cutAfter),
  };
}

function streamOf(
  child: ReturnType<typeof spawn>,
  signal: AbortSignal,
  cutAfter = Number.POSITIVE_INFINITY,
): ShellStream {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a child without pipes');
  stdin.on('error', () => undefined);
  let said = '';
  stderr.on('data', (data: Buffer) => {
    said += data.toString('utf8');
  });
  const exit = new Promise<{ exitCode: number; stderr: string }>((resolve, reject) => {
    child.on('close', (code) => {
      if (code === null) reject(new Fault('DEVICE_CLOSED', 'The shell ended without an exit code.'));
      else resolve({ exitCode: code, stderr: said });
    });
  });
  signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let left = cutAfter;
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      yield new Uint8Array(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) {
        child.kill('SIGKILL');
        break;
      }
    }
    await exit;
  }
  return {
    stdout: bytes(),
    write: (data) =>
      new Promise((resolve, reject) => stdin.write(data, (error) => (error ? reject(error) : resolve()))),
    end: () => new Promise((resolve) => stdin.end(resolve)),
    exit,
    close: () => {
      child.kill('SIGKILL');
    },
  };
}
