import { generateKeyPairSync, sign } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { rememberedFile } from '../../src/ledger/remembered.ts';
import { openSqliteStore } from '../../src/ledger/sqlite-store.ts';
import { parseProof, verifyProof } from '../../src/ledger/tlog-proof.ts';
import { stubLeaf } from './stub-leaf.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = {
  kid: 'test',
  publicKey,
  sign: async (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)),
};
const SIZE = 13;
/** Any two differ in more than one byte, so that no single change makes one into another. */
const id = (index: number) => `certificate-${index}-${index}`;
let folder: string;
let whole: string;
const checkpoints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-'));
  whole = join(folder, 'whole.db');
  const ledger = await openLedger(whole, key);
  for (let index = 0; index < SIZE; index += 1) {
    const jws = stubLeaf(id(index), index % 3 === 0 ? 'FAIL' : 'PASS');
    const { proof } = await ledger.append(jws);
    expect(verifyProof(proof, Buffer.from(jws), [publicKey]).index).toBe(index);
    checkpoints.push(parseProof(proof).checkpoint);
  }
  await ledger.close();
});

async function checked(path: string, since: string[] = [], remembered = rememberedFile(path).read()) {
  const store = await openSqliteStore(path, null);
  try {
    return await checkLedger(store, {
      remembered: await remembered,
      since: since.map((note, index) => ({ name: `checkpoint ${index}`, note })),
      keys: [publicKey],
      verifyEntry: async () => undefined,
    });
  } finally {
    await store.close();
  }
}

let copies = 0;
/** The report on a copy of the log that was changed with SQL, behind the program's back. */
async function reportAfter(change: (database: DatabaseSync) => void, since: string[] = []) {
  const path = join(folder, `copy-${copies++}.db`);
  await copyFile(whole, path);
  await copyFile(`${whole}.checkpoint`, `${path}.checkpoint`);
  const database = new DatabaseSync(path);
  change(database);
  database.close();
  const report = await checked(path, since);
  await rm(path);
  return report;
}

