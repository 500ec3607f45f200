/**
 * Runs one program, never through a shell. A failure has the same shape as a success, plus the reasons:
 * callers look at fields and never at message text.
 */
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { Fault } from '../faults/fault.ts';

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunResult {
  /** Null when the program was ended by a signal or a timeout. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * @throws Fault `ENV_TOOL_MISSING` when the program does not exist, `ENV_PERMISSION` when it may not be run, `ENV_FILE` when the folder does not exist.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await execa(program, [...args], {
    reject: false,
    stripFinalNewline: false,
    maxBuffer: MAX_OUTPUT_BYTES,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.signal ? { cancelSignal: options.signal } : {}),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  });
  // spawn(2) tells a missing folder and a missing program by the same word.
  if (result.code === 'ENOENT' && options.cwd !== undefined && !existsSync(options.cwd)) {
    throw new Fault('ENV_FILE', `There is no folder ${options.cwd}.`, { cause: result });
  }
  if (result.code === 'ENOENT') {
    throw new Fault('ENV_TOOL_MISSING', `The program ${program} is not installed.`, { cause: result });
  }
  if (result.code === 'EACCES') {
    throw new Fault('ENV_PERMISSION', `The program ${program} may not be run by this user.`, { cause: result });
  }
  return {
    exitCode: result.exitCode ?? null,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    timedOut: result.timedOut,
    cancelled: result.isCanceled,
  };
}
