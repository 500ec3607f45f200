/** Who this phone is: facts with their sources, from before the wipe. */
import { z } from 'zod';
import { booleanFactSchema, factSchema, numberFactSchema, textFactSchema } from './fact.ts';

/**
 * `emulator` is everything that runs Android as software for want of a device: emulators and containers. `other` is a
 * device with Android that is neither phone nor tablet: television, watch, car, player, computer. `virtual` is one of
 * this program's own virtual phones. Which of them it is says `Identity.variant`.
 */
export const KINDS = ['phone', 'tablet', 'emulator', 'kaios', 'other', 'virtual', 'unknown'] as const;
export const kindSchema = z.enum(KINDS);
export type Kind = z.infer<typeof kindSchema>;

/** Kinds with which nothing real is erased. */
export const SIMULATED_KINDS: readonly Kind[] = ['virtual', 'emulator'];

/** Kinds whose PASS may stand for a phone that may be sold. */
export function isRealPhone(kind: Kind): boolean {
  return kind === 'phone' || kind === 'tablet' || kind === 'kaios';
}

export const VARIANTS = [
  'avd',
  'cuttlefish',
  'genymotion',
  'bluestacks',
  'game-emulator',
  'redroid',
  'waydroid',
  'container',
  'tv',
  'watch',
  'car',
  'player',
  'pc',
  'board',
] as const;
/** Systems of their own on the hardware of some maker, or instead of Android. */
export const ROMS = ['lineage', 'graphene', 'harmony', 'harmony-next', 'kaios', 'fire-os', 'custom'] as const;

export const identitySchema = z.strictObject({
  kind: kindSchema,
  /** What kind of emulator or other device it is. */
  variant: factSchema(z.enum(VARIANTS)),
  rom: factSchema(z.enum(ROMS)),
  maker: textFactSchema,
  brand: textFactSchema,
  model: textFactSchema,
  /** The name it is sold by in every market, such as `Redmi Note 9`, where the phone tells it. */
  deviceName: textFactSchema,
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
  storage: z.strictObject({ type: factSchema(z.enum(['ufs', 'emmc'])), bytes: numberFactSchema }),
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
