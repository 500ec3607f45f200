/** Starts the `emulator` program so that it outlives us; never through a shell. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Fault } from '../../faults/fault.ts';
import { findProgram } from '../../host/find-program.ts';
import { checkedName } from './console-outputs.ts';

export interface EmulatorProgram {
  /** A path, or a name in PATH; undefined: where the SDK keeps it. */
  readonly program: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Receives what the program prints. */
  readonly logFile: string;
}

export interface Started {
  /** Set when the program has ended. */
  ended(): number | string | undefined;
}

/** @throws Fault `ENV_TOOL_MISSING` */
export function emulatorPath({ program, env }: EmulatorProgram): string {
  const path = env['PATH'] ?? '';
  const sdk = ['ANDROID_HOME', 'ANDROID_SDK_ROOT'].flatMap((name) => {
    const folder = env[name];
    return folder && isAbsolute(folder) ? [join(folder, 'emulator', 'emulator')] : [];
  });
  for (const candidate of program === undefined ? [...sdk, 'emulator'] : [program]) {
    const found = findProgram(candidate, path);
    if (found !== undefined) return found;
  }
  throw new Fault('ENV_TOOL_MISSING', `The program ${program ?? 'emulator'} of the Android SDK was not found.`, {
    hint: 'Name it with --emulator, or set ANDROID_HOME.',
  });
}

/** Without a screen on this computer the emulator needs none either. */
function hasScreen(env: EmulatorProgram['env']): boolean {
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * `-port` keeps the serial of the emulator, and with it its seat.
 * @throws Fault `ENV_TOOL_MISSING` when the program cannot be started
 */
export async function startWiped(options: EmulatorProgram, avd: string, consolePort: number): Promise<Started> {
  const program = emulatorPath(options);
  const args = [
    ...['-avd', checkedName(avd, 'virtual device'), '-port', String(consolePort)],
    ...['-wipe-data', '-no-snapshot-load', '-no-snapshot-save'],
    ...(hasScreen(options.env) ? [] : ['-no-window']),
  ];
  await mkdir(dirname(options.logFile), { recursive: true, mode: 0o700 });
  const log = await open(options.logFile, 'a', 0o600);
  try {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', log.fd, log.fd], env: options.env });
    let end: number | string | undefined;
    child.on('exit', (code, signal) => {
      end = code ?? signal ?? 'unknown';
    });
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new Fault('ENV_TOOL_MISSING', `The program ${program} could not be started.`, { cause });
    });
    child.unref();
    return { ended: () => end };
  } finally {
    await log.close();
  }
}
