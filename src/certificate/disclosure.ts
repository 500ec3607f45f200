/** One selectively disclosable claim: base64url of `[salt, name, value]` (RFC 9901 section 4.2.1). */
import { createHash } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { canonicalJson } from '../host/canonical-json.ts';
import type { Random } from '../host/random.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import { strictJson } from './strict-json.ts';

/** 128 bits: an IMEI has so few possible values that its digest alone would hide nothing (RFC 9901 section 9.3). */
const SALT_BYTES = 16;
/** Names with a meaning in SD-JWT itself may never come out of a disclosure. */
const RESERVED = new Set(['_sd', '_sd_alg', '...', '__proto__']);

export interface Disclosure {
  readonly encoded: string;
  readonly digest: string;
  readonly name: string;
  readonly value: unknown;
}

/** Base64url SHA-256 over the ASCII of the encoded text, not over the JSON in it (RFC 9901 section 4.2.3). */
export function disclosureDigest(encoded: string): string {
  return createHash('sha256').update(encoded, 'ascii').digest('base64url');
}

export function makeDisclosure(name: string, value: unknown, random: Random): Disclosure {
  const salt = toBase64url(random.bytes(SALT_BYTES));
  const encoded = toBase64url(canonicalJson([salt, name, value]));
  return { encoded, digest: disclosureDigest(encoded), name, value };
}

/** @throws Fault `CERT_FORMAT` for bad encoding, `CERT_DISCLOSURE` for what no disclosure may hold */
export function parseDisclosure(encoded: string): Disclosure {
  const parts = strictJson(fromBase64url(encoded, 'A disclosure'), 'A disclosure');
  if (!Array.isArray(parts) || parts.length !== 3) {
    throw new Fault('CERT_DISCLOSURE', 'A disclosure is not a list of salt, name and value.');
  }
  const [salt, name, value] = parts as [unknown, unknown, unknown];
  if (typeof salt !== 'string' || typeof name !== 'string' || RESERVED.has(name)) {
    throw new Fault('CERT_DISCLOSURE', 'A disclosure has no salt, no name, or a reserved name.');
  }
  if (fromBase64url(salt, 'The salt of a disclosure').length < SALT_BYTES) {
    throw new Fault('CERT_DISCLOSURE', 'The salt of a disclosure is shorter than 128 bits.');
  }
  return { encoded, digest: disclosureDigest(encoded), name, value };
}
