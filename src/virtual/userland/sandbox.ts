/**
 * Runs one program of the phone inside bubblewrap: the phone's own file tree, no network, no view of the host. The
 * kernel enforces who may read what; this file only lists the mounts.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Mount {
  readonly from: string;
  readonly to: string;
  readonly mode: 'ro' | 'rw' | 'device';
}

export interface SandboxView {
  /** 0 or 2000 (AID_SHELL). */
  readonly uid: 0 | 2000;
  /** In order; later ones may lie inside earlier ones. */
  readonly mounts: readonly Mount[];
  /** Names to targets, made before the program starts. */
  readonly links: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

const MOUNT_OPTION = { ro: '--ro-bind', rw: '--bind', device: '--dev-bind' } as const;

/** The bubblewrap command line for a program of the phone. */
export function sandboxArguments(view: SandboxView, program: readonly string[]): string[] {
  const id = String(view.uid);
  return [
    ...['--unshare-user', '--uid', id, '--gid', id, ...(view.uid === 0 ? ['--cap-add', 'ALL'] : ['--cap-drop', 'ALL'])],
    ...['--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-ipc', '--hostname', 'localhost'],
    ...['--die-with-parent', '--new-session', '--clearenv'],
    ...Object.entries(view.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...view.mounts.flatMap((mount) => [MOUNT_OPTION[mount.mode], mount.from, mount.to]),
    ...Object.entries(view.links).flatMap(([link, target]) => ['--symlink', target, link]),
    ...['--chdir', '/', '--', ...program],
  ];
}

/** Starts the program with three pipes. It dies with this process and with `signal`. */
export function startInSandbox(
  bubblewrap: string,
  view: SandboxView,
  program: readonly string[],
  signal: AbortSignal,
): ChildProcess {
  const child = spawn(bubblewrap, sandboxArguments(view, program), {
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  // An aborted or failed start is reported by 'close' as well; without a listener it would end the whole process.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  return child;
}
