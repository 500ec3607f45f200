/**
 * The host key of ADB authentication. AUTH(3) carries base64 of the Android RSA public key structure
 * (AOSP system/core/libcrypto_utils/android_pubkey.cpp: word count, n0inv, modulus, R^2, exponent; little-endian
 * words), a blank and a comment. AUTH(2) carries a PKCS#1 v1.5 signature in which the 20-byte token stands in the
 * place of a SHA-1 digest (adb/client/auth.cpp RSA_sign with NID_sha1).
 */
import { constants, createPublicKey, type KeyObject, publicDecrypt, timingSafeEqual } from 'node:crypto';

export const TOKEN_BYTES = 20;
const MODULUS_BYTES = 256;
const STRUCTURE_BYTES = 4 + 4 + MODULUS_BYTES + MODULUS_BYTES + 4;
/** DER of DigestInfo{sha1, 20-byte digest} up to the digest (RFC 8017 section 9.2 note 1). */
const SHA1_DIGEST_INFO = Buffer.from('3021300906052b0e03021a05000414', 'hex');

/** The key of one `adb_keys` line, or undefined when the text is no such key. */
export function parsePublicKey(line: string): KeyObject | undefined {
  const structure = Buffer.from(line.trim().split(/\s/, 1)[0] ?? '', 'base64');
  if (structure.length !== STRUCTURE_BYTES || structure.readUInt32LE(0) !== MODULUS_BYTES / 4) return undefined;
  const modulus = Buffer.from(structure.subarray(8, 8 + MODULUS_BYTES)).reverse();
  const exponent = Buffer.from(structure.subarray(STRUCTURE_BYTES - 4)).reverse();
  try {
    return createPublicKey({
      key: { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') },
      format: 'jwk',
    });
  } catch {
    return undefined;
  }
}

/** True when `signature` was made over `token` by the owner of the key. */
export function verifyToken(key: KeyObject, token: Uint8Array, signature: Uint8Array): boolean {
  try {
    const opened = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    const expected = Buffer.concat([SHA1_DIGEST_INFO, token]);
    return opened.length === expected.length && timingSafeEqual(opened, expected);
  } catch {
    return false;
  }
}
