/**
 * The journal of one run: a file of JSON lines, hash-chained and fsynced before each act. The screen may be lost,
 * the journal may not. One file per run.
 */
import { createHash } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { type AppendFile, openAppendFile } from '../host/append-file.ts';
import type { Clock } from '../host/clock.ts';
import { readFileBounded } from '../host/files.ts';
import { type JournalEntry, type JournalType, journalEntrySchema } from '../model/journal-entry.ts';

const EMPTY_DIGEST = createHash('sha256').digest('hex');
const MAX_JOURNAL_BYTES = 64 * 1024 * 1024;

export interface Journal {
  readonly path: string;
  /** Hex SHA-256 of the last line. */
  head(): string;
  /** Resolves when the entry is on the disk. */
  append(type: JournalType, data: unknown): Promise<void>;
  close(): Promise<void>;
}

function lineDigest(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function journalOn(file: AppendFile, clock: Clock, start: { seq: number; head: string }): Journal {
  let { seq, head } = start;
  let queue: Promise<void> = Promise.resolve();
  return {
    path: file.path,
    head: () => head,
    append: (type, data) => {
      // One after the other: the chain would fork otherwise. A failed append leaves the chain where it was.
      const next = queue.then(async () => {
        const entry: JournalEntry = { version: 1, seq, prev: head, at: clock.now().toISOString(), type, data };
        const line = JSON.stringify(entry);
        await file.append(`${line}\n`);
        seq += 1;
        head = lineDigest(line);
      });
      queue = next.catch(() => undefined);
      return next;
    },
    close: () => file.close(),
  };
}

/** @throws Fault `ENV_FILE` when the file exists already, `ENV_DISK_FULL`, `ENV_PERMISSION` */
export async function createJournal(path: string, clock: Clock): Promise<Journal> {
  return journalOn(await openAppendFile(path, true), clock, { seq: 0, head: EMPTY_DIGEST });
}

/**
 * Reads a journal and checks its chain. A last line without a line break is a write that was cut off: it never
 * happened, and is left out.
 * @throws Fault `LEDGER_CORRUPT` naming the line that does not fit
 */
export async function readJournal(
  path: string,
): Promise<{ entries: JournalEntry[]; head: string; wholeBytes: number }> {
  const text = new TextDecoder().decode(await readFileBounded(path, MAX_JOURNAL_BYTES));
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries: JournalEntry[] = [];
  let head = EMPTY_DIGEST;
  for (const [index, line] of whole.split('\n').slice(0, -1).entries()) {
    const entry = parseEntry(line);
    if (!entry || entry.seq !== index || entry.prev !== head) {
      throw new Fault('LEDGER_CORRUPT', `${path}:${index + 1}: this line does not follow from the one before it.`);
    }
    entries.push(entry);
    head = lineDigest(line);
  }
  return { entries, head, wholeBytes: Buffer.byteLength(whole) };
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    return journalEntrySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Goes on with a journal whose process died; a line that was cut off is removed first. */
export async function reopenJournal(
  path: string,
  clock: Clock,
): Promise<{ journal: Journal; entries: JournalEntry[] }> {
  const { entries, head, wholeBytes } = await readJournal(path);
  const file = await openAppendFile(path, false);
  await file.truncate(wholeBytes);
  return { journal: journalOn(file, clock, { seq: entries.length, head }), entries };
}
