/** Runs the shell block of CERTIFICATE.md exactly as it is printed there. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStationKey, openStationSigner } from '../../src/certificate/key-file.ts';
import { certificateText } from '../../src/certificate/present.ts';
import { sealClaims } from '../../src/certificate/seal.ts';
import { systemRandom } from '../../src/host/random.ts';
import { goodClaims } from './evidence.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'CERTIFICATE.md'), 'utf8');
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

const keys = mkdtempSync(join(tmpdir(), 'recipe-keys-'));
const { paths } = await createStationKey(keys, 'secret', systemRandom);
const sealed = await sealClaims(goodClaims, await openStationSigner(keys, async () => 'secret'), systemRandom);
const fresh = certificateText(sealed, 'all');

function recipe(certificate: string, publicKey = paths.publicKey) {
  const folder = mkdtempSync(join(tmpdir(), 'recipe-'));
  writeFileSync(join(folder, 'phone.cert'), certificate);
  copyFileSync(publicKey, join(folder, 'issuer.pub'));
  const run = (script: string) => spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  return { folder, run, ...run(blocks[0] ?? '') };
}

const changedAt = (at: number) => `${fresh.slice(0, at)}${fresh[at] === 'A' ? 'B' : 'A'}${fresh.slice(at + 1)}`;

describe('the recipe of CERTIFICATE.md', () => {
  it('is one block of shell', () => {
    expect(blocks).toHaveLength(1);
  });

  it('accepts a fresh certificate and shows what it says', () => {
    const { status, stdout } = recipe(fresh);
    expect(stdout).toMatch(/Signature Verified Successfully[\s\S]*GENUINE\n$/);
    expect(stdout).toContain('"serial",{"source":"getprop","value":"R58M12ABCDE"}');
    expect(status).toBe(0);
  });

  it('accepts one that discloses nothing', () => {
    const { status, stdout } = recipe(certificateText(sealed, 'none'));
    expect(status).toBe(0);
    expect(stdout).not.toContain('R58M12ABCDE');
  });

  it.each([
    ['the header', 10],
    ['the payload', sealed.jws.indexOf('.') + 200],
    ['the signature', sealed.jws.length - 40],
    ['a disclosure', sealed.jws.length + 20],
    ['the last disclosure', fresh.length - 10],
  ])('refuses a change in %s', (_, at) => {
    const { status, stdout } = recipe(changedAt(at));
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('GENUINE');
  });

  it('refuses another key', async () => {
    const other = await createStationKey(mkdtempSync(join(tmpdir(), 'other-')), null, systemRandom);
    const { status, stdout } = recipe(fresh, other.paths.publicKey);
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('GENUINE');
  });

  it('computes the leaf hash as the log does', () => {
    const line = /The leaf hash of the log, in hex: `(.*)`/.exec(page)?.[1] ?? '';
    const leaf = createHash('sha256').update(Buffer.of(0)).update(sealed.jws).digest('hex');
    expect(recipe(fresh).run(line).stdout.trim().endsWith(leaf)).toBe(true);
  });
});

describe('the short recipe of README.md', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const [, script = ''] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  const shortRecipe = (certificate: string) => recipe(certificate).run(`set -e\n${script}`);

  it('accepts a fresh certificate', () => {
    const { status, stdout } = shortRecipe(fresh);
    expect(stdout).toMatch(/Signature Verified Successfully/);
    expect(status).toBe(0);
  });

  it.each([
    ['the header', 10],
    ['the payload', sealed.jws.indexOf('.') + 200],
    ['the signature', sealed.jws.length - 40],
  ])('refuses a change in %s', (_, at) => {
    expect(shortRecipe(changedAt(at)).status).not.toBe(0);
  });
});
