/** Takes the text of a certificate apart, strictly, before anything in it is believed. */
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { fromBase64url } from './base64url.ts';
import { strictJson } from './strict-json.ts';

export const CERTIFICATE_TYPE = 'sanitization-cert+sd-jwt';
/** Other types in the signed header, so that no reader of one kind takes another for it. */
export const DESTROY_RECORD_TYPE = 'destroy-record+sd-jwt';
export const QC_RECORD_TYPE = 'qc-record+sd-jwt';
export const VALIDATION_TYPE = 'validation-decision+sd-jwt';
const DOCUMENT_TYPES = [CERTIFICATE_TYPE, DESTROY_RECORD_TYPE, QC_RECORD_TYPE, VALIDATION_TYPE] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
export const MAX_CERTIFICATE_BYTES = 512 * 1024;
const MAX_DISCLOSURES = 64;
/** Visible ASCII of base64url, dots and tildes; a line end or a blank is junk. */
const ALPHABET = /^[A-Za-z0-9_.~-]+$/;

/** Strict: a header that brings its own key (`jwk`, `jku`, `x5c`, `x5u`) or asks for more (`crit`, `b64`) is refused. */
const headerSchema = z.strictObject({
  alg: z.enum(['Ed25519', 'EdDSA', 'ES256']),
  kid: z.string().min(1),
  typ: z.enum(DOCUMENT_TYPES),
});

export interface SdJwt {
  readonly jws: string;
  readonly header: z.infer<typeof headerSchema>;
  /** Not read yet: nothing in it is looked at before the signature was checked. */
  readonly payload: Uint8Array;
  /** Encoded. */
  readonly disclosures: readonly string[];
}

const NAMES: Readonly<Record<DocumentType, string>> = {
  [CERTIFICATE_TYPE]: 'certificate of sanitization',
  [DESTROY_RECORD_TYPE]: 'destroy record',
  [QC_RECORD_TYPE]: 'record of an independent check',
  [VALIDATION_TYPE]: 'validation decision',
};

/** As `parseSdJwt`, of one type only. @throws Fault `CERT_FORMAT` also for a document of another type */
export function parseDocument(text: string, type: DocumentType): SdJwt {
  const parsed = parseSdJwt(text);
  const { typ } = parsed.header;
  if (typ !== type) throw new Fault('CERT_FORMAT', `This is a ${NAMES[typ]}, which is no ${NAMES[type]}.`);
  return parsed;
}

/**
 * `<header>.<payload>.<signature>~<disclosure>~…~` (RFC 9901 section 4). No key binding.
 * @throws Fault `CERT_FORMAT`
 */
export function parseSdJwt(text: string): SdJwt {
  if (text.length > MAX_CERTIFICATE_BYTES) throw new Fault('CERT_FORMAT', 'The certificate is too large.');
  if (!ALPHABET.test(text)) throw new Fault('CERT_FORMAT', 'The file holds characters that no certificate has.');
  const [jws = '', ...rest] = text.split('~');
  if (rest.pop() !== '') throw new Fault('CERT_FORMAT', 'The certificate is cut off: it does not end with a tilde.');
  if (rest.length > MAX_DISCLOSURES) throw new Fault('CERT_FORMAT', 'The certificate has too many disclosures.');
  const parts = jws.split('.');
  if (parts.length !== 3) throw new Fault('CERT_FORMAT', 'The signed part does not have three parts.');
  const [header, payload, signature] = parts as [string, string, string];
  fromBase64url(signature, 'The signature');
  const parsed = headerSchema.safeParse(strictJson(fromBase64url(header, 'The header'), 'The header'));
  if (!parsed.success) {
    throw new Fault('CERT_FORMAT', 'The header is not that of a sanitization certificate.', { cause: parsed.error });
  }
  return {
    jws,
    header: parsed.data,
    payload: fromBase64url(payload, 'The payload'),
    disclosures: rest,
  };
}
