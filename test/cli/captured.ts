/** What the program writes while it runs in this process. */
import { afterEach, beforeEach, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';

export interface Captured {
  stdout: string;
  stderr: string;
  /** The objects of `--json`, in order. */
  lines(): Record<string, unknown>[];
}

/** Call it once in a test file; what is captured begins anew with each test. */
export function captureOutput(): Captured {
  const captured = { stdout: '', stderr: '' };
  beforeEach(() => {
    captured.stdout = '';
    captured.stderr = '';
    process.exitCode = undefined;
    for (const name of ['stdout', 'stderr'] as const) {
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        captured[name] += String(text);
        return true;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });
  return Object.assign(captured, {
    lines: () => captured.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])),
  });
}

export const wipebench = (...words: string[]) => main(['node', 'wipebench', ...words]);
