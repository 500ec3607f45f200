/**
 * Tables of the SQLite store, one migration per version (`user_version`). STRICT tables keep types honest. A later
 * version may add keyed digests of identifiers; clear identifiers never come in.
 */
export const APPLICATION_ID = 0x77_69_70_65;

export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE head (
     only INTEGER PRIMARY KEY CHECK (only = 1), origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL
   ) STRICT;
   CREATE TABLE entry (
     idx INTEGER PRIMARY KEY, jws TEXT NOT NULL, certificate_id TEXT NOT NULL UNIQUE, issued_at TEXT NOT NULL,
     result TEXT NOT NULL, kind TEXT NOT NULL, profile TEXT NOT NULL
   ) STRICT;
   CREATE INDEX entry_by_time ON entry (issued_at);
   CREATE TABLE node (
     level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)
   ) STRICT, WITHOUT ROWID;`,
];