describe('ledger check', () => {
  it('finds nothing in a whole log, against every checkpoint it ever gave out', async () => {
    expect(await checked(whole, checkpoints)).toMatchObject({ size: SIZE, unremembered: 0, problems: [] });
  });

  it('finds any changed byte of any column of any row', { timeout: 120_000 }, async () => {
    const columns = [
      ...['jws', 'certificate_id', 'issued_at', 'result', 'kind', 'profile'].map((column) => ['entry', column]),
      ['node', 'hash'],
      ['head', 'root'],
      ['head', 'origin'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...columns),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        async (at, row, byte, mask) => {
          const [table = '', column = ''] = at;
          const report = await reportAfter((database) => {
            const rows = database.prepare(`SELECT * FROM ${table}`).all();
            const chosen = rows[row % rows.length] as Record<string, string | number | Uint8Array>;
            const old = chosen[column] as string | Uint8Array;
            const bytes = Buffer.from(old as string);
            bytes[byte % bytes.length] = (bytes[byte % bytes.length] ?? 0) ^ mask;
            const changed = typeof old === 'string' ? bytes.toString('latin1') : bytes;
            const where =
              table === 'head'
                ? '1'
                : table === 'entry'
                  ? `idx = ${chosen['idx']}`
                  : `level = ${chosen['level']} AND idx = ${chosen['idx']}`;
            database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(changed);
          });
          expect(report.problems).not.toEqual([]);
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each([
    ['a removed row in the middle', 'DELETE FROM entry WHERE idx = 5'],
    ['a removed first row', 'DELETE FROM entry WHERE idx = 0'],
    ['a removed last row', `DELETE FROM entry WHERE idx = ${SIZE - 1}`],
    ['all rows removed', 'DELETE FROM entry'],
    ['a removed hash', 'DELETE FROM node WHERE level = 2 AND idx = 1'],
    ['an extra hash', "INSERT INTO node VALUES (9, 9, x'00')"],
    ['a hash at a negative place', "INSERT INTO node VALUES (-1, 0, x'00')"],
    [
      'an inserted row behind',
      `INSERT INTO entry SELECT ${SIZE}, jws, 'x', issued_at, result, kind, profile FROM entry WHERE idx = 0`,
    ],
    [
      'an inserted row before',
      "INSERT INTO entry SELECT -1, jws, 'x', issued_at, result, kind, profile FROM entry WHERE idx = 0",
    ],
    [
      'two rows exchanged',
      'UPDATE entry SET idx = -7 WHERE idx = 2; UPDATE entry SET idx = 2 WHERE idx = 3; UPDATE entry SET idx = 3 WHERE idx = -7',
    ],
    ['a smaller size', 'UPDATE head SET size = size - 1'],
    ['a larger size', 'UPDATE head SET size = 1000000'],
    ['an impossible size', 'UPDATE head SET size = 9223372036854775807'],
    ['a negative size', 'UPDATE head SET size = -1'],
    ['no head', 'DELETE FROM head'],
    ['no table', 'DROP TABLE node'],
    ['another result in a column', "UPDATE entry SET result = 'PASS' WHERE idx = 0"],
  ])('finds %s', async (_, sql) => {
    expect((await reportAfter((database) => database.exec(sql))).problems).not.toEqual([]);
  });

  it('finds a log that was cut off cleanly, by the remembered checkpoint and by one kept elsewhere', async () => {
    // A shorter log that is perfect in itself: built anew with the same entries.
    const path = join(folder, 'shorter.db');
    const ledger = await openLedger(path, key);
    for (let index = 0; index < SIZE - 1; index += 1) {
      await ledger.append(stubLeaf(id(index), index % 3 === 0 ? 'FAIL' : 'PASS'));
    }
    await ledger.close();
    expect((await checked(path)).problems).toEqual([]);
    const newest = checkpoints.at(-1) as string;
    expect((await checked(path, [newest])).problems).toEqual([expect.stringContaining('cut off')]);
    expect((await checked(path, [], Promise.resolve(newest))).problems).toEqual([expect.stringContaining('cut off')]);
    await copyFile(`${whole}.checkpoint`, `${path}.checkpoint`);
    const again = await openLedger(path, key);
    await expect(again.append(stubLeaf('new'))).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    await again.close();
  });

  it('finds a history that was rewritten with valid hashes', async () => {
    const path = join(folder, 'rewritten.db');
    const ledger = await openLedger(path, key);
    for (let index = 0; index < SIZE + 2; index += 1) await ledger.append(stubLeaf(id(index), 'PASS'));
    await ledger.close();
    const report = await checked(path, checkpoints.slice(3, 4));
    expect(report.problems).toEqual([expect.stringContaining('does not match the log')]);
  });

  it('refuses a checkpoint that is missing, malformed, of another key or of another log', async () => {
    const stranger = generateKeyPairSync('ed25519');
    const elsewhere = join(folder, 'elsewhere.db');
    const other = await openLedger(elsewhere, { ...key, kid: 'other' });
    const foreign = parseProof((await other.append(stubLeaf(id(0), 'FAIL'))).proof).checkpoint;
    await other.close();
    const store = await openSqliteStore(whole, null);
    const problems = async (remembered: string | null, keys = [publicKey]) =>
      (await checkLedger(store, { remembered, since: [], keys, verifyEntry: async () => undefined })).problems;
    const own = checkpoints.at(-1) as string;
    expect(await problems(own)).toEqual([]);
    expect(await problems(null)).toEqual([expect.stringContaining('missing')]);
    expect(await problems('nonsense')).toEqual([expect.stringContaining('malformed')]);
    expect(await problems(own.replace('\n13\n', '\n12\n'))).toEqual([expect.stringContaining('does not match')]);
    expect(await problems(own, [stranger.publicKey])).toEqual([expect.stringContaining('No trusted key')]);
    expect(await problems(foreign)).toEqual([expect.stringContaining('another log')]);
    await store.close();
  });

  it('reports an entry that is not genuine', async () => {
    const store = await openSqliteStore(whole, null);
    const { problems } = await checkLedger(store, {
      remembered: checkpoints.at(-1) as string,
      since: [],
      keys: [publicKey],
      verifyEntry: async (jws) => {
        if (jws === stubLeaf(id(4), 'PASS')) throw new Error('a fake');
      },
    });
    expect(problems).toEqual(['entry 4 is not genuine: a fake']);
    await store.close();
  });
});

describe('ledger', () => {
  it('logs the same certificate once, and refuses another one with its id', async () => {
    const path = join(folder, 'twice.db');
    const ledger = await openLedger(path, key);
    const first = await ledger.append(stubLeaf('one'));
    expect(await ledger.append(stubLeaf('one'))).toEqual(first);
    await expect(ledger.append(stubLeaf('one', 'FAIL'))).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
    expect(await ledger.find('one')).toBe(stubLeaf('one'));
    expect(await ledger.find('two')).toBeNull();
    await ledger.close();
    expect(await checked(path)).toMatchObject({ size: 1, problems: [] });
  });

  it('takes many appends at once in one process, also over two openings of the file', async () => {
    const path = join(folder, 'many.db');
    const ledgers = [await openLedger(path, key), await openLedger(path, key)];
    const receipts = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (ledgers[index % 2] as (typeof ledgers)[0]).append(stubLeaf(`many-${index}`)),
      ),
    );
    expect(new Set(receipts.map(({ index }) => index)).size).toBe(40);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    expect(await checked(path)).toMatchObject({ size: 40, unremembered: 0, problems: [] });
  });

  it('does not go on without its remembered checkpoint', async () => {
    const path = join(folder, 'forgotten.db');
    const ledger = await openLedger(path, key);
    await ledger.append(stubLeaf('one'));
    await writeFile(`${path}.checkpoint`, 'nonsense');
    await expect(ledger.append(stubLeaf('two'))).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    await rm(`${path}.checkpoint`);
    await expect(ledger.append(stubLeaf('two'))).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    await ledger.close();
  });

  it('refuses what is not a certificate', async () => {
    const ledger = await openLedger(join(folder, 'junk.db'), key);
    for (const junk of ['', 'a.b.c', 'a.b', `${stubLeaf('one')}~`, `${stubLeaf('one')}\n`]) {
      await expect(ledger.append(junk)).rejects.toMatchObject({ code: 'CERT_FORMAT' });
    }
    await ledger.close();
  });
});
