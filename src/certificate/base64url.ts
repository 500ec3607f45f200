/** Base64url without padding (RFC 4648 section 5, RFC 7515 section 2), read strictly. */
import { Fault } from '../faults/fault.ts';

export function toBase64url(bytes: Uint8Array | string): string {
  return Buffer.from(bytes as Uint8Array).toString('base64url');
}

/**
 * The bytes of canonical base64url: no padding, no other alphabet, no stray trailing bits; each byte string has
 * exactly one text. Without this rule a changed character could leave the signature valid.
 * @throws Fault `CERT_FORMAT`
 */
export function fromBase64url(text: string, what: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new Fault('CERT_FORMAT', `${what} is not canonical base64url.`);
  return new Uint8Array(bytes);
}
