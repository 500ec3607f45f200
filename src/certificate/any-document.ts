/** For readers that take whatever document lies there: which kind it is, and what it says. */
import { type OpenDestroyRecord, openDestroyUnchecked, verifyDestroyRecord } from './destroy-document.ts';
import { DESTROY_RECORD_TYPE, parseSdJwt } from './sd-jwt.ts';
import type { TrustedKeys } from './trusted-keys.ts';
import { type OpenCertificate, openUnchecked, verifyCertificate } from './verify.ts';

export type OpenDocument =
  | ({ readonly kind: 'certificate' } & OpenCertificate)
  | ({ readonly kind: 'destroy-record' } & OpenDestroyRecord);

/** By its signed header; never by the name of the file. @throws Fault `CERT_FORMAT` */
function isDestroyRecord(text: string): boolean {
  return parseSdJwt(text).header.typ === DESTROY_RECORD_TYPE;
}

/** @throws Fault `CERT_FORMAT`, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`, `CERT_DISCLOSURE` */
export async function verifyDocument(text: string, trusted: TrustedKeys): Promise<OpenDocument> {
  return isDestroyRecord(text)
    ? { kind: 'destroy-record', ...(await verifyDestroyRecord(text, trusted)) }
    : { kind: 'certificate', ...(await verifyCertificate(text, trusted)) };
}

/** With NO check of the signature. @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE` */
export function openDocumentUnchecked(text: string): OpenDocument {
  return isDestroyRecord(text)
    ? { kind: 'destroy-record', ...openDestroyUnchecked(text) }
    : { kind: 'certificate', ...openUnchecked(text) };
}
