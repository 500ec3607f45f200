/** What would be done to one phone, in which order, and what may be claimed at best. Its digest is what consent names. */
import { z } from 'zod';
import { cryptoEraseStatementSchema } from './crypto-erase.ts';
import { evidenceLevelSchema } from './evidence-level.ts';
import { identitySchema } from './identity.ts';
import { preflightItemSchema } from './preflight.ts';
import { deviceStateSchema } from './sighting.ts';

/** Every verb the engine knows. The danger of a verb is a property of the verb, never of a profile. */
export const VERBS = [
  'adb:root',
  'adb:reboot',
  'adb:rescue-wipe',
  'adb:write-bcb',
  'adb:write-recovery-command',
  'adb:await-reset',
  'adb:test-harness',
  'adb:trade-in-evaluate',
  'twrp:format-data',
  'miassistant:format-data',
  'fastboot:reboot',
  'fastboot:erase',
  'emulator:wipe',
  'storage:overwrite',
  'card:format',
  'card:overwrite',
  'guide:do',
  'guide:confirm',
  'probe:plant',
  'probe:baseline',
  'probe:sample',
  'probe:state',
] as const;
export const verbSchema = z.enum(VERBS);
export type Verb = z.infer<typeof verbSchema>;

export const stepSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  verb: verbSchema,
  args: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** What happens, in words for the technician. */
  words: z.string(),
  /** What a person does at the phone, line by line; for the verbs `guide:*`. */
  card: z.array(z.string()).optional(),
  danger: z.enum(['none', 'restarts', 'erases']),
  timeoutSeconds: z.number().int().positive(),
});
export type Step = z.infer<typeof stepSchema>;

/** What a wipe by this route leaves behind that matters to the next owner or to the organisation. */
export const LEAVINGS = ['frp', 'esim', 'sd-card', 'test-mode', 'media-files'] as const;
export const leavingSchema = z.enum(LEAVINGS);
export type Leaving = z.infer<typeof leavingSchema>;

/** What is done with a memory card, which no wipe of the phone reaches. */
export const CARD_CHOICES = ['leave', 'format', 'overwrite'] as const;
export const cardChoiceSchema = z.enum(CARD_CHOICES);
export type CardChoice = z.infer<typeof cardChoiceSchema>;

export const TECHNIQUES = ['discard', 'discard-and-key-destruction', 'overwrite', 'vendor-reset'] as const;
export const techniqueSchema = z.enum(TECHNIQUES);
export type Technique = z.infer<typeof techniqueSchema>;

/** What may be claimed at best (NIST SP 800-88 Rev. 2, 3.1): the profile's word, before any evidence. */
export const claimSchema = z.strictObject({
  method: z.enum(['clear', 'purge', 'none']),
  technique: techniqueSchema,
  maxLevel: evidenceLevelSchema,
  why: z.array(z.string()),
});
export type Claim = z.infer<typeof claimSchema>;

/** The facts that are compared when a phone comes back, so that another one is noticed. */
export const planTargetSchema = z.strictObject({
  seat: z.string(),
  binding: z.enum(['strong', 'weak']),
  shownSerial: z.string(),
  identity: identitySchema,
  stateAtPlan: deviceStateSchema,
});

export const planSchema = z.strictObject({
  version: z.literal(1),
  target: planTargetSchema,
  profile: z.strictObject({ id: z.string(), digest: z.string() }),
  route: z.string(),
  steps: z.array(stepSchema).min(1),
  claim: claimSchema,
  /** What the maker publishes about cryptographic erase, by the profile. */
  cryptoErase: cryptoEraseStatementSchema.optional(),
  /** How many seconds the phone may take to come back after the wipe before it is called absent. */
  returnSeconds: z.number().int().positive(),
  erases: z.array(z.string()),
  stays: z.array(z.string()),
  leaves: z.array(leavingSchema),
  /** True when a person has to do something at the phone. */
  needsOperator: z.boolean(),
  sdCard: cardChoiceSchema,
  preflight: z.array(preflightItemSchema),
  requiredLevel: evidenceLevelSchema,
  /** Why other routes were not taken. */
  notTaken: z.array(z.strictObject({ route: z.string(), why: z.string() })),
});
export type Plan = z.infer<typeof planSchema>;

export const refusalSchema = z.strictObject({
  reasons: z.array(z.strictObject({ code: z.string(), text: z.string(), action: z.string().optional() })).min(1),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const consentSchema = z.strictObject({
  planDigest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Who: the operator id of the settings. */
  by: z.string(),
  how: z.enum(['typed-serial', 'flag-yes']),
  at: z.iso.datetime(),
});
export type Consent = z.infer<typeof consentSchema>;
