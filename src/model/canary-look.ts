/** What became of files that were planted before the wipe: seen then, and looked for by name and content afterwards. */
import { z } from 'zod';

/**
 * Where an ordinary shell may write: the storage that apps share, and the shell's own folder. Both lie in user data, on
 * most phones in different directories of one file system with different keys of file-based encryption.
 */
export const CANARY_FOLDERS = ['/sdcard', '/data/local/tmp'] as const;
export const canaryFolderSchema = z.enum(CANARY_FOLDERS);
export type CanaryFolder = z.infer<typeof canaryFolderSchema>;

const count = z.number().int().nonnegative();

export const canaryLookSchema = z.strictObject({
  folders: z.array(
    z.strictObject({
      folder: canaryFolderSchema,
      planted: count,
      /** Read back before the wipe, with the right content. What was never seen proves nothing by being gone. */
      seenBefore: count,
      /** True when the search afterwards found a file that was put there to be found: silence is no answer. */
      searched: z.boolean(),
      /** By name, or by content under another name. */
      found: count,
    }),
  ),
  /** Why the files prove nothing, whatever else is said here; null when they do. */
  void: z.string().min(1).nullable(),
});
export type CanaryLook = z.infer<typeof canaryLookSchema>;
