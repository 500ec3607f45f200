import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encryptPrivateKey } from '../../src/certificate/encrypted-pkcs8.ts';
import { createStationKey, keyPaths, openStationSigner, readStationPublicKey } from '../../src/certificate/key-file.ts';
import { keySigner, thumbprint } from '../../src/certificate/signer.ts';
import { parsePublicKeys, readTrustedKeys } from '../../src/certificate/trusted-keys.ts';
import { systemRandom } from '../../src/host/random.ts';
import { countingRandom, testPrivateKey } from './evidence.ts';

const folder = () => mkdtemp(join(tmpdir(), 'keys-'));
const never = () => Promise.reject(new Error('nobody should have been asked'));

describe('encrypted private key', () => {
  it('is read by openssl and by Node, and says scrypt with the agreed cost', async () => {
    const path = join(await folder(), 'key.pem');
    await writeFile(path, encryptPrivateKey(testPrivateKey, 'correct horse', systemRandom));
    const plain = execFileSync('openssl', ['pkey', '-in', path, '-passin', 'pass:correct horse'], { encoding: 'utf8' });
    expect(plain).toBe(testPrivateKey.export({ format: 'pem', type: 'pkcs8' }));
    const dump = execFileSync('openssl', ['asn1parse', '-in', path], { encoding: 'utf8' });
    expect(dump).toContain('OBJECT            :PBES2');
    expect(dump).toMatch(/OBJECT +:(scrypt|1\.3\.6\.1\.4\.1\.11591\.4\.11)/);
    expect(dump).toContain('OBJECT            :aes-256-cbc');
    expect(dump).toMatch(/INTEGER +:4000\n.*INTEGER +:08\n.*INTEGER +:05\n/);
  });

  it('opens with its passphrase and with no other', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(), (passphrase, seed) => {
        const pem = encryptPrivateKey(testPrivateKey, passphrase, countingRandom(seed));
        expect(createPrivateKey({ key: pem, passphrase }).equals(testPrivateKey)).toBe(true);
        expect(() => createPrivateKey({ key: pem, passphrase: `${passphrase}x` })).toThrow();
      }),
      { numRuns: 8 },
    );
  });

  it('refuses a wrong passphrase in openssl too', async () => {
    const path = join(await folder(), 'key.pem');
    await writeFile(path, encryptPrivateKey(testPrivateKey, 'right', systemRandom));
    expect(spawnSync('openssl', ['pkey', '-in', path, '-passin', 'pass:wrong']).status).not.toBe(0);
  });
});

describe('station key', () => {
  it('is made once, with mode 0600, and signs under its thumbprint', async () => {
    const place = await folder();
    const { kid, paths } = await createStationKey(place, 'secret', systemRandom);
    expect((await stat(paths.privateKey)).mode & 0o777).toBe(0o600);
    expect((await readdir(place)).sort()).toEqual(['station.key', 'station.pub']);
    const signer = await openStationSigner(place, async () => 'secret');
    expect(signer).toMatchObject({ kid, protected: true });
    expect(thumbprint(await readStationPublicKey(place))).toBe(kid);
    expect([...(await readTrustedKeys([paths.publicKey])).keys()]).toEqual([kid]);
    const before = await readFile(paths.privateKey);
    await expect(createStationKey(place, 'other', systemRandom)).rejects.toMatchObject({ code: 'USAGE_ARGUMENT' });
    expect((await readFile(paths.privateKey)).equals(before)).toBe(true);
    expect(await readdir(place)).toHaveLength(2);
  });

  it('is refused when others may read it, before anybody is asked for a passphrase', async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o666]) {
      const place = await folder();
      const { paths } = await createStationKey(place, 'secret', systemRandom);
      await chmod(paths.privateKey, mode);
      await expect(openStationSigner(place, never)).rejects.toMatchObject({ code: 'ENV_PERMISSION' });
    }
  });

  it('tells apart a missing key, a wrong passphrase and a damaged file', async () => {
    await expect(openStationSigner(await folder(), never)).rejects.toMatchObject({ code: 'ENV_KEY_MISSING' });
    await expect(readStationPublicKey(await folder())).rejects.toMatchObject({ code: 'ENV_KEY_MISSING' });
    const place = await folder();
    await createStationKey(place, 'secret', systemRandom);
    await expect(openStationSigner(place, async () => 'wrong')).rejects.toMatchObject({ code: 'ENV_KEY_LOCKED' });
    await writeFile(keyPaths(place).privateKey, 'nonsense');
    await expect(openStationSigner(place, never)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
    await writeFile(keyPaths(place).publicKey, 'nonsense');
    await expect(readStationPublicKey(place)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });

  it('without passphrase says so in its file and in the signer, and openssl reads it', async () => {
    const place = await folder();
    const { paths } = await createStationKey(place, null, systemRandom);
    expect(await readFile(paths.privateKey, 'utf8')).toMatch(/^UNPROTECTED KEY/);
    expect((await openStationSigner(place, never)).protected).toBe(false);
    execFileSync('openssl', ['pkey', '-in', paths.privateKey, '-noout']);
  });

  it('takes no empty passphrase', async () => {
    await expect(createStationKey(await folder(), '', systemRandom)).rejects.toMatchObject({ code: 'USAGE_ARGUMENT' });
  });
});

describe('trusted keys', () => {
  const pem = keySigner(testPrivateKey).publicKey.export({ format: 'pem', type: 'spki' }).toString();
  it('are all the public keys of a file', () => {
    expect(parsePublicKeys(`issuer of 2026\n${pem}\n${pem}`, 'file')).toHaveLength(2);
  });
  it.each([
    ['no key', 'nothing'],
    ['a private key', testPrivateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['a damaged key', pem.replace(/MCow/, 'MCoo')],
  ])('are refused in a file with %s', (_, text) => {
    expect(() => parsePublicKeys(text, 'file')).toThrow(expect.objectContaining({ code: 'USAGE_FILE_INVALID' }));
  });
  it('sign with Ed25519 only', () => {
    expect(() => keySigner(createPrivateKeyOfP256())).toThrow(expect.objectContaining({ code: 'USAGE_FILE_INVALID' }));
  });
});

function createPrivateKeyOfP256() {
  const pem = execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout'], { encoding: 'utf8' });
  return createPrivateKey(pem);
}
