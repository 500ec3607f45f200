/** What was found on the phone before the wipe that the operator should know, or that forbids it. */
import { z } from 'zod';

/** Each is a question with the answers yes, no and unknown; see `decide/preflight`. */
export const PREFLIGHT_CODES = [
  'ACCOUNTS_PRESENT',
  'FRP_ACTIVE',
  'DEVICE_MANAGED',
  'FINANCE_LOCK',
  'WORK_PROFILE',
  'SEVERAL_USERS',
  'SCREEN_LOCK_SET',
  'SD_CARD_PRESENT',
  'SD_CARD_ADOPTED',
  'SIM_PRESENT',
  'ESIM_PRESENT',
  'BATTERY_LOW',
  'UPDATE_PENDING',
  'DSU_ACTIVE',
  'STORAGE_UNENCRYPTED',
  'OEM_UNLOCK_ALLOWED',
  'BOOTLOADER_UNLOCKED',
  'FRAMEWORK_DELETES_KEYS',
  'TEST_HARNESS_ON',
  'ROOTED',
] as const;
export const preflightCodeSchema = z.enum(PREFLIGHT_CODES);
export type PreflightCode = z.infer<typeof preflightCodeSchema>;

export const preflightItemSchema = z.strictObject({
  code: preflightCodeSchema,
  severity: z.enum(['blocks', 'warns', 'info']),
  state: z.enum(['yes', 'no', 'unknown']),
  /** One sentence for people. */
  text: z.string(),
  /** What the operator can do about it. */
  action: z.string().optional(),
  source: z.string(),
});
export type PreflightItem = z.infer<typeof preflightItemSchema>;
