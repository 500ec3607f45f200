/** What a phone's shell answered, raw: text for the pure parsers in `decide`. A refusal is an answer too. */
import { z } from 'zod';

export const READING_NAMES = [
  'props',
  'uid',
  'android-id',
  'user-setup-complete',
  'device-provisioned',
  'secure-frp-mode',
  /** The same setting where older releases keep it. */
  'secure-frp-mode-old',
  'frp-block',
  'accounts',
  'owners',
  'device-policy',
  'lock-settings',
  'lock-disabled',
  'keyguard',
  'battery',
  'volumes',
  'disks',
  'users',
  'euicc-provisioned',
  'subscriptions',
  'dsu',
  'su',
  'third-party-packages',
  'imei',
  /** Of the second slot for a SIM. */
  'imei-second',
  'boot-count',
  /** Among them the level of the secure hardware. */
  'features',
  'trade-in',
  /** `fastboot getvar all`, as the program printed it. */
  'getvar',
  /** What Xiaomi's recovery says of the phone: lines such as `getdevice=dada_global`. */
  'miassistant',
] as const;
export type ReadingName = (typeof READING_NAMES)[number];

export const readingSchema = z.union([
  z.strictObject({ exitCode: z.number().int(), stdout: z.string(), stderr: z.string() }),
  z.strictObject({ unavailable: z.string() }),
]);
export type Reading = z.infer<typeof readingSchema>;

export const readingsSchema = z.partialRecord(z.enum(READING_NAMES), readingSchema);
export type Readings = z.infer<typeof readingsSchema>;

/** The text of a reading that ended well, or the reason why there is none. */
export function readingText(readings: Readings, name: ReadingName): { text: string } | { unavailable: string } {
  const reading = readings[name];
  if (!reading) return { unavailable: 'not asked' };
  if ('unavailable' in reading) return reading;
  if (reading.exitCode !== 0) {
    const words = reading.stderr.trim().split('\n', 1)[0] || reading.stdout.trim().split('\n', 1)[0];
    return {
      unavailable: `the phone answered with exit code ${reading.exitCode}${words ? `: ${words.slice(0, 120)}` : ''}`,
    };
  }
  return { text: reading.stdout };
}
