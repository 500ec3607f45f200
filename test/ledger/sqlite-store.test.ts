import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/ledger/sqlite-store.ts';
import { describeStore } from './store-contract.ts';

describeStore('SQLite', (folder) => openSqliteStore(join(folder, 'ledger.db'), 'test-log'));

describe('SQLite file', () => {
  const place = async () => join(await mkdtemp(join(tmpdir(), 'sqlite-')), 'ledger.db');

  it('is not made when nobody asked for a new log', async () => {
    await expect(openSqliteStore(await place(), null)).rejects.toMatchObject({ code: 'ENV_FILE' });
  });

  it('is refused when it is something else', async () => {
    const path = await place();
    await writeFile(path, 'this is a text, and a text is not a database '.repeat(50));
    await expect(openSqliteStore(path, 'test-log')).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
  });

  it('is refused when a newer version made it', async () => {
    const path = await place();
    await (await openSqliteStore(path, 'test-log')).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(openSqliteStore(path, 'test-log')).rejects.toMatchObject({
      code: 'LEDGER_CORRUPT',
      message: expect.stringContaining('newer'),
    });
  });
});
