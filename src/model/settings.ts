/** The one settings file. Every setting is also an option of the commands that use it. */
import { z } from 'zod';
import { evidenceLevelSchema } from './evidence-level.ts';
import { readerUseSchema } from './reader-use.ts';

const name = z.string().trim().min(1).max(120);

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  organisation: name,
  site: name,
  operator: z.strictObject({
    id: z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'letters, digits and . _ @ - only, at most 64'),
    name,
    title: name.optional(),
  }),
  /** The organisation's policy: what counts as success. */
  requiredLevel: evidenceLevelSchema.default('STATISTICAL'),
  /** Folders and files, absolute. */
  certificates: z.string().startsWith('/'),
  journals: z.string().startsWith('/'),
  keys: z.string().startsWith('/'),
  ledger: z.string().startsWith('/'),
  sample: z
    .strictObject({
      confidence: z.number().gt(0.5).lt(1).default(0.99),
      /** The share of the storage that must be ruled out. */
      fraction: z.number().gt(0).lt(0.5).default(0.001),
      windowBytes: z
        .number()
        .int()
        .min(4096)
        .max(1024 * 1024)
        .multipleOf(4096)
        .default(4096),
      /** Whether a program of ours may be put on a phone to read it, and what it may do there. */
      reader: readerUseSchema.default('auto'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
