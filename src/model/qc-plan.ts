/**
 * Which phones of a lot another person checks (R2v3 Appendix B(13): at least 5 % of the logically sanitized media), drawn
 * at random from the ledger. Everything needed to repeat the draw is in it; CERTIFICATE.md says how.
 */
import { z } from 'zod';
import { documentIdSchema, sha256Schema } from './about-certificate.ts';
import { statedSchema } from './claims.ts';

/** R2v3 Appendix B(13). */
export const MIN_QC_FRACTION = 0.05;

/** Why a certificate of the lot is not among those that could be picked. */
export const APART_REASONS = [
  'failed',
  'rejected',
  'simulated',
  'wiped-by-checker',
  'operator-not-stated',
  'lot-unknown',
] as const;
export type ApartReason = (typeof APART_REASONS)[number];

const count = z.number().int().nonnegative();

export const qcUnitSchema = z.strictObject({
  /** Entry of the ledger. */
  index: count,
  certificateId: documentIdSchema,
  /** Who wiped the phone, as the certificate says. */
  operator: z.string().min(1),
  result: z.enum(['PASS', 'UNVERIFIED']),
});
export type QcUnit = z.infer<typeof qcUnitSchema>;

export const apartSchema = z.strictObject({
  index: count,
  certificateId: documentIdSchema,
  operator: statedSchema,
  why: z.enum(APART_REASONS),
});
export type Apart = z.infer<typeof apartSchema>;

/** Sanitized, and yet nothing that this checker could check: it counts for the size of the sample. */
export function isDependent({ why }: Apart): boolean {
  return why === 'wiped-by-checker' || why === 'operator-not-stated';
}

export const lotChoiceSchema = z.strictObject({
  lot: z.string().min(1).nullable(),
  /** Issued at or after; ISO 8601, UTC. */
  since: z.iso.datetime().nullable(),
  /** Issued before; ISO 8601, UTC. */
  until: z.iso.datetime().nullable(),
});
export type LotChoice = z.infer<typeof lotChoiceSchema>;

export const qcSeedSchema = z.strictObject({
  /** 32 bytes in hex. */
  value: sha256Schema,
  /** `drawn`: SHA-256 over fresh randomness and the head of the ledger; `given`: a person brought it. */
  source: z.enum(['drawn', 'given']),
  /** The fresh randomness; null when the seed was given. */
  nonce: sha256Schema.nullable(),
});
export type QcSeed = z.infer<typeof qcSeedSchema>;

export const ledgerHeadSchema = z.strictObject({
  origin: z.string().min(1),
  /** The entries 0 to size - 1 were looked at. */
  size: z.number().int().positive(),
  root: sha256Schema,
});

const shareSchema = z.strictObject({
  share: z.number().gt(0).lt(1),
  /** That share of the population as a count, rounded down, at least 1. */
  bad: z.number().int().positive(),
  /** Chance that the sample has at least one of them. */
  chance: z.number().min(0).max(1),
  /** Sample that would be needed to say, when it is clean, that fewer than `bad` are. */
  needed: z.number().int().positive(),
});

/** What a clean result would prove of the population; exact, without replacement (hypergeometric). */
export const qcProvesSchema = z.strictObject({
  confidence: z.number().gt(0).lt(1),
  badAtMost: count,
  shares: z.array(shareSchema),
});
export type QcProves = z.infer<typeof qcProvesSchema>;

export const qcPlanBodySchema = z.strictObject({
  document: z.literal('qc-plan'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  choice: lotChoiceSchema,
  ledger: ledgerHeadSchema,
  /** Id of the person who will check. */
  checker: z.string().min(1),
  fraction: z.number().min(MIN_QC_FRACTION).max(1),
  seed: qcSeedSchema,
  /** True when there are virtual phones only: a plan for trying out. */
  simulated: z.boolean(),
  /** What could be picked, in the order of the ledger: number 0, 1, … of the draw. */
  population: z.array(qcUnitSchema).min(1),
  /** Of the same lot, and not in the population. */
  apart: z.array(apartSchema),
  /** Numbers of the population, in the order of the draw. */
  picked: z.array(count).min(1),
  proves: qcProvesSchema,
});
export type QcPlanBody = z.infer<typeof qcPlanBodySchema>;

/** `digest` is the SHA-256 of the canonical JSON (RFC 8785) of all else. */
export const qcPlanSchema = qcPlanBodySchema.extend({ digest: sha256Schema });
export type QcPlan = z.infer<typeof qcPlanSchema>;

/** How far the checks of a plan have come: phones of the sample by what was recorded of them. */
export interface Standing {
  readonly clean: number;
  readonly found: number;
  readonly notChecked: number;
  readonly outstanding: number;
}
