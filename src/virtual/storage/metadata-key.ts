/**
 * The wrapped key of userdata as vold keeps it (vold KeyStorage.cpp): `encrypted_key` is AES-256-GCM with a 12-byte
 * nonce in front, under a key that needs the secure element, `keymaster_key_blob` and all of `secdiscardable`.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { XTS_KEY_BYTES } from './block-cipher.ts';

/** Below the metadata partition's root. */
export const KEY_FOLDER = 'vold/metadata_encryption/key';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SECDISCARDABLE_BYTES = 16_384;

function wrappingKey(secureElement: Uint8Array, blob: Uint8Array, secdiscardable: Uint8Array): Buffer {
  const salt = createHash('sha512').update('Android secdiscardable SHA512').update(secdiscardable).digest();
  return Buffer.from(hkdfSync('sha256', Buffer.concat([secureElement, blob]), salt, 'wipebench virtual vold', 32));
}

/** Makes a new key and stores it wrapped below `metadataTree`. */
export async function createStorageKey(metadataTree: string, secureElement: Uint8Array): Promise<Buffer> {
  const folder = join(metadataTree, KEY_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const key = randomBytes(XTS_KEY_BYTES);
  const blob = randomBytes(272);
  const secdiscardable = randomBytes(SECDISCARDABLE_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(secureElement, blob, secdiscardable), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  await writeFile(join(folder, 'encrypted_key'), sealed, { mode: 0o600 });
  await writeFile(join(folder, 'keymaster_key_blob'), blob, { mode: 0o600 });
  await writeFile(join(folder, 'secdiscardable'), secdiscardable, { mode: 0o600 });
  await writeFile(join(folder, 'version'), '1', { mode: 0o600 });
  return key;
}

/** The key below `metadataTree`, or undefined when it is not there or cannot be unwrapped. */
export async function openStorageKey(metadataTree: string, secureElement: Uint8Array): Promise<Buffer | undefined> {
  const folder = join(metadataTree, KEY_FOLDER);
  try {
    const sealed = await readFile(join(folder, 'encrypted_key'));
    const blob = await readFile(join(folder, 'keymaster_key_blob'));
    const secdiscardable = await readFile(join(folder, 'secdiscardable'));
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey(secureElement, blob, secdiscardable), nonce);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
