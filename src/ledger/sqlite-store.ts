/**
 * The log in one SQLite file. A rollback journal instead of WAL: the file is whole by itself whenever nobody writes,
 * so it can be copied, archived and read from a read-only medium; `synchronous=EXTRA` (FULL, and the folder too) makes
 * a commit survive a power cut in that mode.
 */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../faults/fault.ts';
import { ensureFolder } from '../host/files.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { Queue } from './queue.ts';
import { sqliteFault } from './sqlite-fault.ts';
import { entrySchema, hashRowSchema, headSchema, nodeRowSchema, searchQuery } from './sqlite-rows.ts';
import { APPLICATION_ID, MIGRATIONS } from './sqlite-schema.ts';
import type { Growth, Head, Search, Store, StoredEntry } from './store.ts';
import type { TreeNode } from './tree.ts';

const BUSY_TIMEOUT_MS = 20_000;
const ENTRY_COLUMNS = 'idx, jws, certificate_id, issued_at, result, kind, profile';

/** One queue per file: two stores of one process must not wait for each other inside SQLite, which blocks both. */
const queues = new Map<string, Queue>();

function queueOf(path: string): Queue {
  const queue = queues.get(path) ?? new Queue();
  queues.set(path, queue);
  return queue;
}

function transaction<T>(database: DatabaseSync, act: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function migrate(database: DatabaseSync, origin: string | null): void {
  const version = () => Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version() > MIGRATIONS.length) {
    throw new Fault('LEDGER_CORRUPT', 'The ledger was made by a newer version of this program.', {
      hint: 'Use that version, or a newer one.',
    });
  }
  if (version() === MIGRATIONS.length) return;
  if (origin === null) throw new Fault('LEDGER_CORRUPT', 'The file is not a ledger.');
  transaction(database, () => {
    const from = version();
    for (const step of MIGRATIONS.slice(from)) database.exec(step);
    if (from === 0) database.prepare('INSERT INTO head VALUES (1, ?, 0, ?)').run(origin, EMPTY_ROOT);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #queue: Queue;

  constructor(database: DatabaseSync, queue: Queue) {
    this.#database = database;
    this.#queue = queue;
  }

  #query<T>(act: (database: DatabaseSync) => T): Promise<T> {
    return this.#queue.run(async () => {
      try {
        return act(this.#database);
      } catch (error) {
        throw sqliteFault(error);
      }
    });
  }

  #head(): Head {
    return headSchema.parse(this.#database.prepare('SELECT origin, size, root FROM head').get());
  }

  #entries(clause: string, ...values: (string | number)[]): StoredEntry[] {
    const rows = this.#database.prepare(`SELECT ${ENTRY_COLUMNS} FROM entry ${clause}`).all(...values);
    return rows.map((row) => entrySchema.parse(row));
  }

  head(): Promise<Head> {
    return this.#query(() => this.#head());
  }

  append(expectedSize: number, { entry, nodes, root }: Growth): Promise<void> {
    return this.#query((database) =>
      transaction(database, () => {
        const { size } = this.#head();
        if (size !== expectedSize) throw new Fault('LEDGER_CONFLICT', 'Somebody else appended to the ledger first.');
        const { index, jws, certificateId, issuedAt, result, kind, profile } = entry;
        database
          .prepare(`INSERT INTO entry (${ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
          .run(index, jws, certificateId, issuedAt, result, kind, profile);
        const insertNode = database.prepare('INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)');
        for (const node of nodes) insertNode.run(node.level, node.index, node.hash);
        database.prepare('UPDATE head SET size = ?, root = ?').run(expectedSize + 1, root);
      }),
    );
  }

  read(index: number): Promise<StoredEntry | null> {
    return this.#query(() => this.#entries('WHERE idx = ?', index)[0] ?? null);
  }

  find(certificateId: string): Promise<StoredEntry | null> {
    return this.#query(() => this.#entries('WHERE certificate_id = ?', certificateId)[0] ?? null);
  }

  search(search: Search): Promise<StoredEntry[]> {
    const { clause, values } = searchQuery(search);
    return this.#query(() => this.#entries(clause, ...values));
  }

  node(level: number, index: number): Promise<Uint8Array | null> {
    return this.#query((database) => {
      const row = database.prepare('SELECT hash FROM node WHERE level = ? AND idx = ?').get(level, index);
      return row === undefined ? null : hashRowSchema.parse(row).hash;
    });
  }

  nodesAfter(level: number, index: number, limit: number): Promise<TreeNode[]> {
    return this.#query((database) =>
      database
        .prepare('SELECT level, idx, hash FROM node WHERE (level, idx) > (?, ?) ORDER BY level, idx LIMIT ?')
        .all(level, index, limit)
        .map((row) => nodeRowSchema.parse(row)),
    );
  }

  entriesFrom(index: number, limit: number): Promise<StoredEntry[]> {
    return this.#query(() => this.#entries('WHERE idx >= ? ORDER BY idx LIMIT ?', index, limit));
  }

  integrity(): Promise<string[]> {
    return this.#query((database) =>
      database
        .prepare('PRAGMA integrity_check(20)')
        .all()
        .map((row) => String(row['integrity_check']))
        .filter((line) => line !== 'ok'),
    );
  }

  exclusively<T>(act: (head: Head) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      try {
        this.#database.exec('BEGIN IMMEDIATE');
        return await act(this.#head());
      } catch (error) {
        throw sqliteFault(error);
      } finally {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      }
    });
  }

  async close(): Promise<void> {
    await this.#queue.run(async () => this.#database.close());
  }
}

/**
 * @param origin the name of the log when the file has to be made; null: it must be there already
 * @throws Fault `ENV_FILE`, `ENV_PERMISSION`, `LEDGER_CORRUPT`, `LEDGER_CONFLICT` (locked by another process)
 */
export async function openSqliteStore(path: string, origin: string | null): Promise<Store> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists && origin === null) throw new Fault('ENV_FILE', `There is no ledger at ${path}.`);
  await ensureFolder(dirname(path));
  const queue = queueOf(resolve(path));
  return queue.run(async () => {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      database.exec('PRAGMA synchronous = EXTRA; PRAGMA trusted_schema = OFF');
      migrate(database, origin);
      return new SqliteStore(database, queue);
    } catch (error) {
      database?.close();
      throw sqliteFault(error);
    }
  });
}
