/** The real fastboot program: which one, and one run of it, always with an end in sight. */
import type { RunResult } from '../../host/run.ts';
import { runProgram } from '../../host/run.ts';
import { WAITING } from './known-outputs.ts';

export interface FastbootProgram {
  /** A path, or a name that is looked for in PATH. */
  readonly program: string;
}

export const FASTBOOT_INSTALL_HINT =
  'Install it: `apt install fastboot` (Debian, Ubuntu), `dnf install android-tools` (Fedora), ' +
  '`pacman -S android-tools` (Arch), `brew install --cask android-platform-tools` (macOS).';

const VERSION_MS = 5000;

export interface PhoneRun {
  /** The operator's, or the step's. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
  /** Aborted when the phone is known to be gone; what the program says then is its last word. */
  readonly gone?: AbortSignal | undefined;
}

/**
 * Runs one command on one phone. The program waits for ever for a phone that is not there, and takes the next one that
 * comes to that place, which could be another phone: so it is ended as soon as it says that it waits.
 *
 * @param handle for `-s`
 * @throws the signal's reason, or Fault `ENV_TOOL_MISSING`
 */
export async function runOnPhone(
  { program }: FastbootProgram,
  handle: string,
  args: readonly string[],
  { signal, timeoutMs, gone }: PhoneRun,
): Promise<RunResult> {
  signal.throwIfAborted();
  const result = await runProgram(program, ['-s', handle, ...args], {
    signal: gone === undefined ? signal : AbortSignal.any([signal, gone]),
    stopWhen: (stderr) => WAITING.test(stderr),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  signal.throwIfAborted();
  return gone?.aborted ? { ...result, stopped: true } : result;
}

/** The list of phones on USB, as the program prints it; undefined when it did not answer. */
export async function listPhones(
  { program }: FastbootProgram,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<string | undefined> {
  const result = await runProgram(program, ['devices', '-l'], { signal, timeoutMs });
  return result.exitCode === 0 ? result.stdout : undefined;
}

/** Such as `29.0.6-debian`; undefined when it does not tell. @throws Fault `ENV_TOOL_MISSING` */
export async function fastbootVersion(program: string, signal: AbortSignal): Promise<string | undefined> {
  const { stdout } = await runProgram(program, ['--version'], { signal, timeoutMs: VERSION_MS });
  return /^fastboot version (\S+)/m.exec(stdout)?.[1];
}
