/** What adbd needs from the phone that it runs on. */
import type { ChildProcess } from 'node:child_process';

export interface DaemonHost {
  readonly debuggable: boolean;
  isRoot(): boolean;
  /** Runs a program of the phone as the daemon's user. */
  run(program: readonly string[], environment?: Readonly<Record<string, string>>): ChildProcess;
  /** Restarts adbd with or without root. */
  restart(root: boolean): void;
  reboot(target: string): void;
  /** A push ended: its file should reach the storage soon. */
  pushed(): void;
}
