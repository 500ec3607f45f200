/**
 * The newest checkpoint, kept in a file beside the database. A log that was cut off, or rewritten, no longer agrees
 * with it. A copy somewhere else (`ledger check --since`) protects against somebody who changes both files.
 */
import { Fault } from '../faults/fault.ts';
import { readFileBounded, writeFileAtomic } from '../host/files.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { sameHash } from './merkle.ts';
import type { Head } from './store.ts';
import { type ReadNode, rootOf } from './tree.ts';

const MAX_NOTE_FILE = 64 * 1024;

export interface Remembered {
  /** The signed note, or null when there is none. */
  read(): Promise<string | null>;
  write(note: string): Promise<void>;
}

/** @param path of the database; the checkpoint goes to the same name with `.checkpoint` behind it */
export function rememberedFile(path: string): Remembered {
  const file = `${path}.checkpoint`;
  return {
    read: async () => {
      try {
        return Buffer.from(await readFileBounded(file, MAX_NOTE_FILE)).toString('utf8');
      } catch (error) {
        if (error instanceof Fault && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
          return null;
        throw error;
      }
    },
    write: (note) => writeFileAtomic(file, note),
  };
}

/** Why the log does not continue this checkpoint, in words, or null when it does. */
export async function disagreement(
  checkpoint: Checkpoint,
  head: Head,
  read: ReadNode,
  name: string,
): Promise<string | null> {
  if (checkpoint.origin !== head.origin) return `${name} belongs to another log`;
  if (checkpoint.size > head.size) {
    return `${name} counts ${checkpoint.size} entries, and only ${head.size} are there: the log was cut off`;
  }
  const root = checkpoint.size === head.size ? head.root : await rootOf(checkpoint.size, read);
  return sameHash(root, checkpoint.root) ? null : `${name} does not match the log: entries were changed`;
}

async function troubleWith(note: string | null, head: Head, read: ReadNode): Promise<string | null> {
  if (note === null) return head.size === 0 ? null : 'the remembered checkpoint is missing';
  let checkpoint: Checkpoint;
  try {
    checkpoint = openCheckpoint(note);
  } catch {
    return 'the remembered checkpoint is damaged';
  }
  return disagreement(checkpoint, head, read, 'the remembered checkpoint');
}

/**
 * Refuses to go on with a log that contradicts what was remembered of it: signing it would fork the log.
 * @throws Fault `LEDGER_CORRUPT`
 */
export async function assertContinues(note: string | null, head: Head, read: ReadNode): Promise<void> {
  const trouble = await troubleWith(note, head, read);
  if (trouble) {
    throw new Fault('LEDGER_CORRUPT', `Nothing is appended to the ledger: ${trouble}.`, {
      hint: 'Run: wipebench ledger check. Restore the ledger and its .checkpoint file from the same backup.',
    });
  }
}
