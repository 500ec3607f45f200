/** Conditions of profiles: over facts that are known of a phone, and over what its preflight found. */
import { z } from 'zod';
import { PREFLIGHT_CODES } from './preflight.ts';

/** The names that conditions may use. A fact that is unknown meets no condition. */
export const CONDITION_FACTS = [
  'kind',
  'variant',
  'maker',
  'brand',
  'model',
  'device',
  'product',
  'rom',
  'release',
  'sdk',
  'launchApiLevel',
  'securityPatch',
  'buildType',
  'debuggable',
  'bootLock',
  'encryptionState',
  'encryptionType',
  'metadataEncryption',
  'deleteAllKeys',
  'rootShell',
  'state',
  'service',
] as const;
export const conditionFactSchema = z.enum(CONDITION_FACTS);
export type ConditionFact = z.infer<typeof conditionFactSchema>;

export const conditionSchema = z.union([
  z.strictObject({ fact: conditionFactSchema, in: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1) }),
  z.strictObject({ fact: conditionFactSchema, startsWith: z.array(z.string().min(1)).min(1) }),
  /** Numbers by size, text (patch levels) by code point. */
  z.strictObject({ fact: conditionFactSchema, min: z.union([z.number(), z.string()]) }),
  z.strictObject({ fact: conditionFactSchema, max: z.union([z.number(), z.string()]) }),
  /** What preflight found; here `unknown` is an answer and can be asked for. */
  z.strictObject({ preflight: z.enum(PREFLIGHT_CODES), in: z.array(z.enum(['yes', 'no', 'unknown'])).min(1) }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/**
 * What answers beside, or instead of, an ordinary shell: `twrp` and `lineage` in recovery, `miassistant` in sideload,
 * `trade-in` in the set-up wizard of Android 16, `console` of an Android emulator on this computer; `none` of these.
 */
export const SERVICES = ['twrp', 'lineage', 'miassistant', 'trade-in', 'console', 'none'] as const;
export const serviceSchema = z.enum(SERVICES);
export type Service = z.infer<typeof serviceSchema>;
