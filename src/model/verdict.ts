/** What is said about one phone. Only `decide/judge` makes one. */
import { z } from 'zod';
import { evidenceLevelSchema } from './evidence-level.ts';
import { boundSchema } from './findings.ts';
import { claimSchema } from './plan.ts';

export const RESULTS = ['verified', 'performed-unverified', 'unknown', 'not-sanitized'] as const;
export const resultSchema = z.enum(RESULTS);
export type VerdictResult = z.infer<typeof resultSchema>;

export const verdictSchema = z.strictObject({
  result: resultSchema,
  /** What the evidence reaches. */
  level: evidenceLevelSchema,
  /** What the organisation asked for. */
  requiredLevel: evidenceLevelSchema,
  /** min(what the profile may claim, what the evidence shows). */
  claim: claimSchema.pick({ method: true, technique: true }),
  /** Why the claim or the level is lower than the profile would allow; codes with a sentence each. */
  reasons: z.array(z.strictObject({ code: z.string(), text: z.string() })),
  /** Null when nothing was sampled. Over readable places, and with every unreadable place counted as dirty. */
  bound: boundSchema.nullable(),
  worstBound: boundSchema.nullable(),
});
export type Verdict = z.infer<typeof verdictSchema>;
