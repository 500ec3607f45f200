/** What the journal of a run holds beside the records of steps: its beginning and its end. */
import { z } from 'zod';
import { consentSchema, planSchema, verbSchema } from './plan.ts';
import { readingsSchema } from './readings.ts';
import { runSchema } from './run.ts';

export const runCreatedSchema = z.strictObject({
  run: z.string(),
  /** Version of the program that began it. */
  tool: z.string(),
  plan: planSchema,
  consent: consentSchema,
  readingsBefore: readingsSchema,
  /** What the organisation knows of the phone; for the certificate. */
  asset: z.record(z.string(), z.string()),
});

export const stepBegunSchema = z.strictObject({ id: z.string(), verb: verbSchema, danger: z.string() });

/** The last entry of the engine: what came of the run, and whether the phone at its end was the one of its beginning. */
export const runEndedSchema = z.strictObject({ run: runSchema, match: z.enum(['same', 'different', 'unknown']) });
export type RunEnded = z.infer<typeof runEndedSchema>;

/** Of files that were planted; their digests are in memory only, so that whoever takes up the run can but remove them. */
export const plantedSchema = z.strictObject({
  paths: z.array(z.string().regex(/^\/(?:sdcard|data\/local\/tmp)\/[0-9a-f]{16}\.bin$/)),
  seen: z.number().int().nonnegative(),
  /** What the phone said of itself at that time: the state after the wipe is compared with it. */
  readings: readingsSchema,
});
export type Planted = z.infer<typeof plantedSchema>;
