/** Reads documents out of the ledger. It holds no disclosures, so what can be withheld is withheld here. */
import { type OpenDocument, openDocumentUnchecked } from '../certificate/any-document.ts';
import type { OpenQcRecord } from '../certificate/qc-document.ts';
import type { OpenValidation } from '../certificate/validation-document.ts';
import { openSqliteStore } from '../ledger/sqlite-store.ts';
import type { Store } from '../ledger/store.ts';

const PAGE = 500;

/** @throws Fault `ENV_FILE` when there is none */
export async function withLedgerStore<T>(path: string, act: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore(path, null);
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}

/** The entries 0 to `size` - 1, in order. */
export async function* loggedDocuments(
  store: Store,
  size: number,
): AsyncGenerator<{ readonly index: number; readonly document: OpenDocument }> {
  for (let from = 0; from < size; from += PAGE) {
    for (const { index, jws } of await store.entriesFrom(from, Math.min(PAGE, size - from))) {
      yield { index, document: openDocumentUnchecked(`${jws}~`) };
    }
  }
}

/** All documents that stand in the ledger with this word for their result, newest first. */
async function documentsOf(store: Store, result: string): Promise<OpenDocument[]> {
  const found: OpenDocument[] = [];
  for (let before: number | undefined; ; ) {
    const page = await store.search({ result, limit: PAGE, ...(before === undefined ? {} : { before }) });
    found.push(...page.map(({ jws }) => openDocumentUnchecked(`${jws}~`)));
    const last = page.at(-1);
    if (last === undefined) return found;
    before = last.index;
  }
}

export async function loggedQcRecords(store: Store): Promise<OpenQcRecord[]> {
  const results = ['QC-CLEAN', 'QC-FOUND', 'QC-NOT-CHECKED'];
  const documents = (await Promise.all(results.map((result) => documentsOf(store, result)))).flat();
  return documents.filter((document) => document.kind === 'qc-record');
}

export async function loggedRejections(store: Store): Promise<OpenValidation[]> {
  return (await documentsOf(store, 'REJECTED')).filter((document) => document.kind === 'validation-decision');
}
