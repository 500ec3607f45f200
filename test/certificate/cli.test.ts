import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '../../src/certificate/claims-of.ts';
import { issueCertificate } from '../../src/certificate/issue.ts';
import { openStationSigner, publicKeyFiles } from '../../src/certificate/key-file.ts';
import { systemRandom } from '../../src/host/random.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { ownProcess } from '../cli/own-process.ts';
import { evidence, identity, verdict } from './evidence.ts';

let folder: string;

const wipebench = (words: readonly string[], input = '') => ownProcess(folder, words, input);

const lines = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const keys = () => join(folder, 'keys');
const ledgerPath = () => join(folder, 'ledger.sqlite');
const file = (name: string) => join(folder, 'certificates', name);
const trust = () => join(keys(), 'station.pub');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  await writeFile(join(folder, 'passphrase'), 'correct horse\n', { mode: 0o600 });
  expect(await wipebench(['keys', 'init', '--keys', keys(), '--passphrase-file', 'passphrase'])).toMatchObject({
    exit: 0,
  });
  const signer = await openStationSigner(keys(), async () => 'correct horse');
  const ledger = await openLedger(ledgerPath(), signer);
  const request = {
    disclose: 'all',
    signer,
    ledger,
    random: systemRandom,
    folder: join(folder, 'certificates'),
  } as const;
  const hostile = { ...identity, model: { value: '\u001b[2J\u202eevil\nResult: PASS', source: 'getprop' } };
  const real = { ...identity, kind: 'phone' } as const;
  const variants = [
    ['pass', { ...evidence }],
    ['fail', { ...evidence, identity: hostile, verdict: { ...verdict, result: 'not-sanitized' } }],
    [
      'real',
      { ...evidence, identity: real, plan: { ...evidence.plan, target: { ...evidence.plan.target, identity: real } } },
    ],
  ] as const;
  for (const [index, [fileStem, input]] of variants.entries()) {
    const claims = claimsOf({ ...input, id: `certificate-${index}` });
    await issueCertificate({ ...request, claims, fileStem });
  }
  await ledger.close();
});

describe('wipebench keys', () => {
  it('makes a private key that only its owner can read, and never replaces it', async () => {
    expect((await stat(join(keys(), 'station.key'))).mode & 0o777).toBe(0o600);
    const before = await readFile(join(keys(), 'station.key'), 'utf8');
    const again = await wipebench(['keys', 'init', '--keys', keys(), '--no-passphrase']);
    expect(again).toMatchObject({ exit: 2, stdout: '' });
    expect(await readFile(join(keys(), 'station.key'), 'utf8')).toBe(before);
  });

  it('takes a passphrase from a descriptor, and is loud without one', async () => {
    const fromFd = await wipebench(['keys', 'init', '--keys', 'fd-keys', '--passphrase-fd', '0'], 'from a pipe\n');
    expect(fromFd.exit).toBe(0);
    expect((await openStationSigner(join(folder, 'fd-keys'), async () => 'from a pipe')).protected).toBe(true);
    const bare = await wipebench(['keys', 'init', '--keys', 'bare-keys', '--no-passphrase', '--json']);
    expect(bare.stderr).toContain('WARNING');
    expect(lines(bare.stdout).at(-1)).toEqual({ type: 'summary', keys: 1 });
    expect(await readFile(join(folder, 'bare-keys', 'station.key'), 'utf8')).toMatch(/^UNPROTECTED KEY/);
  });

  it('does not ask when there is no terminal', async () => {
    expect(await wipebench(['keys', 'init', '--keys', 'no-keys'])).toMatchObject({ exit: 5 });
    await expect(stat(join(folder, 'no-keys', 'station.key'))).rejects.toThrow();
  });

  it("makes and shows a second person's key in a file of its own, which the bench then trusts", async () => {
    const path = join(keys(), 'grace.key');
    const made = await wipebench(['keys', 'init', '--key', path, '--no-passphrase', '--json']);
    expect(made.exit, made.stderr).toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await wipebench(['keys', 'init', '--key', path, '--no-passphrase'])).toMatchObject({ exit: 2 });
    const shown = await wipebench(['keys', 'show', '--key', path, '--json']);
    expect(lines(shown.stdout)[0]).toMatchObject({ kid: lines(made.stdout)[0]?.['kid'] });
    expect(await publicKeyFiles(keys())).toEqual([trust(), join(keys(), 'grace.pub')]);
    const both = ['keys', 'init', '--key', 'x.key', '--keys', 'x', '--no-passphrase'];
    expect(await wipebench(both)).toMatchObject({ exit: 2 });
    await expect(stat(join(folder, 'x.key'))).rejects.toThrow();
    expect(await wipebench(['keys', 'init', '--key', 'x.pub', '--no-passphrase'])).toMatchObject({ exit: 2 });
    await expect(stat(join(folder, 'x.pub'))).rejects.toThrow();
  });

  it('shows the public key, and says when there is none', async () => {
    const shown = await wipebench(['keys', 'show', '--keys', keys()]);
    expect(shown.stdout).toContain('-----BEGIN PUBLIC KEY-----');
    expect(shown.stdout).not.toContain('PRIVATE');
    expect(await wipebench(['keys', 'show', '--keys', 'nowhere'])).toMatchObject({ exit: 5, stdout: '' });
  });
});

