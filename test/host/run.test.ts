import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../src/host/find-program.ts';
import { runProgram } from '../../src/host/run.ts';

const node = process.execPath;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('running a program', () => {
  test('a failure has the shape of a success', async () => {
    expect(await runProgram('sh', ['-c', 'echo out; echo err >&2; exit 7'])).toEqual({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      cancelled: false,
    });
  });

  test('input reaches it, and an input that it does not read is no failure', async () => {
    expect((await runProgram('cat', [], { input: 'a\u0000b' })).stdout).toBe('a\u0000b');
    expect(await runProgram('true', [], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
  });

  test('there is no input by default: a program that reads meets the end', async () => {
    expect(await runProgram('cat', [])).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('arguments are never read by a shell', async () => {
    const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const hostile = ['$(reboot)', '`id`', '; rm -rf /', '*', '"', "'", '\\', 'a b', '', '\n', '%PATH%', '-x'];
    const { stdout } = await runProgram(node, ['-e', script, '--', ...hostile]);
    expect(JSON.parse(stdout)).toEqual(hostile);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string().filter((text) => !text.includes('\u0000')),
          { maxLength: 4 },
        ),
        async (args) => {
          const { stdout: out } = await runProgram('printf', ['%s\\0', ...args]);
          expect(out).toBe(args.length === 0 ? '\u0000' : args.map((arg) => `${arg}\u0000`).join(''));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a program that is not there, and one that may not be run', async () => {
    await expect(runProgram('wipebench-no-such-program', [])).rejects.toMatchObject({ code: 'ENV_TOOL_MISSING' });
    const path = join(folder, 'closed');
    await writeFile(path, '#!/bin/sh\n');
    await chmod(path, 0o600);
    await expect(runProgram(path, [])).rejects.toMatchObject({ code: 'ENV_PERMISSION' });
  });

  test('a folder that is not there is not called a missing program', async () => {
    await expect(runProgram('true', [], { cwd: join(folder, 'none') })).rejects.toMatchObject({ code: 'ENV_FILE' });
  });

  test('the time limit ends it', async () => {
    expect(await runProgram('sleep', ['600'], { timeoutMs: 50 })).toMatchObject({ exitCode: null, timedOut: true });
  });

  test('the signal ends it, also when it came before', async () => {
    const abort = new AbortController();
    const running = runProgram('sleep', ['600'], { signal: abort.signal });
    abort.abort();
    expect(await running).toMatchObject({ exitCode: null, cancelled: true });
    expect(await runProgram('sleep', ['600'], { signal: AbortSignal.abort() })).toMatchObject({ cancelled: true });
  });

  test('a program is ended by what it says on its standard error, and only by that', async () => {
    const stopWhen = (text: string) => text.includes('waiting for you');
    const script =
      'echo begun; echo waiting >&2; echo for you; printf "still waiting" >&2; echo " for you" >&2; exec sleep 600';
    expect(await runProgram('sh', ['-c', script], { stopWhen })).toMatchObject({
      exitCode: null,
      stopped: true,
      cancelled: false,
      stderr: 'waiting\nstill waiting for you\n',
    });
    const said = await runProgram('sh', ['-c', 'echo waiting for you; exit 3'], { stopWhen });
    expect(said).toEqual({ exitCode: 3, stdout: 'waiting for you\n', stderr: '', timedOut: false, cancelled: false });
    const abort = new AbortController();
    const running = runProgram('sleep', ['600'], { stopWhen, signal: abort.signal });
    abort.abort();
    expect(await running).toMatchObject({ exitCode: null, cancelled: true });
  });

  test('a program that prints without end is ended, and that is no success', async () => {
    const result = await runProgram('sh', ['-c', 'yes']);
    expect(result.exitCode).not.toBe(0);
    expect(result.stdout.length).toBeLessThanOrEqual(16 * 1024 * 1024);
  });
});

describe('finding a program', () => {
  test('on the path, absolute, and where administrators keep theirs', async () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram(node)).toBe(node);
    expect(findProgram('mke2fs', '')).toMatch(/sbin\/mke2fs$/);
  });

  test('not a folder, not a file that may not be run', async () => {
    const file = join(folder, 'data');
    await writeFile(file, '');
    await chmod(file, 0o644);
    expect(findProgram('data', folder)).toBeUndefined();
    expect(findProgram(folder)).toBeUndefined();
    expect(findProgram('wipebench-no-such-program')).toBeUndefined();
  });
});
