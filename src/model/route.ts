/**
 * A route is one way to erase a phone, in the engine's verbs, with what it reaches, what it leaves and what may be
 * claimed of it. Routes are data of the trade (`profiles/routes/`); the profile of a maker says which of them its phones
 * offer. It can never run a host command, and it cannot make a verb less dangerous than it is.
 */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { evidenceLevelSchema } from './evidence-level.ts';
import { leavingSchema, techniqueSchema, verbSchema } from './plan.ts';
import { DEVICE_STATES } from './sighting.ts';

/** `confirmed` only when somebody did it on a real phone; see `testedOn`. */
export const gradeSchema = z.enum(['source', 'vendor-document', 'report', 'unconfirmed', 'confirmed']);
export type Grade = z.infer<typeof gradeSchema>;

export const idSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'lower-case letters, digits and dashes');
export const testedOnSchema = z.array(z.strictObject({ model: z.string(), date: z.iso.date(), by: z.string() }));
/** A web address, or the name of a document that can be found by it. */
export const sourcesSchema = z.array(z.string().min(5));

export const routeStepSchema = z.strictObject({
  id: idSchema,
  /** Exactly one verb with its arguments. */
  do: z
    .partialRecord(verbSchema, z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
    .refine((verbs) => Object.keys(verbs).length === 1, 'a step does exactly one thing'),
  words: z.string().min(10),
  timeoutSeconds: z.number().int().positive().max(604_800),
});

/** First whose conditions hold; the strongest stands first. */
export const claimRuleSchema = z.strictObject({
  when: z.array(conditionSchema),
  method: z.enum(['clear', 'purge', 'none']),
  technique: techniqueSchema,
  maxLevel: evidenceLevelSchema,
  why: z.array(z.string()).min(1),
  sources: sourcesSchema.min(1),
});
export type ClaimRule = z.infer<typeof claimRuleSchema>;

export const routeSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(1),
  id: idSchema,
  title: z.string().min(10),
  /** States in which the route can begin. */
  from: z.array(z.enum(DEVICE_STATES)).min(1),
  needs: z.array(conditionSchema),
  /** `companion`: needs an app on the phone that this program does not have yet; such a route is never taken. */
  needsCompanion: z.boolean().default(false),
  /** At least one step; none only where a companion app would do the work. */
  steps: z.array(routeStepSchema),
  erases: z.array(z.string()).min(1),
  /** In words, for the plan and the certificate. */
  stays: z.array(z.string()),
  /** The same for the planner. */
  leaves: z.array(leavingSchema),
  returnSeconds: z.number().int().positive(),
  claims: z.array(claimRuleSchema).min(1),
  grade: gradeSchema,
  unconfirmed: z.array(z.string()),
  sources: sourcesSchema.min(1),
  testedOn: testedOnSchema,
});
export type Route = z.infer<typeof routeSchema>;
