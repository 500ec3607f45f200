/** Makes documents that the program itself would never make, signed with a real key. */
import { type KeyObject, sign } from 'node:crypto';
import { toBase64url } from '../../src/certificate/base64url.ts';
import { sealClaims } from '../../src/certificate/seal.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { countingRandom, goodClaims, testPrivateKey, testSigner } from './evidence.ts';

export const goodSealed = await sealClaims(goodClaims, testSigner, countingRandom());
export const goodHeader = { alg: 'Ed25519', kid: testSigner.kid, typ: 'sanitization-cert+sd-jwt' };
// biome-ignore lint/suspicious/noExplicitAny: a payload that tests take apart at will
export type Payload = Record<string, any>;

export function goodPayload(): Payload {
  return JSON.parse(Buffer.from(goodSealed.jws.split('.')[1] ?? '', 'base64url').toString());
}

export const allDisclosures = (): string[] => [...goodSealed.disclosures.values()];

/** A compact JWS over these texts, properly signed: only what they say is wrong. */
export function signTexts(header: string | Uint8Array, payload: string | Uint8Array, key: KeyObject = testPrivateKey) {
  const input = `${toBase64url(header)}.${toBase64url(payload)}`;
  const signature =
    key.asymmetricKeyType === 'ec'
      ? sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
      : sign(null, Buffer.from(input), key);
  return `${input}.${toBase64url(signature)}`;
}

export function forge(
  change: { header?: unknown; payload?: unknown; disclosures?: readonly string[]; key?: KeyObject } = {},
): string {
  const { header = goodHeader, payload = goodPayload(), disclosures = allDisclosures(), key = testPrivateKey } = change;
  const jws = signTexts(canonicalJson(header), canonicalJson(payload), key);
  return [jws, ...disclosures, ''].join('~');
}

export const disclosure = (...parts: unknown[]) => toBase64url(canonicalJson(parts));
