/**
 * A profile is data: what a maker's phones offer, in the engine's verbs, with sources. It can never run a host command,
 * and it cannot make a verb less dangerous than it is.
 */
import { z } from 'zod';
import { evidenceLevelSchema } from './evidence-level.ts';
import { techniqueSchema, verbSchema } from './plan.ts';

/** A fact that is unknown meets no condition. */
export const conditionSchema = z.union([
  z.strictObject({ fact: z.string(), in: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1) }),
  z.strictObject({ fact: z.string(), min: z.number() }),
  z.strictObject({ fact: z.string(), max: z.number() }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/** `confirmed` only when somebody did it on a real phone; see `testedOn`. */
export const gradeSchema = z.enum(['source', 'vendor-document', 'report', 'unconfirmed', 'confirmed']);

export const profileStepSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** Exactly one verb with its arguments. */
  do: z
    .partialRecord(verbSchema, z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
    .refine((verbs) => Object.keys(verbs).length === 1, 'a step does exactly one thing'),
  words: z.string().min(10),
  timeoutSeconds: z.number().int().positive().max(86_400),
});

export const routeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  /** Adb states in which the route can begin. */
  from: z.array(z.enum(['device', 'recovery', 'sideload', 'rescue'])).min(1),
  needs: z.array(conditionSchema),
  steps: z.array(profileStepSchema).min(1),
  erases: z.array(z.string()).min(1),
  stays: z.array(z.string()),
  returnSeconds: z.number().int().positive(),
  /** First whose conditions hold; the strongest stands first. */
  claims: z
    .array(
      z.strictObject({
        when: z.array(conditionSchema),
        method: z.enum(['clear', 'purge', 'none']),
        technique: techniqueSchema,
        maxLevel: evidenceLevelSchema,
        why: z.array(z.string()).min(1),
      }),
    )
    .min(1),
  grade: gradeSchema,
  unconfirmed: z.array(z.string()),
  sources: z.array(z.string()).min(1),
  testedOn: z.array(z.strictObject({ model: z.string(), date: z.iso.date(), by: z.string() })),
});
export type Route = z.infer<typeof routeSchema>;

export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  match: z.array(conditionSchema),
  routes: z.array(routeSchema).min(1),
  notes: z.array(z.string()).optional(),
});
export type Profile = z.infer<typeof profileSchema>;
