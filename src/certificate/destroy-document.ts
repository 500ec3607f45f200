/** The signed form of a destroy record: the envelope of certificates under another type. */
import type { Random } from '../host/random.ts';
import {
  DESTROY_DISCLOSABLE,
  type DestroyRecord,
  destroyRecordSchema,
  type PresentedDestroyRecord,
  presentedDestroySchema,
} from '../model/destroy-record.ts';
import { type OpenRecord, openRecordUnchecked, sealRecord, verifyRecord } from './document-kind.ts';
import { DESTROY_RECORD_TYPE } from './sd-jwt.ts';
import type { Sealed } from './seal.ts';
import type { Signer } from './signer.ts';
import type { TrustedKeys } from './trusted-keys.ts';

const DESTROY_KIND = {
  type: DESTROY_RECORD_TYPE,
  disclosable: DESTROY_DISCLOSABLE,
  schema: destroyRecordSchema,
  presented: presentedDestroySchema,
  name: 'destroy record',
} as const;

export type OpenDestroyRecord = OpenRecord<PresentedDestroyRecord>;

/** @throws Fault as `sealRecord` */
export function sealDestroyRecord(record: DestroyRecord, signer: Signer, random: Random): Promise<Sealed> {
  return sealRecord(DESTROY_KIND, record, signer, random);
}

/** @throws Fault as `openRecordUnchecked` */
export function openDestroyUnchecked(text: string): OpenDestroyRecord {
  return openRecordUnchecked(DESTROY_KIND, text);
}

/** @throws Fault as `verifyRecord` */
export function verifyDestroyRecord(text: string, trusted: TrustedKeys): Promise<OpenDestroyRecord> {
  return verifyRecord(DESTROY_KIND, text, trusted);
}
