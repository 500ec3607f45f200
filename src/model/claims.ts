/**
 * What a certificate says about one run (NIST SP 800-88 Rev. 2, section 4.6 and Appendix C), for good and for bad.
 * A field that could not be read is `{"unavailable": reason}`: never empty, never left out. Version 1 is strict and
 * grows only by optional fields. Words that only a person or an authority may use are nowhere in it.
 */
import { z } from 'zod';
import { cryptoEraseClaimsSchema } from './crypto-erase.ts';
import { EVIDENCE_LEVELS } from './evidence-level.ts';
import { booleanFactSchema, factSchema, numberFactSchema, textFactSchema, unavailableSchema } from './fact.ts';
import { blockClassSchema, boundSchema, classCountsSchema, findingsSchema } from './findings.ts';
import { identitySchema, kindSchema } from './identity.ts';
import { claimSchema, leavingSchema, verbSchema } from './plan.ts';
import { preflightItemSchema } from './preflight.ts';
import { endingSchema, operatorAnswerSchema, stepEvidenceSchema } from './run.ts';
import { sdCardClaimSchema } from './sd-card.ts';
import { stateEvidenceSchema } from './state-evidence.ts';
import { resultSchema } from './verdict.ts';

/** PASS only for a `verified` verdict. FAIL also where nobody knows: unknown is never better than known to be bad. */
export const CERTIFICATE_RESULTS = ['PASS', 'UNVERIFIED', 'FAIL'] as const;
export type CertificateResult = (typeof CERTIFICATE_RESULTS)[number];

/** Something the organisation states, or the reason why it does not. */
export const statedSchema = z.union([z.string().min(1), unavailableSchema]);
export type Stated = z.infer<typeof statedSchema>;

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
const orUnavailable = <T extends z.ZodType>(schema: T) => z.union([schema, unavailableSchema]);

export const GROUND_IDS = ['G1', 'G2', 'G3', 'G4', 'G5'] as const;
/** One of the five grounds for doubt of SP 800-88 Rev. 2, section 4.5.2. */
export const groundSchema = z.strictObject({
  id: z.enum(GROUND_IDS),
  ground: z.string(),
  state: z.enum(['triggered', 'not-triggered', 'undetermined']),
  evidence: z.string().min(1),
});
export type Ground = z.infer<typeof groundSchema>;

export const claimedSamplingSchema = z.strictObject({
  method: findingsSchema.shape.method,
  kind: findingsSchema.shape.kind,
  medium: findingsSchema.shape.medium,
  windowBytes: findingsSchema.shape.windowBytes,
  channel: findingsSchema.shape.channel,
  classified: findingsSchema.shape.classified,
  readerHindrance: findingsSchema.shape.readerHindrance,
  direct: z.boolean(),
  seed: findingsSchema.shape.seed,
  fresh: findingsSchema.shape.fresh,
  fixed: findingsSchema.shape.fixed,
  subsections: findingsSchema.shape.subsections,
  weighted: findingsSchema.shape.weighted,
  baseline: orUnavailable(
    z.strictObject({
      seed: digestSchema,
      windows: z.number().int().nonnegative(),
      informative: z.number().int().nonnegative(),
      classesBefore: classCountsSchema,
      classesAfter: classCountsSchema,
      unchanged: z.number().int().nonnegative(),
      unchangedRandomLike: z.number().int().nonnegative(),
    }),
  ),
  fill: findingsSchema.shape.fill,
  canaries: findingsSchema.shape.canaries,
  partitions: findingsSchema.shape.partitions,
  /** Windows of the fresh and fixed sets that could not be read. */
  unreadable: z.number().int().nonnegative(),
  hitCount: z.number().int().nonnegative(),
  hitClasses: z.array(blockClassSchema),
  bytesRead: z.number().int().nonnegative(),
  stopped: findingsSchema.shape.stopped,
  speed: findingsSchema.shape.speed,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
});

export const claimedStepSchema = z.strictObject({
  id: z.string(),
  verb: verbSchema,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: z.enum(['done', 'failed', 'cancelled']),
  evidence: orUnavailable(stepEvidenceSchema),
  fault: orUnavailable(z.string()),
});

const phoneSchema = z.strictObject({
  kind: kindSchema,
  /** What kind of emulator or other device it is. */
  variant: identitySchema.shape.variant.optional(),
  /** The system, where it is not the maker's own Android. */
  rom: identitySchema.shape.rom.optional(),
  /** The name it is sold by. */
  deviceName: textFactSchema.optional(),
  maker: textFactSchema,
  brand: textFactSchema,
  model: textFactSchema,
  device: textFactSchema,
  product: textFactSchema,
  serial: textFactSchema,
  imeis: identitySchema.shape.imeis,
  fingerprint: textFactSchema,
  release: textFactSchema,
  sdk: numberFactSchema,
  securityPatch: textFactSchema,
  launchApiLevel: numberFactSchema,
  buildType: textFactSchema,
  bootLock: identitySchema.shape.bootLock,
  verifiedBoot: textFactSchema,
  confidence: identitySchema.shape.confidence,
  /** Weak: the phone was known by its serial only, not by the port it sat on. */
  binding: z.enum(['strong', 'weak']),
});

export const assetSchema = z.strictObject({
  propertyNumber: statedSchema,
  lot: statedSchema,
  customer: statedSchema,
  /** The user or computer that the medium came from. */
  source: statedSchema,
  categoryBefore: statedSchema,
  categoryAfter: statedSchema,
  destination: statedSchema,
});

