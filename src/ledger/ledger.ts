/** The log as the rest of the program sees it: append a certificate, get a receipt that proves it. */
import { Fault } from '../faults/fault.ts';
import { ledgerOrigin, openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { leafFields } from './leaf-fields.ts';
import { Queue } from './queue.ts';
import { assertContinues, type Remembered, rememberedFile } from './remembered.ts';
import type { NoteKey } from './signed-note.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Head, Store, StoredEntry } from './store.ts';
import { proofText } from './tlog-proof.ts';
import { grow, inclusionPath, type ReadNode } from './tree.ts';

export interface LedgerKey extends NoteKey {
  readonly kid: string;
}

export interface Receipt {
  readonly index: number;
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  /** Text of the `.proof` file. */
  readonly proof: string;
}

export interface Ledger {
  /**
   * Logs the signed part of a certificate, once: the same bytes again give a receipt for the entry that is there. When
   * the promise resolves, the entry is on the disk and the checkpoint that covers it is signed and remembered.
   * @throws Fault `LEDGER_CONFLICT` (another certificate has this id), `LEDGER_CORRUPT`, `ENV_DISK_FULL`, `CERT_FORMAT`
   */
  append(jws: string): Promise<Receipt>;
  /** The signed part that was logged under this certificate id, or null. */
  find(certificateId: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Other processes may win the race for the next index this often before we say so. */
const MAX_TRIES = 1000;

export function nodeReader(store: Store): ReadNode {
  return async (level, index) => {
    const hash = await store.node(level, index);
    if (hash === null) throw new Fault('LEDGER_CORRUPT', `The ledger lacks the node ${level}/${index}.`);
    return hash;
  };
}

async function insert(store: Store, remembered: Remembered, jws: string): Promise<StoredEntry> {
  const fields = leafFields(jws);
  const read = nodeReader(store);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const present = await store.find(fields.certificateId);
    if (present?.jws === jws) return present;
    if (present) throw new Fault('LEDGER_CONFLICT', 'Another certificate with this id is in the ledger.');
    const note = await remembered.read();
    const head = await store.head();
    await assertContinues(note, head, read);
    const entry = { ...fields, index: head.size, jws };
    try {
      await store.append(head.size, { entry, ...(await grow(head.size, Buffer.from(jws, 'ascii'), read)) });
      return entry;
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'LEDGER_CONFLICT') throw error;
    }
  }
  throw new Fault('LEDGER_CONFLICT', 'Other processes append to the ledger without a pause.');
}

/** Remembers the checkpoint unless a newer one is remembered already; other processes wait meanwhile. */
async function remember(store: Store, remembered: Remembered, note: string, size: number): Promise<void> {
  await store.exclusively(async () => {
    const known = await remembered.read();
    if (known === null || openCheckpoint(known).size < size) await remembered.write(note);
  });
}

async function receiptFor(store: Store, remembered: Remembered, key: NoteKey, index: number): Promise<Receipt> {
  const head: Head = await store.head();
  const note = await signCheckpoint(head, key);
  await remember(store, remembered, note, head.size);
  const hashes = await inclusionPath(index, head.size, nodeReader(store));
  return {
    index,
    size: head.size,
    root: Buffer.from(head.root).toString('hex'),
    proof: proofText({ index, hashes, checkpoint: note }),
  };
}

export function ledgerOver(store: Store, remembered: Remembered, key: NoteKey): Ledger {
  const queue = new Queue();
  return {
    append: (jws) =>
      queue.run(async () => {
        const { index } = await insert(store, remembered, jws);
        return receiptFor(store, remembered, key, index);
      }),
    find: async (certificateId) => (await store.find(certificateId))?.jws ?? null,
    close: () => queue.run(() => store.close()),
  };
}

/**
 * Opens the ledger in an SQLite file, and begins one when there is none. The key of a station also signs its log: JWS
 * input never holds a line end and a note always ends in one, so no signature can pass for the other kind.
 * @throws Fault `ENV_*`, `LEDGER_CORRUPT`, `LEDGER_CONFLICT`
 */
export async function openLedger(path: string, key: LedgerKey): Promise<Ledger> {
  const store = await openSqliteStore(path, ledgerOrigin(key.kid));
  const remembered = rememberedFile(path);
  try {
    await store.exclusively(async (head) => {
      // Only an empty log may be without: later a missing checkpoint means that somebody took it away.
      if (head.size === 0 && (await remembered.read()) === null)
        await remembered.write(await signCheckpoint(head, key));
    });
  } catch (error) {
    await store.close();
    throw error;
  }
  return ledgerOver(store, remembered, key);
}
