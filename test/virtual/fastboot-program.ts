/** Runs the real fastboot program on a virtual phone. */
import { execFile } from 'node:child_process';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';

export interface FastbootSaid {
  /** Null when it was ended after the time limit: it waits for ever for a phone that is not there. */
  readonly code: number | null;
  readonly text: string;
}

/** As `-s` takes it. */
export function fastbootHandle(phone: VirtualPhone): string {
  return phone.fastbootAddress.split('@', 1)[0] ?? '';
}

export function fastbootOn(phone: VirtualPhone, ...args: string[]): Promise<FastbootSaid> {
  return new Promise((resolve) => {
    execFile('fastboot', ['-s', fastbootHandle(phone), ...args], { timeout: 10_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, text: `${stderr}${stdout}` });
    });
  });
}
