/**
 * Encrypted PKCS#8 with PBES2, scrypt and AES-256-CBC, written by hand: Node's own export derives the key with 2048
 * rounds of PBKDF2, which is far too few. `openssl pkey` and `createPrivateKey` both read this form.
 */
import { createCipheriv, type KeyObject, scryptSync } from 'node:crypto';
import type { Random } from '../host/random.ts';

/** RFC 7914. N = 2^17 would be refused by OpenSSL (32 MiB limit); p = 5 makes up for N = 2^14 (OWASP, 2023). */
const COST = { N: 2 ** 14, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 16;

/** Object identifiers, DER contents only: RFC 8018 A.4, RFC 7914 section 7, NIST CSOR AES. */
const OID = {
  pbes2: '2a864886f70d01050d',
  scrypt: '2b06010401da47040b',
  aes256Cbc: '60864801650304012a',
} as const;

/** Big-endian octets of a positive number, as few as possible. */
function bigEndian(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = bigEndian(body.length);
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body]);
}

const sequence = (...contents: readonly Uint8Array[]) => der(0x30, ...contents);
const octets = (content: Uint8Array) => der(0x04, content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

/** A positive INTEGER; a leading zero octet keeps the sign bit clear. */
function integer(value: number): Buffer {
  const bytes = bigEndian(value);
  return der(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** PEM `ENCRYPTED PRIVATE KEY` (RFC 5958 EncryptedPrivateKeyInfo). Takes about 0.2 s, on purpose. */
export function encryptPrivateKey(key: KeyObject, passphrase: string, random: Random): string {
  const salt = random.bytes(SALT_BYTES);
  const iv = random.bytes(IV_BYTES);
  const secret = scryptSync(passphrase, salt, KEY_BYTES, COST);
  const cipher = createCipheriv('aes-256-cbc', secret, iv);
  const sealed = Buffer.concat([cipher.update(key.export({ format: 'der', type: 'pkcs8' })), cipher.final()]);
  secret.fill(0);
  const kdf = sequence(oid(OID.scrypt), sequence(octets(salt), integer(COST.N), integer(COST.r), integer(COST.p)));
  const scheme = sequence(oid(OID.aes256Cbc), octets(iv));
  const info = sequence(sequence(oid(OID.pbes2), sequence(kdf, scheme)), octets(sealed));
  const lines = info.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join('\n')}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}
