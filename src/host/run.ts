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
  /**
   * Looks at all of the standard error so far, whenever some of it comes; true ends the program at once. For programs
   * that wait for ever and say so.
   */
  readonly stopWhen?: (stderr: string) => boolean;
}

export interface RunResult {
  /** Null when the program was ended by a signal or a timeout. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  /** Ended by `stopWhen`; absent otherwise. */
  readonly stopped?: true;
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
  const stop = new AbortController();
  const signals = [options.signal, options.stopWhen && stop.signal].filter((signal) => signal !== undefined);
  const running = execa(program, [...args], {
    reject: false,
    stripFinalNewline: false,
    maxBuffer: MAX_OUTPUT_BYTES,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(signals.length > 0 ? { cancelSignal: AbortSignal.any(signals) } : {}),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  });
  let said = '';
  if (options.stopWhen !== undefined) {
    const { stopWhen } = options;
    running.stderr?.on('data', (piece: Buffer | string) => {
      said += piece.toString();
      if (stopWhen(said)) stop.abort();
    });
  }
  const result = await running;
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
    cancelled: result.isCanceled && !stop.signal.aborted,
    ...(stop.signal.aborted ? { stopped: true as const } : {}),
  };
}
