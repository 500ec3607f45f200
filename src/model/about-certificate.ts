/** Which certificate another document speaks of, and what it said: enough to tell that the two belong together. */
import { z } from 'zod';
import { CERTIFICATE_RESULTS } from './claims.ts';
import { EVIDENCE_LEVELS } from './evidence-level.ts';
import { kindSchema } from './identity.ts';

export const documentIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/);
/** Lower-case hex SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** RFC 7638 thumbprint of a key. */
export const thumbprintSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const aboutCertificateSchema = z.strictObject({
  id: documentIdSchema,
  /** SHA-256 over the ASCII of the signed part: the same for every copy, whatever it leaves out. */
  digest: sha256Schema,
  /** The key that signed it. */
  kid: thumbprintSchema,
  issuedAt: z.iso.datetime(),
  result: z.enum(CERTIFICATE_RESULTS),
  level: z.enum(EVIDENCE_LEVELS),
  requiredLevel: z.enum(EVIDENCE_LEVELS),
  /** Of the phone. */
  kind: kindSchema,
});
export type AboutCertificate = z.infer<typeof aboutCertificateSchema>;

/** Ids and names as people type them: blanks around and between, capitals and widths do not make another person. */
export function samePerson(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(a) === plain(b);
}

/** How it was found out that the person who signs is not the one who wiped. */
export const independenceSchema = z.strictObject({
  /** Operator on the certificate; never the id of the person who signs this document. */
  operatorId: z.string().min(1),
  /** `different`: both were there and compared; `not-compared`: the copy of the certificate, or the person, gave none. */
  names: z.enum(['different', 'not-compared']),
});
export type Independence = z.infer<typeof independenceSchema>;

/** How the person confirmed it: typed at a terminal, or with `--yes`. */
export const confirmedSchema = z.strictObject({ how: z.enum(['typed-word', 'flag-yes']), at: z.iso.datetime() });
export type Confirmed = z.infer<typeof confirmedSchema>;
