/** Where the log is kept. Every kind of store passes `test/ledger/store-contract.ts`. */
import type { TreeNode } from './tree.ts';

/** Fields to search by; no identifier of a phone or a person among them. */
export interface EntryFields {
  readonly certificateId: string;
  readonly issuedAt: string;
  readonly result: string;
  readonly kind: string;
  readonly profile: string;
}

export interface StoredEntry extends EntryFields {
  readonly index: number;
  /** The leaf data: the signed part of the certificate, in ASCII. */
  readonly jws: string;
}

export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Growth {
  readonly entry: StoredEntry;
  /** The nodes that become complete with this entry. */
  readonly nodes: readonly TreeNode[];
  readonly root: Uint8Array;
}

export interface Search extends Partial<Omit<EntryFields, 'issuedAt'>> {
  /** ISO 8601, inclusive. */
  readonly since?: string;
  /** ISO 8601, exclusive. */
  readonly until?: string;
  /** Only entries below this index: the next page. */
  readonly before?: number;
  /** At most 1000; default 100. */
  readonly limit?: number;
}

export interface Store {
  head(): Promise<Head>;
  /**
   * Entry, nodes and root go in together or not at all, and are on the disk when the promise resolves.
   * @throws Fault `LEDGER_CONFLICT` when the size is not `expectedSize` or the certificate id is logged already,
   * `ENV_DISK_FULL`, `LEDGER_CORRUPT`
   */
  append(expectedSize: number, growth: Growth): Promise<void>;
  read(index: number): Promise<StoredEntry | null>;
  find(certificateId: string): Promise<StoredEntry | null>;
  /** Newest first. */
  search(search: Search): Promise<StoredEntry[]>;
  node(level: number, index: number): Promise<Uint8Array | null>;
  /** Stored nodes by level and index, after the given one. For checking. */
  nodesAfter(level: number, index: number, limit: number): Promise<TreeNode[]>;
  /** Entries by index from the given one, whatever their index. For checking. */
  entriesFrom(index: number, limit: number): Promise<StoredEntry[]>;
  /** Trouble with the store's own structure, in words; empty when there is none. */
  integrity(): Promise<string[]>;
  /** Runs `act` while no other process changes the log. */
  exclusively<T>(act: (head: Head) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
