/** What happened, step by step. The engine makes it and never throws for trouble with a phone. */
import { z } from 'zod';
import { FAULT_CODES } from '../faults/codes.ts';
import { verbSchema } from './plan.ts';

export const faultCodeSchema = z.enum(FAULT_CODES);

export const endingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  z.strictObject({ kind: z.literal('failed'), at: z.string(), code: faultCodeSchema, message: z.string() }),
  z.strictObject({ kind: z.literal('cancelled'), at: z.string() }),
]);
export type Ending = z.infer<typeof endingSchema>;

/** A step is done when three things agree: the reply, a positive marker, and an observation by another way. */
export const stepEvidenceSchema = z.strictObject({
  reply: z.string(),
  marker: z.string(),
  /** Null: nothing else could be observed at this step; the step's text says what stands in for it. */
  observation: z.string().nullable(),
});
export type StepEvidence = z.infer<typeof stepEvidenceSchema>;

export const stepRecordSchema = z.strictObject({
  id: z.string(),
  verb: verbSchema,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: z.enum(['done', 'failed', 'cancelled']),
  evidence: stepEvidenceSchema.optional(),
  code: faultCodeSchema.optional(),
});
export type StepRecord = z.infer<typeof stepRecordSchema>;

export const runSchema = z.strictObject({
  id: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  ending: endingSchema,
  steps: z.array(stepRecordSchema),
  /** True as soon as a step that erases was begun. */
  touched: z.boolean(),
  /** True when the phone itself acknowledged the erasure with the positive marker of that route. */
  acknowledged: z.boolean(),
  /** True when the run was taken up again after an interruption. */
  resumed: z.boolean(),
});
export type Run = z.infer<typeof runSchema>;
