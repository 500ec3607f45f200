/** Recomputes the whole log from its entries and says everything that does not fit. */
import type { KeyObject } from 'node:crypto';
import { asFault, Fault } from '../faults/fault.ts';
import { canonicalJson } from '../host/canonical-json.ts';
import { openCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { leafFields } from './leaf-fields.ts';
import { sameHash } from './merkle.ts';
import { disagreement } from './remembered.ts';
import type { Head, Store, StoredEntry } from './store.ts';
import { grow, type ReadNode, rootOf, type TreeNode } from './tree.ts';

export interface CheckOptions {
  /** The signed note beside the database; null when it is missing. */
  readonly remembered: string | null;
  /** Checkpoints kept elsewhere: signed notes with the names of their files. */
  readonly since: readonly { readonly name: string; readonly note: string }[];
  readonly keys: readonly KeyObject[];
  /** Throws when the signed part of a certificate is not genuine. */
  readonly verifyEntry: (jws: string) => Promise<unknown>;
}

export interface CheckReport {
  readonly size: number;
  /** Lower-case hex, recomputed. */
  readonly root: string;
  /** Entries that came after the remembered checkpoint: an append that was interrupted. */
  readonly unremembered: number;
  readonly problems: readonly string[];
}

const PAGE = 500;
const MAX_PROBLEMS = 100;

class Recomputed {
  readonly #nodes = new Map<string, Uint8Array>();
  size = 0;

  readonly read: ReadNode = async (level, index) => {
    const hash = this.#nodes.get(`${level}/${index}`);
    if (hash === undefined) throw new Fault('LEDGER_CORRUPT', `The node ${level}/${index} cannot be computed.`);
    return hash;
  };

  async add(jws: string): Promise<void> {
    const { nodes } = await grow(this.size, Buffer.from(jws, 'utf8'), this.read);
    for (const node of nodes) this.#nodes.set(`${node.level}/${node.index}`, node.hash);
    this.size += 1;
  }

  get count(): number {
    return this.#nodes.size;
  }

  fits(node: TreeNode): boolean {
    const own = this.#nodes.get(`${node.level}/${node.index}`);
    return own !== undefined && sameHash(own, node.hash);
  }
}

async function entryProblems(entry: StoredEntry, verify: CheckOptions['verifyEntry']): Promise<string[]> {
  const { index, jws, ...fields } = entry;
  try {
    await verify(jws);
    const same = canonicalJson(leafFields(jws)) === canonicalJson(fields);
    return same ? [] : [`entry ${index} says in its columns something else than its certificate`];
  } catch (error) {
    return [`entry ${index} is not genuine: ${asFault(error).message}`];
  }
}

/** Adds the entries that are there and not in the tree yet. */
async function readEntries(store: Store, options: CheckOptions, tree: Recomputed, problems: string[]): Promise<void> {
  let from = tree.size === 0 ? Number.MIN_SAFE_INTEGER : tree.size;
  for (;;) {
    const page = await store.entriesFrom(from, PAGE);
    for (const entry of page) {
      if (entry.index !== tree.size) problems.push(`entry ${tree.size} is missing, or entry ${entry.index} is extra`);
      problems.push(...(await entryProblems(entry, options.verifyEntry)));
      await tree.add(entry.jws);
      if (problems.length > MAX_PROBLEMS) return;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    from = last.index + 1;
  }
}

/** Others may append meanwhile: the head is read after the entries, and the entries again when it is ahead. */
async function readLog(store: Store, options: CheckOptions, tree: Recomputed, problems: string[]): Promise<Head> {
  for (;;) {
    const before = tree.size;
    await readEntries(store, options, tree, problems);
    const head = await store.head();
    if (head.size <= tree.size || tree.size === before || problems.length > 0) return head;
  }
}

async function nodeProblems(store: Store, tree: Recomputed, problems: string[]): Promise<void> {
  let [level, index, count, outside] = [Number.MIN_SAFE_INTEGER, 0, 0, 0];
  for (;;) {
    const page = await store.nodesAfter(level, index, PAGE);
    for (const node of page) {
      if ((node.index + 1) * 2 ** node.level > tree.size) outside += 1;
      else if (tree.fits(node)) count += 1;
      else problems.push(`the stored hash ${node.level}/${node.index} is wrong`);
      if (problems.length > MAX_PROBLEMS) return;
    }
    const last = page.at(-1);
    if (last === undefined) break;
    [level, index] = [last.level, last.index];
  }
  if (count !== tree.count) problems.push(`${tree.count} hashes should be stored, and ${count} good ones are`);
  // Hashes beyond the tree are in order only when somebody appended while we were reading.
  if (outside > 0 && (await store.head()).size === tree.size)
    problems.push(`${outside} stored hashes belong to nothing`);
}

async function checkpointProblems(head: Head, tree: Recomputed, options: CheckOptions, problems: string[]) {
  const notes = [
    ...(options.remembered === null ? [] : [{ name: 'the remembered checkpoint', note: options.remembered }]),
    ...options.since,
  ];
  if (options.remembered === null) problems.push('the remembered checkpoint is missing');
  for (const { name, note } of notes) {
    try {
      const trouble = await disagreement(verifyCheckpoint(note, options.keys), head, tree.read, name);
      if (trouble) problems.push(trouble);
    } catch (error) {
      problems.push(`${name}: ${asFault(error).message}`);
    }
  }
}

function rememberedSize(note: string | null): number {
  try {
    return note === null ? 0 : openCheckpoint(note).size;
  } catch {
    // A malformed checkpoint does not verify either, so it is among the problems already.
    return 0;
  }
}

/** Never stops at the first trouble; damage of any kind is a problem in the report and not an exception. */
export async function checkLedger(store: Store, options: CheckOptions): Promise<CheckReport> {
  const problems: string[] = [];
  const tree = new Recomputed();
  let root = await rootOf(0, tree.read);
  try {
    problems.push(...(await store.integrity()).map((line) => `the database is damaged: ${line}`));
    const head = await readLog(store, options, tree, problems);
    root = await rootOf(tree.size, tree.read);
    if (head.size !== tree.size || !sameHash(head.root, root)) {
      problems.push('the stored size or root of the log is wrong');
    }
    await nodeProblems(store, tree, problems);
    await checkpointProblems({ ...head, size: tree.size, root }, tree, options, problems);
  } catch (error) {
    problems.push(asFault(error).message);
  }
  return {
    size: tree.size,
    root: Buffer.from(root).toString('hex'),
    unremembered: Math.max(0, tree.size - rememberedSize(options.remembered)),
    problems: problems.slice(0, MAX_PROBLEMS),
  };
}
