/** The station's key on disk: `station.key` (private, mode 0600) and `station.pub` (public, PEM SPKI). */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { link, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../faults/fault.ts';
import { ensureFolder, fileFault, readFileBounded, writeFileAtomic } from '../host/files.ts';
import type { Random } from '../host/random.ts';
import { encryptPrivateKey } from './encrypted-pkcs8.ts';
import { keySigner, type Signer, thumbprint } from './signer.ts';

const MAX_KEY_FILE = 16 * 1024;
const UNPROTECTED =
  'UNPROTECTED KEY: no passphrase. Whoever reads this file can sign certificates in your name.\n' +
  'For automated tests only; make a real key with `wipebench keys init`.\n\n';

export interface KeyPaths {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function keyPaths(folder: string): KeyPaths {
  return { privateKey: join(folder, 'station.key'), publicKey: join(folder, 'station.pub') };
}

/** Puts a whole file under a name that must be free; link(2) never replaces what is there. */
async function createFile(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  await writeFileAtomic(draft, content, mode);
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileFault(error, path);
    throw new Fault('USAGE_ARGUMENT', `${path} exists already, and a key is never replaced.`, {
      hint: 'Choose another folder with --keys, or move the old key away (old certificates need its public half).',
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Makes an Ed25519 key pair.
 * @param passphrase null makes an unprotected key, whose file says so in its first line
 * @throws Fault `USAGE_ARGUMENT` when there is a key already or the passphrase is empty, `ENV_*`
 */
export async function createStationKey(
  folder: string,
  passphrase: string | null,
  random: Random,
): Promise<{ readonly kid: string; readonly paths: KeyPaths }> {
  if (passphrase === '') throw new Fault('USAGE_ARGUMENT', 'The passphrase is empty.');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const plain = () => `${UNPROTECTED}${privateKey.export({ format: 'pem', type: 'pkcs8' })}`;
  const paths = keyPaths(folder);
  await ensureFolder(folder);
  await createFile(
    paths.privateKey,
    passphrase === null ? plain() : encryptPrivateKey(privateKey, passphrase, random),
    0o600,
  );
  await writeFileAtomic(paths.publicKey, publicKey.export({ format: 'pem', type: 'spki' }), 0o644);
  return { kid: thumbprint(publicKey), paths };
}

/** @throws Fault `ENV_PERMISSION` when the group or others may read or write the file */
export async function assertPrivateFile(path: string): Promise<void> {
  const { mode } = await stat(path).catch((error: unknown) => {
    throw fileFault(error, path);
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Fault('ENV_PERMISSION', `${path} can be read by other users of this computer.`, {
      hint: `Run: chmod 600 '${path}'`,
    });
  }
}

async function readKeyText(folder: string): Promise<string> {
  const path = keyPaths(folder).privateKey;
  const missing = await stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  if (missing) {
    throw new Fault('ENV_KEY_MISSING', `There is no signing key in ${folder}.`, { hint: 'Run: wipebench keys init' });
  }
  await assertPrivateFile(path);
  return Buffer.from(await readFileBounded(path, MAX_KEY_FILE)).toString();
}

export interface StationSigner extends Signer {
  /** False for a key without passphrase: say so to the operator at each use. */
  readonly protected: boolean;
}

/**
 * The signer with the key of the folder.
 * @param askPassphrase called only when the key is encrypted
 * @throws Fault `ENV_KEY_MISSING`, `ENV_KEY_LOCKED` (wrong passphrase), `ENV_PERMISSION`, `USAGE_FILE_INVALID`
 */
export async function openStationSigner(folder: string, askPassphrase: () => Promise<string>): Promise<StationSigner> {
  const pem = await readKeyText(folder);
  const encrypted = pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');
  const passphrase = encrypted ? await askPassphrase() : undefined;
  let key: KeyObject;
  try {
    key = createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  } catch (cause) {
    throw encrypted
      ? new Fault('ENV_KEY_LOCKED', 'The passphrase does not open the signing key.', { cause })
      : new Fault('USAGE_FILE_INVALID', 'The signing key is damaged.', { cause });
  }
  return { ...keySigner(key), protected: encrypted };
}

/** The public key of the folder; needs no passphrase. @throws Fault `ENV_KEY_MISSING`, `USAGE_FILE_INVALID` */
export async function readStationPublicKey(folder: string): Promise<KeyObject> {
  const path = keyPaths(folder).publicKey;
  try {
    return createPublicKey(Buffer.from(await readFileBounded(path, MAX_KEY_FILE)));
  } catch (cause) {
    if (cause instanceof Fault) {
      throw new Fault('ENV_KEY_MISSING', `There is no public key in ${folder}.`, {
        cause,
        hint: 'Run: wipebench keys init',
      });
    }
    throw new Fault('USAGE_FILE_INVALID', `${path} is not a public key.`, { cause });
  }
}
