/** Who signs. The certificate and the log need no more than this, so a key may live in a file or in a token. */
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { canonicalJson } from '../host/canonical-json.ts';

export interface Signer {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** An Ed25519 signature (RFC 8032) of 64 bytes over the bytes as they are. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Algorithms that a certificate may use with this key (RFC 9864 section 2); none for a key of another type. */
export function algorithmsOf(key: KeyObject): readonly string[] {
  if (key.asymmetricKeyType === 'ed25519') return ['Ed25519', 'EdDSA'];
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return key.asymmetricKeyType === 'ec' && curve === 'prime256v1' ? ['ES256'] : [];
}

/**
 * Base64url SHA-256 over the required members of the JWK (RFC 7638 section 3, RFC 8037 section 2).
 * @throws Fault `USAGE_FILE_INVALID` for keys that are neither Ed25519 nor P-256
 */
export function thumbprint(key: KeyObject): string {
  if (algorithmsOf(key).length === 0) {
    throw new Fault('USAGE_FILE_INVALID', 'Only Ed25519 and P-256 keys are supported.');
  }
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  return createHash('sha256').update(canonicalJson({ crv, kty, x, y })).digest('base64url');
}

/** A signer with an Ed25519 private key in memory. @throws Fault `USAGE_FILE_INVALID` for other keys */
export function keySigner(privateKey: KeyObject): Signer {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Fault('USAGE_FILE_INVALID', 'A signing key must be an Ed25519 private key.');
  }
  const publicKey = createPublicKey(privateKey);
  return {
    kid: thumbprint(publicKey),
    publicKey,
    sign: async (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
  };
}
