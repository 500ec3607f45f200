/** Who this phone is: facts with their sources, from before the wipe. */
import { z } from 'zod';
import { booleanFactSchema, factSchema, numberFactSchema, textFactSchema } from './fact.ts';

export const KINDS = ['phone', 'tablet', 'emulator', 'container', 'virtual', 'other', 'unknown'] as const;
export const kindSchema = z.enum(KINDS);
export type Kind = z.infer<typeof kindSchema>;

export const identitySchema = z.strictObject({
  kind: kindSchema,
  maker: textFactSchema,
  brand: textFactSchema,
  model: textFactSchema,
  /** Code name: ro.product.device. */
  device: textFactSchema,
  product: textFactSchema,
  serial: textFactSchema,
  imeis: factSchema(z.array(z.string().regex(/^\d{15}$/))),
  fingerprint: textFactSchema,
  release: textFactSchema,
  sdk: numberFactSchema,
  securityPatch: textFactSchema,
  buildType: textFactSchema,
  debuggable: booleanFactSchema,
  /** API level of the release the phone was launched with; decides if metadata encryption is mandatory. */
  launchApiLevel: numberFactSchema,
  encryption: z.strictObject({
    state: factSchema(z.enum(['encrypted', 'unencrypted', 'unsupported'])),
    type: factSchema(z.enum(['file', 'block', 'none'])),
    metadata: booleanFactSchema,
    deleteAllKeys: booleanFactSchema,
  }),
  bootLock: factSchema(z.enum(['locked', 'unlocked'])),
  verifiedBoot: textFactSchema,
  confidence: z.enum(['high', 'medium', 'low']),
  why: z.array(z.string()),
});
export type Identity = z.infer<typeof identitySchema>;
