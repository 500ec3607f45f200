/**
 * The decision of a person to accept or reject what a certificate says (NIST SP 800-88 Rev. 2, 4.5.2). Verification is
 * what was measured; this is what the organisation makes of it, and no program can decide it.
 */
import { z } from 'zod';
import {
  aboutCertificateSchema,
  confirmedSchema,
  documentIdSchema,
  independenceSchema,
  samePerson,
} from './about-certificate.ts';
import { GROUND_IDS, operatorSchema, orHidden, type Stated, statedSchema } from './claims.ts';
import { unavailableSchema } from './fact.ts';
import { SIMULATED_KINDS } from './identity.ts';

export const DECISIONS = ['approved', 'rejected'] as const;
export type Decision = (typeof DECISIONS)[number];

/** What becomes of a phone whose sanitization was rejected. */
export const REMEDIES = ['repeat-different-technique', 'escalate-method', 'destroy', 'quarantine'] as const;
export type Remedy = (typeof REMEDIES)[number];

export const REMEDY_WORDS: Readonly<Record<Remedy, string>> = {
  'repeat-different-technique': 'sanitize it again with another technique',
  'escalate-method': 'sanitize it again with a stronger method',
  destroy: 'destroy it physically',
  quarantine: 'keep it under lock until somebody decides what is done',
};

export const VALIDATION_STATEMENT =
  'A person who did not wipe this phone decided, for the organisation, whether to accept the outcome. Nothing was measured again.';

/** Characters; a reader shows all of them. */
export const MAX_RATIONALE = 600;

const body = z.strictObject({
  document: z.literal('validation-decision'),
  version: z.literal(1),
  id: documentIdSchema,
  issuedAt: z.iso.datetime(),
  statement: z.literal(VALIDATION_STATEMENT),
  recordedPer: z.literal('NIST SP 800-88 Rev. 2, section 4.5.2'),
  /** True for a virtual phone: a decision for trying out. */
  simulated: z.boolean(),
  certificate: aboutCertificateSchema,
  decision: z.enum(DECISIONS),
  rationale: z.string().min(1).max(MAX_RATIONALE),
  /** Of the data that the phone held. */
  sensitivity: statedSchema,
  remedy: z.union([z.enum(REMEDIES), unavailableSchema]),
  /** True when the outcome was not verified at the level asked for, and the organisation accepts what that leaves open. */
  residualRiskAccepted: z.boolean(),
  /** The five grounds for doubt as the certificate states them, and as the person saw them. */
  grounds: z
    .array(z.strictObject({ id: z.enum(GROUND_IDS), state: z.enum(['triggered', 'not-triggered', 'undetermined']) }))
    .length(GROUND_IDS.length),
  independence: independenceSchema,
  validator: operatorSchema,
  confirmed: confirmedSchema,
});

type Weighed = Pick<
  z.infer<typeof body>,
  'decision' | 'remedy' | 'certificate' | 'residualRiskAccepted' | 'simulated' | 'grounds' | 'independence'
> & { readonly validator: { readonly id: Stated } };

/** What no decision may say, whoever signed it. */
function consistent(weighed: Weighed): boolean {
  const { decision, remedy, certificate, residualRiskAccepted, simulated, grounds, independence, validator } = weighed;
  const approved = decision === 'approved';
  return (
    (typeof remedy === 'string') === !approved &&
    !(approved && certificate.result === 'FAIL') &&
    residualRiskAccepted === (approved && certificate.result === 'UNVERIFIED') &&
    simulated === SIMULATED_KINDS.includes(certificate.kind) &&
    new Set(grounds.map(({ id }) => id)).size === GROUND_IDS.length &&
    typeof validator.id === 'string' &&
    !samePerson(validator.id, independence.operatorId)
  );
}
const INCONSISTENT = { error: 'the decision contradicts itself' };

export const validationSchema = body.refine(consistent, INCONSISTENT);
export type ValidationDecision = z.infer<typeof validationSchema>;

/** Salted digests in the signed body, as in certificates. */
export const VALIDATION_DISCLOSABLE = { validator: ['name'] } as const;

/** The decision as a reader of a file sees it. */
export const presentedValidationSchema = body
  .extend({ validator: operatorSchema.extend({ name: orHidden(statedSchema) }) })
  .refine(consistent, INCONSISTENT);
export type PresentedValidation = z.infer<typeof presentedValidationSchema>;
