/** One line of a journal. Each names the digest of the line before it, so that none can be changed or taken out. */
import { z } from 'zod';

export const JOURNAL_TYPES = [
  'run-created',
  'run-resumed',
  'step-begun',
  'step-done',
  'step-failed',
  'planted',
  'baseline',
  'findings',
  'state',
  'operator',
  'sd-card',
  'note',
  'run-ended',
  'verdict',
  'certificate',
] as const;

export const journalEntrySchema = z.strictObject({
  version: z.literal(1),
  seq: z.number().int().nonnegative(),
  /** Hex SHA-256 of the line before, without its line break; of the empty text for the first. */
  prev: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  type: z.enum(JOURNAL_TYPES),
  data: z.unknown(),
});
export type JournalEntry = z.infer<typeof journalEntrySchema>;
export type JournalType = JournalEntry['type'];
