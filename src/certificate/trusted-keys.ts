/** The keys that the reader pinned. No key inside a certificate is ever looked at. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';
import { thumbprint } from './signer.ts';

/** Public keys by their RFC 7638 thumbprint. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

const MAX_KEY_FILE = 64 * 1024;
const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----/g;

export function trustKeys(keys: readonly KeyObject[]): TrustedKeys {
  return new Map(keys.map((key) => [thumbprint(key), key]));
}

/**
 * All public keys of a PEM text (SPKI, RFC 7468 section 13). Private keys are refused, so that nobody gets used to
 * passing them around.
 * @throws Fault `USAGE_FILE_INVALID`
 */
export function parsePublicKeys(pem: string, path: string): KeyObject[] {
  if (pem.includes('PRIVATE KEY')) {
    throw new Fault('USAGE_FILE_INVALID', `${path} holds a private key; pass the public key instead.`);
  }
  const blocks = pem.match(PEM_BLOCK) ?? [];
  if (blocks.length === 0) throw new Fault('USAGE_FILE_INVALID', `${path} holds no public key in PEM.`);
  return blocks.map((block) => {
    try {
      const key = createPublicKey(block);
      thumbprint(key);
      return key;
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('USAGE_FILE_INVALID', `${path} holds a public key that cannot be read.`, { cause });
    }
  });
}

/** @throws Fault `USAGE_FILE_INVALID`, `ENV_FILE`, `ENV_PERMISSION` */
export async function readTrustedKeys(paths: readonly string[]): Promise<TrustedKeys> {
  const files = await Promise.all(
    paths.map(async (path) => parsePublicKeys(Buffer.from(await readFileBounded(path, MAX_KEY_FILE)).toString(), path)),
  );
  return trustKeys(files.flat());
}
