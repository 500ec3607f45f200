/** For readers that take whatever document lies there: which kind it is, and what it says. */
import { type OpenDestroyRecord, openDestroyUnchecked, verifyDestroyRecord } from './destroy-document.ts';
import { type OpenQcRecord, openQcUnchecked, verifyQcRecord } from './qc-document.ts';
import { DESTROY_RECORD_TYPE, parseSdJwt, QC_RECORD_TYPE, VALIDATION_TYPE } from './sd-jwt.ts';
import type { TrustedKeys } from './trusted-keys.ts';
import { type OpenValidation, openValidationUnchecked, verifyValidation } from './validation-document.ts';
import { type OpenCertificate, openUnchecked, verifyCertificate } from './verify.ts';

export type OpenDocument =
  | ({ readonly kind: 'certificate' } & OpenCertificate)
  | ({ readonly kind: 'destroy-record' } & OpenDestroyRecord)
  | ({ readonly kind: 'qc-record' } & OpenQcRecord)
  | ({ readonly kind: 'validation-decision' } & OpenValidation);

/** By its signed header; never by the name of the file. @throws Fault `CERT_FORMAT` */
function typeOf(text: string): string {
  return parseSdJwt(text).header.typ;
}

/** @throws Fault `CERT_FORMAT`, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`, `CERT_DISCLOSURE`, `CERT_MISMATCH` */
export async function verifyDocument(text: string, trusted: TrustedKeys): Promise<OpenDocument> {
  const type = typeOf(text);
  if (type === DESTROY_RECORD_TYPE) return { kind: 'destroy-record', ...(await verifyDestroyRecord(text, trusted)) };
  if (type === QC_RECORD_TYPE) return { kind: 'qc-record', ...(await verifyQcRecord(text, trusted)) };
  if (type === VALIDATION_TYPE) return { kind: 'validation-decision', ...(await verifyValidation(text, trusted)) };
  return { kind: 'certificate', ...(await verifyCertificate(text, trusted)) };
}

/** With NO check of the signature. @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE` */
export function openDocumentUnchecked(text: string): OpenDocument {
  const type = typeOf(text);
  if (type === DESTROY_RECORD_TYPE) return { kind: 'destroy-record', ...openDestroyUnchecked(text) };
  if (type === QC_RECORD_TYPE) return { kind: 'qc-record', ...openQcUnchecked(text) };
  if (type === VALIDATION_TYPE) return { kind: 'validation-decision', ...openValidationUnchecked(text) };
  return { kind: 'certificate', ...openUnchecked(text) };
}
