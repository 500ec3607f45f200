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

/** What a person said about a card of instructions, and nothing more than that. */
export const operatorAnswerSchema = z.strictObject({
  step: z.string(),
  answer: z.enum(['done', 'seen']),
  by: z.string(),
  at: z.iso.datetime(),
});
export type OperatorAnswer = z.infer<typeof operatorAnswerSchema>;

/** What became of a memory card. Its own line on the certificate: no wipe of the phone reaches it. */
export const cardOutcomeSchema = z.strictObject({
  /** The phone's name for it, such as `disk:179,0`. */
  disk: z.string(),
  bytes: z.number().int().nonnegative().nullable(),
  done: z.enum(['formatted', 'overwritten']),
  /** Places read after overwriting, and how many of them did not hold what was written. */
  read: z.strictObject({ places: z.number().int().nonnegative(), wrong: z.number().int().nonnegative() }).nullable(),
});
export type CardOutcome = z.infer<typeof cardOutcomeSchema>;

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
  /** What persons said. It stands for an acknowledgement only at the lowest level of evidence. */
  operator: z.array(operatorAnswerSchema),
  sdCard: cardOutcomeSchema.nullable(),
  /** True when the run was taken up again after an interruption. */
  resumed: z.boolean(),
});
export type Run = z.infer<typeof runSchema>;
