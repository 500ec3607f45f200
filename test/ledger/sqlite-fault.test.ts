import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { Fault } from '../../src/faults/fault.ts';
import { sqliteFault } from '../../src/ledger/sqlite-fault.ts';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it('maps a full database to a full disk', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE t (b BLOB); PRAGMA max_page_count = 2');
  const full = thrownBy(() => database.exec('INSERT INTO t VALUES (zeroblob(100000))'));
  expect(sqliteFault(full)).toMatchObject({ code: 'ENV_DISK_FULL' });
});

it('maps a broken uniqueness to a conflict', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)');
  expect(sqliteFault(thrownBy(() => database.exec('INSERT INTO t VALUES (1)')))).toMatchObject({
    code: 'LEDGER_CONFLICT',
  });
});

it('maps a missing table to damage', () => {
  const database = new DatabaseSync(':memory:');
  expect(sqliteFault(thrownBy(() => database.exec('SELECT * FROM head')))).toMatchObject({ code: 'LEDGER_CORRUPT' });
});

it('maps an integer that no log can hold to damage, and a mistake of ours to a bug', () => {
  const database = new DatabaseSync(':memory:');
  const read = () => database.prepare('SELECT 9223372036854775807').get();
  expect(sqliteFault(thrownBy(read))).toMatchObject({ code: 'LEDGER_CORRUPT' });
  expect(sqliteFault(new TypeError('mistake'))).toMatchObject({ code: 'BUG_UNEXPECTED' });
});

it('keeps a Fault as it is', () => {
  const fault = new Fault('ENV_FILE', 'text');
  expect(sqliteFault(fault)).toBe(fault);
});