export const operatorSchema = z.strictObject({
  id: statedSchema,
  name: statedSchema,
  title: statedSchema,
  organisation: statedSchema,
  site: statedSchema,
});

const evidenceSchema = z.strictObject({ planDigest: digestSchema, journalDigest: digestSchema });

export const claimsSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/),
  issuedAt: z.iso.datetime(),
  result: z.enum(CERTIFICATE_RESULTS),
  /** True for a virtual phone, an emulator or a container: nothing real was erased. */
  simulated: z.boolean(),
  /** A decision that only a named person of the organisation can make (SP 800-88 Rev. 2, 4.5.2). */
  validation: z.literal('AWAITING_DECISION'),
  recordedPer: z.literal('NIST SP 800-88 Rev. 2, section 4.6'),
  phone: phoneSchema,
  asset: assetSchema,
  media: z.strictObject({ type: textFactSchema, capacityBytes: numberFactSchema }),
  encryption: z.strictObject({
    ...identitySchema.shape.encryption.shape,
    keyBlobBefore: textFactSchema,
    keyBlobAfter: textFactSchema,
    keyBlobChanged: booleanFactSchema,
  }),
  /** What there is to say for a cryptographic erase, each item with its value or the reason why there is none. */
  cryptoErase: cryptoEraseClaimsSchema.optional(),
  preflight: z.array(preflightItemSchema),
  sanitization: z.strictObject({
    method: claimSchema.shape.method,
    technique: claimSchema.shape.technique,
    basis: z.array(z.string()),
    tool: z.strictObject({ name: z.string().min(1), version: z.string().min(1) }),
    profile: z.strictObject({ id: z.string(), digest: z.string() }),
    route: z.string(),
    steps: z.array(claimedStepSchema),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    durationSeconds: z.number().nonnegative(),
    ending: endingSchema,
    errors: z.array(z.string()),
    /** The phone itself acknowledged the erasure with the positive marker of the route. */
    acknowledged: z.boolean(),
    touched: z.boolean(),
    resumed: z.boolean(),
    /** True when a person had to do something at the phone. */
    needsOperator: z.boolean().optional(),
    /** What persons said at the cards; their word, and nothing that was measured. */
    operator: z.array(operatorAnswerSchema).optional(),
    /** The memory card, which is a medium of its own. */
    sdCard: sdCardClaimSchema.optional(),
    /** What the route leaves behind that matters to the next owner or to the organisation. */
    leaves: z.array(leavingSchema).optional(),
    scope: z.strictObject({ covered: z.array(z.string()), notCovered: z.array(z.string()) }),
  }),
  verification: z.strictObject({
    level: z.enum(EVIDENCE_LEVELS),
    requiredLevel: z.enum(EVIDENCE_LEVELS),
    meaning: z.string(),
    sampling: orUnavailable(claimedSamplingSchema),
    state: orUnavailable(stateEvidenceSchema),
    bound: orUnavailable(boundSchema),
    worstBound: orUnavailable(boundSchema),
  }),
  verdict: z.strictObject({
    result: resultSchema,
    reasons: z.array(z.strictObject({ code: z.string(), text: z.string() })),
  }),
  grounds: z.array(groundSchema).length(GROUND_IDS.length),
  operator: operatorSchema,
  evidence: evidenceSchema,
});
export type Claims = z.infer<typeof claimsSchema>;

/**
 * Fields that stand in the signed body as salted digests only, so that a copy can leave them out (RFC 9901). The
 * digests of plan and journal are among them because both documents hold the identifiers: who has all of a plan but
 * the IMEI could try all IMEIs against a plain digest.
 */
export const DISCLOSABLE = {
  phone: ['serial', 'imeis'],
  asset: ['propertyNumber', 'lot', 'customer', 'source'],
  operator: ['name'],
  evidence: ['planDigest', 'journalDigest'],
} as const;
/** Dotted paths such as `phone.serial`. */
export const DISCLOSABLE_PATHS: readonly string[] = Object.entries(DISCLOSABLE).flatMap(([group, names]) =>
  names.map((name) => `${group}.${name}`),
);

/** Stands where the holder of the certificate left a field out. */
export const hiddenSchema = z.strictObject({ hidden: z.literal(true) });
export type Hidden = z.infer<typeof hiddenSchema>;
export const orHidden = <T extends z.ZodType>(schema: T) => z.union([schema, hiddenSchema]);

/** What the organisation knows of the phone, as a reader sees it. */
export const presentedAssetSchema = assetSchema.extend({
  propertyNumber: orHidden(statedSchema),
  lot: orHidden(statedSchema),
  customer: orHidden(statedSchema),
  source: orHidden(statedSchema),
});

/** The claims as a reader of a certificate file sees them. */
export const presentedClaimsSchema = claimsSchema.extend({
  phone: phoneSchema.extend({ serial: orHidden(textFactSchema), imeis: orHidden(factSchema(z.array(z.string()))) }),
  asset: presentedAssetSchema,
  operator: operatorSchema.extend({ name: orHidden(statedSchema) }),
  evidence: z.strictObject({ planDigest: orHidden(digestSchema), journalDigest: orHidden(digestSchema) }),
});
export type PresentedClaims = z.infer<typeof presentedClaimsSchema>;
