/** `wipebench destroy`, `certificate verify` and the ledger, as processes of their own. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownProcess } from './own-process.ts';

const IMEI = '490154203237518';
let folder: string;

const wipebench = (...words: readonly string[]) => ownProcess(folder, words, '', { NO_COLOR: '1' });

const config = () => join(folder, 'settings.json');
const trust = () => join(folder, 'keys', 'station.pub');
const certificates = () => readdir(join(folder, 'data', 'certificates')).catch(() => []);
const destroy = (...more: string[]) =>
  wipebench(
    ...['destroy', '--config', config(), '--method', 'shred', '--words', `Board of ${IMEI} shredded.`],
    ...['--witness', 'Grace Example', ...more],
  );
const good = ['--imei', IMEI, '--maker', 'Examplar', '--particle-mm', '10', '--asset-tag', 'P-1', '--yes'];
let path = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'destroy-'));
  const done = await wipebench(
    ...['init', '--config', config(), '--data', join(folder, 'data'), '--keys', join(folder, 'keys')],
    ...['--no-passphrase', '--require', 'STATUS-ONLY', '--organisation', 'Story', '--site', 'Test'],
    ...['--operator-id', 'op-1', '--operator-name', 'Ops Person'],
  );
  expect(done.exit, done.stderr).toBe(0);
  await writeFile(join(folder, `photo of ${IMEI}.jpg`), 'picture');
  const made = await destroy(...good, '--photo', join(folder, `photo of ${IMEI}.jpg`), '--json');
  expect(made.exit, made.stderr).toBe(0);
  path = JSON.parse(made.stdout.trimEnd().split('\n').at(-1) ?? '').path;
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a destroy record', () => {
  it('lies beside the certificates under an ending of its own, with its proof', async () => {
    expect(path).toMatch(/\.destroy$/);
    expect((await certificates()).some((name) => name.endsWith('.cert'))).toBe(false);
    const proof = path.replace(/destroy$/, 'proof');
    const done = await wipebench('certificate', 'verify', path, '--trust', trust(), '--proof', proof);
    expect(done.exit, done.stderr).toBe(0);
    expect(done.stdout).toMatch(/^GENUINE/);
    expect(done.stdout).toMatch(/^Ledger: entry 0 of 1/m);
    expect(done.stdout).toMatch(/^Document: DESTROY RECORD, no certificate of erasure.*nothing was measured/m);
    expect(done.stdout).not.toMatch(/^Result:/m);
  });

  it('keeps the digest of a picture and nothing of where it lay', async () => {
    const done = await wipebench('certificate', 'show', path, '--trust', trust());
    expect(done.stdout).toContain(createHash('sha256').update('picture').digest('hex'));
    const payload = (await readFile(path, 'latin1')).split('.')[1] ?? '';
    const signed = Buffer.from(payload, 'base64url').toString();
    for (const secret of [folder, IMEI, 'Grace', 'Ops Person', 'P-1']) expect(signed).not.toContain(secret);
  });

  it('is never a PASS', async () => {
    const done = await wipebench('certificate', 'verify', path, '--trust', trust(), '--require-pass', '--json');
    expect(done.exit).toBe(12);
    expect(done.stdout).not.toContain('"result"');
    const renamed = join(folder, 'renamed.cert');
    await writeFile(renamed, await readFile(path));
    const again = await wipebench('certificate', 'verify', renamed, '--trust', trust(), '--require-pass');
    expect(again.exit).toBe(12);
    expect(again.stdout).toContain('DESTROY RECORD');
  });

  it('is refused when it was changed', async () => {
    const changed = join(folder, 'changed.destroy');
    const text = await readFile(path, 'latin1');
    await writeFile(
      changed,
      text.replace(/~(.)/, (_, first: string) => `~${first === 'A' ? 'B' : 'A'}`),
    );
    expect(await wipebench('certificate', 'verify', changed, '--trust', trust())).toMatchObject({
      exit: 20,
      stdout: '',
    });
  });

  it('is in the ledger under its own word, and the ledger is whole', async () => {
    const list = await wipebench('ledger', 'list', '--config', config(), '--result', 'destroy-record', '--json');
    expect(JSON.parse(list.stdout.split('\n')[0] ?? '')).toMatchObject({ result: 'DESTROY-RECORD', kind: 'phone' });
    const words = ['--config', config(), '--keys', join(folder, 'keys')];
    const check = await wipebench('ledger', 'check', ...words);
    expect(check.exit, check.stderr).toBe(0);
    const id = JSON.parse(list.stdout.split('\n')[0] ?? '').certificateId;
    const shown = await wipebench('ledger', 'show', id, '--config', config());
    expect(shown.stdout).toMatch(/DESTROY RECORD[\s\S]*withheld in this copy/);
  });

  it('without a number is named by its tag', async () => {
    const done = await destroy('--asset-tag', 'P-2', '--kind', 'virtual', '--yes');
    expect(done.exit, done.stderr).toBe(0);
    expect(done.stdout).toMatch(/SIMULATED/);
  });
});

describe('is refused, and nothing is signed', () => {
  it.each([
    ['without a question or --yes', ['--imei', IMEI], 4],
    ['without any number', ['--yes'], 2],
    ['with an IMEI that is none', ['--imei', '490154203237519', '--yes'], 2],
    ['with the operator as witness', ['--imei', IMEI, '--yes', '--witness', ' ops person'], 2],
    ['with a blank witness', ['--imei', IMEI, '--yes', '--witness', ' '], 2],
    ['with an unknown method', ['--imei', IMEI, '--yes', '--method', 'hammer'], 2],
    ['with a day to come', ['--imei', IMEI, '--yes', '--date', '2999-01-01'], 2],
    ['with a day that there is not', ['--imei', IMEI, '--yes', '--date', '2026-02-30'], 2],
    ['with particles of no size', ['--imei', IMEI, '--yes', '--particle-mm', '0'], 2],
    ['with a photo that is not there', ['--imei', IMEI, '--yes', '--photo', 'nowhere.jpg'], 5],
    ['with a folder for a photo', ['--imei', IMEI, '--yes', '--photo', '/'], 2],
    ['with a device for a photo', ['--imei', IMEI, '--yes', '--photo', '/dev/zero'], 2],
  ])('%s', async (_what, words, exit) => {
    const before = await certificates();
    const done = await destroy(...words);
    expect(done.exit, done.stderr).toBe(exit);
    expect(await certificates()).toEqual(before);
  });
});
