/** Journals of runs that have no certificate yet. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../engine/journal.ts';
import { type Interrupted, interruptedRun } from '../engine/resume.ts';
import { asFault, Fault } from '../faults/fault.ts';
import { fileFault } from '../host/files.ts';
import { plainText } from '../report/terminal-text.ts';

export interface Unfinished {
  readonly path: string;
  readonly run: Interrupted;
}

async function unfinishedAt(path: string): Promise<Unfinished[]> {
  try {
    const run = interruptedRun((await readJournal(path)).entries);
    // A run that ended before it erased anything has nothing to certify, and nothing to go on with.
    const open = run && !run.certified && !(run.ended && !run.touched);
    return open ? [{ path, run }] : [];
  } catch (error) {
    throw new Fault('LEDGER_CORRUPT', asFault(error).message, { cause: error });
  }
}

export async function unfinishedRuns(folder: string): Promise<Unfinished[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw fileFault(error, folder);
  }
  const journals = names.filter((name) => name.endsWith('.jsonl')).sort();
  return (await Promise.all(journals.map((name) => unfinishedAt(join(folder, name))))).flat();
}

/**
 * The one that is meant: by run id (its beginning is enough), or the only one there is.
 * @throws Fault `USAGE_ARGUMENT` with the list, `DEVICE_NONE` when there is none
 */
export function chooseRun(runs: readonly Unfinished[], name: string | undefined): Unfinished {
  const list = runs.map(({ run }) => `${run.runId}  ${plainText(run.plan.target.seat)}  begun ${run.startedAt}`);
  const meant = name === undefined ? runs : runs.filter(({ run }) => run.runId.startsWith(name));
  const [only, ...others] = meant;
  if (!only) {
    if (runs.length === 0) throw new Fault('DEVICE_NONE', 'No run was interrupted; there is nothing to resume.');
    throw new Fault('USAGE_ARGUMENT', `No interrupted run is called ${name}.\n${list.join('\n')}`);
  }
  if (others.length > 0) throw new Fault('USAGE_ARGUMENT', `Say which run:\n${list.join('\n')}`);
  return only;
}
