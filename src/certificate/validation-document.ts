/** The signed form of a validation decision: the envelope of certificates under another type. */
import type { Random } from '../host/random.ts';
import {
  type PresentedValidation,
  presentedValidationSchema,
  VALIDATION_DISCLOSABLE,
  type ValidationDecision,
  validationSchema,
} from '../model/validation.ts';
import { assertOtherKey } from './about-certificate.ts';
import { type OpenRecord, openRecordUnchecked, sealRecord, verifyRecord } from './document-kind.ts';
import { VALIDATION_TYPE } from './sd-jwt.ts';
import type { Sealed } from './seal.ts';
import type { Signer } from './signer.ts';
import type { TrustedKeys } from './trusted-keys.ts';

const VALIDATION_KIND = {
  type: VALIDATION_TYPE,
  disclosable: VALIDATION_DISCLOSABLE,
  schema: validationSchema,
  presented: presentedValidationSchema,
  name: 'validation decision',
} as const;

export type OpenValidation = OpenRecord<PresentedValidation>;

/** @throws Fault as `sealRecord` */
export function sealValidation(decision: ValidationDecision, signer: Signer, random: Random): Promise<Sealed> {
  return sealRecord(VALIDATION_KIND, decision, signer, random);
}

/** @throws Fault as `openRecordUnchecked` */
export function openValidationUnchecked(text: string): OpenValidation {
  return openRecordUnchecked(VALIDATION_KIND, text);
}

/** @throws Fault as `verifyRecord`; `CERT_MISMATCH` when the key of the certificate signed it */
export async function verifyValidation(text: string, trusted: TrustedKeys): Promise<OpenValidation> {
  const opened = await verifyRecord(VALIDATION_KIND, text, trusted);
  assertOtherKey(opened);
  return opened;
}
