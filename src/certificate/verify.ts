/** Is this certificate genuine? Whether to accept what it says is the reader's decision, and not made here. */
import { compactVerify } from 'jose';
import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';
import type { PresentedClaims } from '../model/claims.ts';
import { reveal } from './reveal.ts';
import { CERTIFICATE_TYPE, MAX_CERTIFICATE_BYTES, parseDocument, type SdJwt } from './sd-jwt.ts';
import { algorithmsOf } from './signer.ts';
import type { TrustedKeys } from './trusted-keys.ts';

export interface OpenCertificate {
  readonly claims: PresentedClaims;
  /** Paths such as `phone.serial` that this copy leaves out. */
  readonly hidden: readonly string[];
  /** Thumbprint that the certificate names; proven only when it comes from `verifyCertificate`. */
  readonly kid: string;
  /** The signed part: what the ledger logs. */
  readonly jws: string;
}

/** Reads the text of a `.cert` file. @throws Fault `USAGE_FILE_INVALID`, `ENV_FILE`, `CERT_FORMAT` */
export async function readCertificateText(path: string): Promise<string> {
  const bytes = await readFileBounded(path, MAX_CERTIFICATE_BYTES);
  // Latin-1 keeps every byte apart, so that the alphabet check sees bytes and not what a decoder made of them.
  return Buffer.from(bytes).toString('latin1');
}

/** What the text says, with NO check of the signature. @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE` */
export function openUnchecked(text: string): OpenCertificate {
  const parsed = parseDocument(text, CERTIFICATE_TYPE);
  return { ...reveal(parsed), kid: parsed.header.kid, jws: parsed.jws };
}

/**
 * That a pinned key signed it, whatever it says. @returns the thumbprint of that key
 * @throws Fault `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`
 */
export async function checkSignature(parsed: SdJwt, trusted: TrustedKeys): Promise<string> {
  const { alg, kid } = parsed.header;
  const key = trusted.get(kid);
  if (key === undefined) {
    throw new Fault('CERT_UNTRUSTED_KEY', `The certificate names the key ${kid.slice(0, 64)}, which is not trusted.`, {
      hint: 'Ask the issuer for the public key over a way that you trust, and pass it with --trust.',
    });
  }
  const algorithms = algorithmsOf(key);
  if (!algorithms.includes(alg)) {
    throw new Fault('CERT_SIGNATURE', `The trusted key is not a key for the algorithm ${alg}.`);
  }
  try {
    await compactVerify(parsed.jws, key, { algorithms: [...algorithms] });
  } catch (cause) {
    throw new Fault('CERT_SIGNATURE', 'The signature does not match: the certificate was changed or is a fake.', {
      cause,
    });
  }
  return kid;
}

/**
 * Checks form, key and signature, and only then reads the payload and the disclosures.
 * @throws Fault `CERT_FORMAT` also for a destroy record, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`, `CERT_DISCLOSURE`
 */
export async function verifyCertificate(text: string, trusted: TrustedKeys): Promise<OpenCertificate> {
  const parsed = parseDocument(text, CERTIFICATE_TYPE);
  const kid = await checkSignature(parsed, trusted);
  return { ...reveal(parsed), kid, jws: parsed.jws };
}
