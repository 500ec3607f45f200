/** The searchable fields, always taken from the signed bytes, so that an index column cannot say anything else. */
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import type { EntryFields } from './store.ts';

const phone = z.looseObject({ kind: z.string() });

/** Stands in the column of the result, where no certificate can have it; so do `QC-CLEAN`, `APPROVED` and the like. */
export const DESTROY_RECORD = 'DESTROY-RECORD';

/** Looked at first: a document that calls itself one is never listed by any result in it. */
const destroySchema = z
  .looseObject({ document: z.literal('destroy-record'), id: z.string().min(1), issuedAt: z.string(), phone })
  .transform(
    ({ id, issuedAt, phone: { kind } }): EntryFields => ({
      ...{ certificateId: id, issuedAt, result: DESTROY_RECORD, kind, profile: 'none' },
    }),
  );

/** Both speak of a certificate; the kind is that of its phone. */
const aboutSchema = z.looseObject({ kind: z.string() });

const qcSchema = z
  .looseObject({
    document: z.literal('qc-record'),
    id: z.string().min(1),
    issuedAt: z.string(),
    certificate: aboutSchema,
    check: z.looseObject({ result: z.enum(['clean', 'found', 'not-checked']) }),
  })
  .transform(
    ({ id, issuedAt, certificate: { kind }, check }): EntryFields => ({
      ...{ certificateId: id, issuedAt, result: `QC-${check.result.toUpperCase()}`, kind, profile: 'none' },
    }),
  );

const validationSchema = z
  .looseObject({
    document: z.literal('validation-decision'),
    id: z.string().min(1),
    issuedAt: z.string(),
    certificate: aboutSchema,
    decision: z.enum(['approved', 'rejected']),
  })
  .transform(
    ({ id, issuedAt, certificate: { kind }, decision }): EntryFields => ({
      ...{ certificateId: id, issuedAt, result: decision.toUpperCase(), kind, profile: 'none' },
    }),
  );

const certificateSchema = z
  .looseObject({
    document: z.undefined().optional(),
    id: z.string().min(1),
    issuedAt: z.string(),
    result: z.string(),
    phone,
    sanitization: z.looseObject({ profile: z.looseObject({ id: z.string() }) }),
  })
  .transform(
    ({ id, issuedAt, result, phone: { kind }, sanitization }): EntryFields => ({
      ...{ certificateId: id, issuedAt, result, kind, profile: sanitization.profile.id },
    }),
  );

const payloadSchema = z.union([destroySchema, qcSchema, validationSchema, certificateSchema]);

const JWS = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;

/** @throws Fault `CERT_FORMAT` when these are not the signed bytes of a certificate or of another of our documents */
export function leafFields(jws: string): EntryFields {
  const [, payload = ''] = JWS.exec(jws) ?? [];
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new Fault('CERT_FORMAT', 'What should be logged is not a certificate.', { cause });
  }
  const parsed = payloadSchema.safeParse(json);
  if (!parsed.success) {
    throw new Fault('CERT_FORMAT', 'What should be logged is not a certificate.', { cause: parsed.error });
  }
  return parsed.data;
}
