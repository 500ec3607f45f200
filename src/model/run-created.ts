/** The first entry of a journal: everything that is needed to take the run up again. */
import { z } from 'zod';
import { consentSchema, planSchema } from './plan.ts';
import { readingsSchema } from './readings.ts';

export const runCreatedSchema = z.strictObject({
  run: z.string(),
  /** Version of the program that began it. */
  tool: z.string(),
  plan: planSchema,
  consent: consentSchema,
  readingsBefore: readingsSchema,
});
export type RunCreated = z.infer<typeof runCreatedSchema>;
