/**
 * Keys on disk: `station.key` (private, mode 0600) and `station.pub` (public, PEM SPKI) of the bench, and the same pair
 * under another name for a second person, because an independent check is signed by somebody else's key.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { link, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  return keyFilePaths(join(folder, 'station.key'));
}

/** `ada.key` has its public half in `ada.pub`; a name without that ending gets `.pub` behind it. */
export function keyFilePaths(privateKey: string): KeyPaths {
  return { privateKey, publicKey: `${privateKey.replace(/\.key$/, '')}.pub` };
}

/**
 * Whom this bench trusts when nobody says otherwise: its own key, and every other public key (`*.pub`) that lies in the
 * folder of its keys. Who can write there can replace the bench's own key too.
 */
export async function publicKeyFiles(folder: string): Promise<string[]> {
  const own = keyPaths(folder).publicKey;
  const names = await readdir(folder).catch(() => []);
  const paths = names
    .filter((name) => name.endsWith('.pub') && !name.startsWith('.'))
    .map((name) => join(folder, name));
  return [own, ...paths.filter((path) => path !== own).sort()];
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
      hint: 'Choose another place with --keys or --key, or move the old key away (old certificates need its public half).',
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
export async function createKey(
  paths: KeyPaths,
  passphrase: string | null,
  random: Random,
): Promise<{ readonly kid: string; readonly paths: KeyPaths }> {
  if (passphrase === '') throw new Fault('USAGE_ARGUMENT', 'The passphrase is empty.');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const plain = () => `${UNPROTECTED}${privateKey.export({ format: 'pem', type: 'pkcs8' })}`;
  await ensureFolder(dirname(paths.privateKey));
  await createFile(
    paths.privateKey,
    passphrase === null ? plain() : encryptPrivateKey(privateKey, passphrase, random),
    0o600,
  );
  await writeFileAtomic(paths.publicKey, publicKey.export({ format: 'pem', type: 'spki' }), 0o644);
  return { kid: thumbprint(publicKey), paths };
}

/** The key of a bench. @throws Fault as `createKey` */
export function createStationKey(
  folder: string,
  passphrase: string | null,
  random: Random,
): ReturnType<typeof createKey> {
  return createKey(keyPaths(folder), passphrase, random);
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

async function readKeyText(path: string): Promise<string> {
  const missing = await stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  if (missing) {
    throw new Fault('ENV_KEY_MISSING', `There is no signing key ${path}.`, {
      hint: 'Run: wipebench keys init, with --key FILE for the key of a second person.',
    });
  }
  await assertPrivateFile(path);
  return Buffer.from(await readFileBounded(path, MAX_KEY_FILE)).toString();
}

export interface StationSigner extends Signer {
  /** False for a key without passphrase: say so to the operator at each use. */
  readonly protected: boolean;
}

/**
 * The signer with the private key in this file.
 * @param askPassphrase called only when the key is encrypted
 * @throws Fault `ENV_KEY_MISSING`, `ENV_KEY_LOCKED` (wrong passphrase), `ENV_PERMISSION`, `USAGE_FILE_INVALID`
 */
export async function openKeySigner(path: string, askPassphrase: () => Promise<string>): Promise<StationSigner> {
  const pem = await readKeyText(path);
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

/** The signer with the key of a bench. @throws Fault as `openKeySigner` */
export function openStationSigner(folder: string, askPassphrase: () => Promise<string>): Promise<StationSigner> {
  return openKeySigner(keyPaths(folder).privateKey, askPassphrase);
}

/** A public key; needs no passphrase. @throws Fault `ENV_KEY_MISSING`, `USAGE_FILE_INVALID` */
export async function readPublicKey(path: string): Promise<KeyObject> {
  try {
    return createPublicKey(Buffer.from(await readFileBounded(path, MAX_KEY_FILE)));
  } catch (cause) {
    if (cause instanceof Fault) {
      throw new Fault('ENV_KEY_MISSING', `There is no public key ${path}.`, {
        cause,
        hint: 'Run: wipebench keys init',
      });
    }
    throw new Fault('USAGE_FILE_INVALID', `${path} is not a public key.`, { cause });
  }
}

/** The public key of a bench. @throws Fault as `readPublicKey` */
export function readStationPublicKey(folder: string): Promise<KeyObject> {
  return readPublicKey(keyPaths(folder).publicKey);
}
