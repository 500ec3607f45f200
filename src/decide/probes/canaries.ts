/**
 * Canary files: random content under random names, planted before the wipe and read back then. One that is still there
 * means that user data were not erased. All of them gone means little alone: a shell can delete them one by one.
 */
import { CANARY_FOLDERS, type CanaryLook } from '../../model/canary-look.ts';
import { type Probe, signalOf } from './probe.ts';

const ID = 'canaries-gone';

/** True when files were planted in every folder, all of them seen there, searched for in a way that works, and not found. */
export function canariesGone(look: CanaryLook | undefined): boolean {
  return (
    look !== undefined &&
    look.void === null &&
    CANARY_FOLDERS.every((name) => look.folders.some(({ folder }) => folder === name)) &&
    look.folders.every(
      ({ planted, seenBefore, searched, found }) => planted > 0 && seenBefore === planted && searched && found === 0,
    )
  );
}

export const canariesProbe: Probe = {
  id: ID,
  looksAt: 'planted files',
  needs: [],
  proves: 'Files that were seen on the phone before are gone, in the shared storage and in the folder of the shell.',
  cannotProve: 'Whether their content, or anything else, is still on the raw storage below the file system.',
  signal: ({ canaries }) => {
    const found = canaries?.folders.reduce((sum, folder) => sum + folder.found, 0) ?? 0;
    if (found > 0) {
      return signalOf(ID, 'not-reset', 'decisive', `${found} of the planted files are still on the phone.`);
    }
    if (canaries && canariesGone(canaries)) {
      const seen = canaries.folders.reduce((sum, folder) => sum + folder.seenBefore, 0);
      return signalOf(ID, 'reset', 'supporting', `All ${seen} planted files are gone.`);
    }
    const why =
      canaries?.void ?? (canaries ? 'They could not be planted or looked for everywhere.' : 'None was planted.');
    return signalOf(ID, 'unknown', 'supporting', `Planted files tell nothing. ${why}`);
  },
};
