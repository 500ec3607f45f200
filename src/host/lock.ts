/**
 * A lock between processes that the system takes back when its holder dies. Node has no flock(2), and a file with a
 * process id goes stale; an open exclusive transaction of SQLite is a POSIX lock (sqlite.org/lockingv3.html).
 */
import { DatabaseSync } from 'node:sqlite';
import { fileFault } from './files.ts';

export interface Lock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** @returns undefined when another process holds it. @throws Fault `ENV_FILE`, `ENV_PERMISSION`, `ENV_DISK_FULL` */
export function tryLock(path: string): Lock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw fileFault(error, path);
  }
  const held = database;
  return { release: () => held.close() };
}
