/** The signed form of a destroy record: the envelope of certificates under another type. */
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import {
  DESTROY_DISCLOSABLE,
  type DestroyRecord,
  destroyRecordSchema,
  type PresentedDestroyRecord,
  presentedDestroySchema,
} from '../model/destroy-record.ts';
import { revealDocument } from './reveal.ts';
import { DESTROY_RECORD_TYPE, parseDocument, type SdJwt } from './sd-jwt.ts';
import { type Sealed, sealDocument } from './seal.ts';
import type { Signer } from './signer.ts';
import type { TrustedKeys } from './trusted-keys.ts';
import { checkSignature } from './verify.ts';

const FORM = { disclosable: DESTROY_DISCLOSABLE, schema: presentedDestroySchema, name: 'destroy record' } as const;

export interface OpenDestroyRecord {
  readonly record: PresentedDestroyRecord;
  /** Paths such as `phone.serial` that this copy leaves out. */
  readonly hidden: readonly string[];
  /** Thumbprint that the record names; proven only when it comes from `verifyDestroyRecord`. */
  readonly kid: string;
  /** The signed part: what the ledger logs. */
  readonly jws: string;
}

/** @throws Fault `BUG_UNREACHABLE` when the record is not of its own form, and what the signer throws */
export async function sealDestroyRecord(record: DestroyRecord, signer: Signer, random: Random): Promise<Sealed> {
  const parsed = destroyRecordSchema.safeParse(record);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The destroy record is malformed.', { cause: parsed.error });
  const [type, disclosable] = [DESTROY_RECORD_TYPE, DESTROY_DISCLOSABLE] as const;
  return sealDocument({ document: parsed.data, type, disclosable, signer, random });
}

function opened(parsed: SdJwt): OpenDestroyRecord {
  const { content, hidden } = revealDocument(parsed, FORM);
  return { record: content, hidden, kid: parsed.header.kid, jws: parsed.jws };
}

/** What the text says, with NO check of the signature. @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE` */
export function openDestroyUnchecked(text: string): OpenDestroyRecord {
  return opened(parseDocument(text, DESTROY_RECORD_TYPE));
}

/**
 * That it is genuine, which is all that can be checked of a person's statement.
 * @throws Fault `CERT_FORMAT` also for a certificate, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`, `CERT_DISCLOSURE`
 */
export async function verifyDestroyRecord(text: string, trusted: TrustedKeys): Promise<OpenDestroyRecord> {
  const parsed = parseDocument(text, DESTROY_RECORD_TYPE);
  await checkSignature(parsed, trusted);
  return opened(parsed);
}
