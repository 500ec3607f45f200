/** What was found on the phone before the wipe that the operator should know, or that forbids it. */
import { z } from 'zod';

export const preflightItemSchema = z.strictObject({
  /** Stable code such as `ACCOUNTS_PRESENT`. */
  code: z.string().regex(/^[A-Z0-9_]+$/),
  severity: z.enum(['blocks', 'warns', 'info']),
  state: z.enum(['yes', 'no', 'unknown']),
  /** One sentence for people. */
  text: z.string(),
  /** What the operator can do about it. */
  action: z.string().optional(),
  source: z.string(),
});
export type PreflightItem = z.infer<typeof preflightItemSchema>;
