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
const LINE_END = 0x0a;
const MAX_JOURNAL_BYTES = 64 * 1024 * 1024;

export interface Journal {
  readonly path: string;
  /** Hex SHA-256 of the last line. */
  head(): string;
  /** Resolves when the entry is on the disk. */
  append(type: JournalType, data: unknown): Promise<void>;
  close(): Promise<void>;
}

function lineDigest(line: string | Uint8Array): string {
  return createHash('sha256').update(line).digest('hex');
}

function journalOn(file: AppendFile, clock: Clock, start: { seq: number; head: string }): Journal {
  let { seq, head } = start;
  let queue: Promise<void> = Promise.resolve();
  let broken: unknown;
  return {
    path: file.path,
    head: () => head,
    append: (type, data) => {
      // One after the other: the chain would fork otherwise. After a failed append it is not known what is in the file,
      // so nothing more is written to it; a later process takes out a line that was cut off.
      const next = queue.then(async () => {
        if (broken !== undefined) throw broken;
        const entry: JournalEntry = { version: 1, seq, prev: head, at: clock.now().toISOString(), type, data };
        const line = JSON.stringify(entry);
        await file.append(`${line}\n`).catch((error: unknown) => {
          broken = error;
          throw error;
        });
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
  const bytes = Buffer.from(await readFileBounded(path, MAX_JOURNAL_BYTES));
  const entries: JournalEntry[] = [];
  let head = EMPTY_DIGEST;
  let from = 0;
  for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
    const line = bytes.subarray(from, end);
    const entry = parseEntry(line);
    if (!entry || entry.seq !== entries.length || entry.prev !== head) {
      const place = `${path}:${entries.length + 1}`;
      throw new Fault('LEDGER_CORRUPT', `${place}: this line does not follow from the one before it.`);
    }
    entries.push(entry);
    head = lineDigest(line);
    from = end + 1;
  }
  return { entries, head, wholeBytes: from };
}

/** Bytes that are no UTF-8, and a mark of byte order, are changes that a lenient reading would not see. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseEntry(line: Uint8Array): JournalEntry | undefined {
  try {
    return journalEntrySchema.parse(JSON.parse(UTF8.decode(line)));
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
