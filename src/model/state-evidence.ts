/** What the phone's state said after the wipe, compared with what it said before. */
import { z } from 'zod';
import { canaryLookSchema } from './canary-look.ts';
import { stateFactsSchema } from './crypto-erase.ts';
import { preflightItemSchema } from './preflight.ts';

export const stateSignalSchema = z.strictObject({
  /** Stable name such as `android-id-changed`. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  says: z.enum(['reset', 'not-reset', 'unknown']),
  /** How much it is worth: `decisive` contradicts or proves alone, `supporting` only with others. */
  worth: z.enum(['decisive', 'supporting']),
  text: z.string(),
});
export type StateSignal = z.infer<typeof stateSignalSchema>;

export const stateEvidenceSchema = z.strictObject({
  /** How the phone could be looked at afterwards. */
  channel: z.enum(['root-shell', 'shell', 'trade-in', 'rescue', 'unauthorized', 'absent']),
  signals: z.array(stateSignalSchema),
  /** Files that were planted before the wipe; absent where the plan plants none. */
  canaries: canaryLookSchema.optional(),
  /** For the evidence of a cryptographic erase; absent in journals from before there was such a thing. */
  facts: stateFactsSchema.optional(),
  /** What preflight had read, read again; absent where the phone could not be asked. */
  preflightAfter: z.array(preflightItemSchema).optional(),
});
export type StateEvidence = z.infer<typeof stateEvidenceSchema>;
