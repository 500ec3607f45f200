/** The signed form of a record of an independent check: the envelope of certificates under another type. */
import type { Random } from '../host/random.ts';
import {
  type PresentedQcRecord,
  presentedQcSchema,
  QC_DISCLOSABLE,
  type QcRecord,
  qcRecordSchema,
} from '../model/qc-record.ts';
import { assertOtherKey } from './about-certificate.ts';
import { type OpenRecord, openRecordUnchecked, sealRecord, verifyRecord } from './document-kind.ts';
import { QC_RECORD_TYPE } from './sd-jwt.ts';
import type { Sealed } from './seal.ts';
import type { Signer } from './signer.ts';
import type { TrustedKeys } from './trusted-keys.ts';

const QC_KIND = {
  type: QC_RECORD_TYPE,
  disclosable: QC_DISCLOSABLE,
  schema: qcRecordSchema,
  presented: presentedQcSchema,
  name: 'record of an independent check',
} as const;

export type OpenQcRecord = OpenRecord<PresentedQcRecord>;

/** @throws Fault as `sealRecord` */
export function sealQcRecord(record: QcRecord, signer: Signer, random: Random): Promise<Sealed> {
  return sealRecord(QC_KIND, record, signer, random);
}

/** @throws Fault as `openRecordUnchecked` */
export function openQcUnchecked(text: string): OpenQcRecord {
  return openRecordUnchecked(QC_KIND, text);
}

/** @throws Fault as `verifyRecord`; `CERT_MISMATCH` when the key of the certificate signed it */
export async function verifyQcRecord(text: string, trusted: TrustedKeys): Promise<OpenQcRecord> {
  const opened = await verifyRecord(QC_KIND, text, trusted);
  assertOtherKey(opened);
  return opened;
}
