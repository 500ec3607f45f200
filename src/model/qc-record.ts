/**
 * What another person, with another tool, found on one phone that was picked at random (R2v3 Appendix B(13); the idea of
 * NIST SP 800-88 Rev. 1, 4.7.3). It is what that person states; this program did not look.
 */
import { z } from 'zod';
import {
  aboutCertificateSchema,
  confirmedSchema,
  documentIdSchema,
  independenceSchema,
  samePerson,
  sha256Schema,
} from './about-certificate.ts';
import { operatorSchema, orHidden, type Stated, statedSchema } from './claims.ts';
import { unavailableSchema } from './fact.ts';
import { SIMULATED_KINDS } from './identity.ts';
import { ledgerHeadSchema, MIN_QC_FRACTION, qcSeedSchema } from './qc-plan.ts';

export const QC_RESULTS = ['clean', 'found', 'not-checked'] as const;
export type QcResult = (typeof QC_RESULTS)[number];

export const QC_STATEMENT =
  'A person who did not wipe this phone states what another tool found on it. This program did not look itself.';

/** What has to be done next; the same words for every record with that result. */
export const QC_NEXT: Readonly<Record<QcResult, readonly string[]>> = {
  clean: [],
  found: [
    'Take the phone and the others that were wiped in the same way out of the flow.',
    'Destroy it physically, or sanitize it again with another technique and check it again (R2v3 Appendix B(14)).',
    'Reject the certificate: wipebench validate --decision rejected.',
  ],
  'not-checked': ['The sample is smaller by this phone: check it later, or draw a new sample.'],
};

const selectionSchema = z.strictObject({
  planDigest: sha256Schema,
  lot: statedSchema,
  since: statedSchema,
  until: statedSchema,
  ledger: ledgerHeadSchema,
  seed: qcSeedSchema,
  fraction: z.number().min(MIN_QC_FRACTION).max(1),
  populationSize: z.number().int().positive(),
  sampleSize: z.number().int().positive(),
  /** Number of this certificate in the population, and in which turn it was drawn; both from 0. */
  number: z.number().int().nonnegative(),
  turn: z.number().int().nonnegative(),
});

const toolSchema = z.strictObject({ name: z.string().min(1).max(120), version: z.string().min(1).max(120) });

export const qcFindingsSchema = z.strictObject({
  /** Base name without anything that could be part of a path. */
  name: z.string().min(1).max(80),
  bytes: z.number().int().nonnegative(),
  sha256: sha256Schema,
});
export type QcFindings = z.infer<typeof qcFindingsSchema>;

const body = z.strictObject({
  document: z.literal('qc-record'),
  version: z.literal(1),
  id: documentIdSchema,
  issuedAt: z.iso.datetime(),
  statement: z.literal(QC_STATEMENT),
  recordedPer: z.literal('R2v3 Appendix B(13)'),
  /** True for a virtual phone: a record for trying out. */
  simulated: z.boolean(),
  certificate: aboutCertificateSchema,
  selection: selectionSchema,
  check: z.strictObject({
    result: z.enum(QC_RESULTS),
    /** Not the tool that wiped; unavailable when the phone was not checked. */
    tool: z.union([toolSchema, unavailableSchema]),
    /** The day. */
    on: statedSchema,
    /** In the words of the person; why not, when it was not checked. */
    words: statedSchema,
    /** Digest of what the other tool wrote; the file itself stays with the organisation. */
    findings: z.union([qcFindingsSchema, unavailableSchema]),
  }),
  next: z.array(z.string().min(1)),
  independence: independenceSchema,
  checker: operatorSchema,
  confirmed: confirmedSchema,
});

type Weighed = Pick<z.infer<typeof body>, 'check' | 'next' | 'certificate' | 'simulated' | 'independence'> & {
  readonly checker: { readonly id: Stated };
  readonly selection: Pick<z.infer<typeof selectionSchema>, 'number' | 'turn' | 'populationSize' | 'sampleSize'>;
};

/** What no record may say, whoever signed it. */
function consistent({ check, next, certificate, simulated, selection, independence, checker }: Weighed): boolean {
  const said = typeof check.words === 'string';
  const shown = 'name' in check.findings;
  return (
    'name' in check.tool === (check.result !== 'not-checked') &&
    // What was found, or why nobody looked, has to be said somewhere.
    (check.result !== 'found' || said || shown) &&
    (check.result !== 'not-checked' || said) &&
    next.join('\n') === QC_NEXT[check.result].join('\n') &&
    // A failed wipe is no sanitized phone, and is never picked.
    certificate.result !== 'FAIL' &&
    simulated === SIMULATED_KINDS.includes(certificate.kind) &&
    selection.number < selection.populationSize &&
    selection.turn < selection.sampleSize &&
    typeof checker.id === 'string' &&
    !samePerson(checker.id, independence.operatorId)
  );
}
const INCONSISTENT = { error: 'the record contradicts itself' };

export const qcRecordSchema = body.refine(consistent, INCONSISTENT);
export type QcRecord = z.infer<typeof qcRecordSchema>;

/** Salted digests in the signed body, as in certificates. */
export const QC_DISCLOSABLE = { selection: ['lot'], checker: ['name'] } as const;

/** The record as a reader of a file sees it. */
export const presentedQcSchema = body
  .extend({
    selection: selectionSchema.extend({ lot: orHidden(statedSchema) }),
    checker: operatorSchema.extend({ name: orHidden(statedSchema) }),
  })
  .refine(consistent, INCONSISTENT);
export type PresentedQcRecord = z.infer<typeof presentedQcSchema>;
