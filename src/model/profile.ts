/** What the phones of one maker, or of one system, offer: data with sources. The ways to erase are in `route.ts`. */
import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { cryptoEraseStatementSchema } from './crypto-erase.ts';
import { evidenceLevelSchema } from './evidence-level.ts';
import { gradeSchema, idSchema, type Route, sourcesSchema, testedOnSchema } from './route.ts';

/** The profile of the highest layer that matches is taken: a system of its own says more than the maker's name. */
export const PROFILE_LAYERS = ['generic', 'maker', 'system', 'machine'] as const;

/** What this maker's phones make of a route. Everything left out is as the route says. */
export const routeUseSchema = z.strictObject({
  route: idSchema,
  /** In addition to the route's own. */
  needs: z.array(conditionSchema).default([]),
  /** Never higher than the route's own claim; lint says so. */
  maxLevel: evidenceLevelSchema.optional(),
  grade: gradeSchema,
  unconfirmed: z.array(z.string()).default([]),
  /** Ids of `notes`. */
  notes: z.array(idSchema).default([]),
  sources: sourcesSchema.min(1),
  testedOn: testedOnSchema,
});
export type RouteUse = z.infer<typeof routeUseSchema>;

const graded = { grade: gradeSchema, sources: sourcesSchema.min(1) };

export const keysSchema = z.strictObject({
  /** Which keys, in which order; usual, not certain for every model. */
  press: z.string().min(5),
  /** Words on the screen by which the person knows to be there. */
  screen: z.array(z.string().min(1)),
  ...graded,
});

/** Line by line, for a person at the phone. */
export const guideSchema = z.strictObject({ title: z.string(), lines: z.array(z.string().min(5)).min(1), ...graded });
export const GUIDE_IDS = ['settings', 'recovery', 'welcome'] as const;

export const profileSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal(1),
  id: idSchema,
  title: z.string(),
  layer: z.enum(PROFILE_LAYERS),
  /** All must hold. */
  match: z.array(conditionSchema).min(1),
  /** None may hold. */
  notThis: z.array(conditionSchema).default([]),
  /** In order of preference where proof and leavings are equal. */
  routes: z.array(routeUseSchema),
  keys: z.strictObject({ recovery: keysSchema.optional(), bootloader: keysSchema.optional() }).default({}),
  guides: z.partialRecord(z.enum(GUIDE_IDS), guideSchema).default({}),
  cryptoErase: cryptoEraseStatementSchema,
  notes: z.record(idSchema, z.string().min(10)).default({}),
  sources: sourcesSchema.min(1),
  grade: gradeSchema,
  testedOn: testedOnSchema,
});
export type Profile = z.infer<typeof profileSchema>;

/** A profile with the routes that it names, ready for the planner. */
export interface IndexedProfile {
  readonly profile: Profile;
  /** In the order of the profile. */
  readonly routes: readonly { readonly use: RouteUse; readonly route: Route }[];
  /** SHA-256 of the canonical JSON of profile and routes together. */
  readonly digest: string;
}
