/** The searchable fields, always taken from the signed bytes, so that an index column cannot say anything else. */
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import type { EntryFields } from './store.ts';

const payloadSchema = z.looseObject({
  id: z.string().min(1),
  issuedAt: z.string(),
  result: z.string(),
  phone: z.looseObject({ kind: z.string() }),
  sanitization: z.looseObject({ profile: z.looseObject({ id: z.string() }) }),
});

const JWS = /^[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+$/;

/** @throws Fault `CERT_FORMAT` when these are not the signed bytes of a certificate */
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
  const { id, issuedAt, result, phone, sanitization } = parsed.data;
  return { certificateId: id, issuedAt, result, kind: phone.kind, profile: sanitization.profile.id };
}
