/** Most who try this are not root: no loop devices, and a sandbox in which their own user stands in for root. */
import { chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runProgram } from '../../src/host/run.ts';
import { scratchFolder } from './bench-fixture.ts';

const NOBODY = 65_534;
const SETPRIV = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--'];
const PROGRAM = join(import.meta.dirname, 'unprivileged-bench.ts');
const FIXTURE = join(import.meta.dirname, 'bench-fixture.ts');

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Not with the environment of root: its folders are closed to this user. */
async function asNobody(program: string, args: readonly string[], home = '/'): Promise<[number | null, string]> {
  const environment = [`PATH=${process.env['PATH']}`, `HOME=${home}`, `TMPDIR=${home}`];
  const command = [...SETPRIV, 'env', '-i', ...environment, program, ...args];
  const { exitCode, stdout, stderr } = await runProgram('setpriv', command, { cwd: home, timeoutMs: 50_000 });
  return [exitCode, exitCode === 0 ? stdout : stderr.trim()];
}

/** Undefined when such a user can run a bench here. */
async function whyNot(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'The tests run without privileges already; every other test shows it.';
  const ways: readonly (readonly [string, string, readonly string[]])[] = [
    ['No other user can be taken on here', 'true', []],
    ['The checkout is closed to other users', process.execPath, ['-e', `import(${JSON.stringify(FIXTURE)})`]],
    ['No user namespaces for users without privileges', 'bwrap', ['--unshare-user', '--ro-bind', '/', '/', 'true']],
  ];
  for (const [reason, program, args] of ways) {
    const [code, words] = await asNobody(program, args).catch((error: Error) => [null, error.message] as const);
    if (code !== 0) return `${reason}: ${words}`;
  }
  return undefined;
}

test('a user without privileges wipes a phone, and what was in it is gone', { timeout: 60_000 }, async (context) => {
  const reason = await whyNot();
  if (reason !== undefined) return context.skip(reason);
  const folder = join(await scratchFolder(), 'nobody');
  folders.push(join(folder, '..'));
  await mkdir(folder, { mode: 0o700 });
  await chown(folder, NOBODY, NOBODY);
  await chown(join(folder, '..'), NOBODY, NOBODY);
  const [code, words] = await asNobody(process.execPath, [PROGRAM, folder], folder);
  expect([code, words]).toEqual([0, expect.stringMatching(/^\{/)]);
  const seen = JSON.parse(words);
  expect(seen).toMatchObject({
    uid: NOBODY,
    node: expect.stringMatching(/\.img$/),
    refused: { stdout: '', stderr: expect.stringMatching(/Permission denied[\s\S]*Permission denied/) },
    before: { uid: '0', files: expect.stringContaining('DCIM'), read: String(48 * 1024 * 1024) },
    after: { uid: '0', files: expect.not.stringContaining('DCIM'), read: String(48 * 1024 * 1024) },
    blocks: { survived: 0 },
    reason: 'reboot,factory_reset',
    log: expect.stringContaining('Data wipe complete.'),
    trouble: [],
  });
  expect(seen.blocks.written).toBeGreaterThan(2000);
  expect(seen.after.id).toMatch(/^[0-9a-f]{16}$/);
  expect(seen.after.id).not.toBe(seen.before.id);
  expect(seen.after.key).not.toBe(seen.before.key);
});