describe('wipebench certificate', () => {
  it('verifies with proof, and says first what it is worth', async () => {
    const done = await wipebench([
      'certificate',
      'verify',
      file('pass.cert'),
      '--trust',
      trust(),
      '--proof',
      file('pass.proof'),
    ]);
    expect(done.exit).toBe(0);
    const [first, second, third] = done.stdout.split('\n');
    expect(first).toMatch(/^GENUINE/);
    expect(second).toBe('Ledger: entry 0 of 1 in the log of the issuer.');
    expect(third).toMatch(/^Result: SIMULATED - PASS/);
  });

  it.each([
    ['pass.cert', 12],
    ['fail.cert', 11],
    ['real.cert', 0],
  ])('with --require-pass speaks of the phone: %s', async (name, exit) => {
    const words = ['certificate', 'verify', file(name), '--trust', trust(), '--require-pass', '--json'];
    const done = await wipebench(words);
    expect(done.exit).toBe(exit);
    expect(lines(done.stdout).at(-1)).toMatchObject({ type: 'summary', genuine: true, exit });
  });

  it('exits 20 for a changed file, the proof of another, and a key that is not pinned', async () => {
    const text = await readFile(file('pass.cert'), 'latin1');
    await writeFile(
      join(folder, 'changed.cert'),
      text.replace(/~(.)/, (_, first: string) => `~${first === 'A' ? 'B' : 'A'}`),
    );
    await wipebench(['keys', 'init', '--keys', 'other-keys', '--no-passphrase']);
    const other = join(folder, 'other-keys', 'station.pub');
    for (const words of [
      ['changed.cert', '--trust', trust()],
      [file('pass.cert'), '--trust', trust(), '--proof', file('fail.proof')],
      [file('pass.cert'), '--trust', other],
    ]) {
      const done = await wipebench(['certificate', 'verify', ...words]);
      expect(done).toMatchObject({ exit: 20, stdout: '' });
      expect(done.stderr.length).toBeGreaterThan(10);
    }
  });

  it('ends with a summary also when it fails', async () => {
    const done = await wipebench(['certificate', 'verify', trust(), '--trust', trust(), '--json']);
    expect(lines(done.stdout).at(-1)).toMatchObject({ type: 'summary', exit: 20 });
  });

  it('refuses to verify without a pinned key, and a private key in its place', async () => {
    expect(await wipebench(['certificate', 'verify', file('pass.cert')])).toMatchObject({ exit: 2 });
    const key = join(keys(), 'station.key');
    expect(await wipebench(['certificate', 'verify', file('pass.cert'), '--trust', key])).toMatchObject({ exit: 2 });
  });

  it('shows a file without a key only under a warning', async () => {
    const done = await wipebench(['certificate', 'show', file('pass.cert')]);
    expect(done.exit).toBe(0);
    expect(done.stdout).toMatch(/^NOT CHECKED/);
  });

  it('lets no text of a phone reach the terminal as it is', async () => {
    const { stdout } = await wipebench(['certificate', 'show', file('fail.cert'), '--trust', trust()]);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(stdout.match(/^Result:/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^Result: SIMULATED - FAIL/m);
  });
});

describe('wipebench ledger', () => {
  it('lists, newest first', async () => {
    const done = await wipebench(['ledger', 'list', '--ledger', ledgerPath(), '--json']);
    expect(lines(done.stdout).map((line) => line['certificateId'] ?? line['type'])).toEqual([
      'certificate-2',
      'certificate-1',
      'certificate-0',
      'summary',
    ]);
    const failed = await wipebench(['ledger', 'list', '--ledger', ledgerPath(), '--result', 'fail']);
    expect(failed.stdout).toContain('certificate-1');
    expect(failed.stdout).not.toContain('certificate-0');
  });

  it('shows one entry with its identifiers withheld', async () => {
    const done = await wipebench(['ledger', 'show', 'certificate-0', '--ledger', ledgerPath()]);
    expect(done.stdout).toContain('(withheld in this copy)');
    expect(done.stdout).not.toContain('R58M12ABCDE');
    expect(await wipebench(['ledger', 'show', 'nobody', '--ledger', ledgerPath()])).toMatchObject({ exit: 2 });
  });

  it('checks a whole log, and exits 20 for a changed one', async () => {
    const words = ['ledger', 'check', '--ledger', ledgerPath(), '--trust', trust(), '--json'];
    const done = await wipebench([...words, '--since', `${ledgerPath()}.checkpoint`]);
    expect(done.exit).toBe(0);
    expect(lines(done.stdout).at(-1)).toMatchObject({ type: 'summary', size: 3, unremembered: 0 });
    const database = new DatabaseSync(ledgerPath());
    database.exec("UPDATE entry SET result = 'PASS' WHERE idx = 1");
    const changed = await wipebench(words);
    database.exec("UPDATE entry SET result = 'FAIL' WHERE idx = 1");
    database.close();
    expect(changed.exit).toBe(20);
    expect(lines(changed.stdout)[0]).toMatchObject({ type: 'problem', text: expect.stringContaining('entry 1') });
  });

  it('says when there is no ledger, and makes none', async () => {
    const done = await wipebench(['ledger', 'check', '--ledger', join(folder, 'none.db'), '--trust', trust()]);
    expect(done).toMatchObject({ exit: 5, stdout: '' });
    await expect(stat(join(folder, 'none.db'))).rejects.toThrow();
  });
});
