import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJournal, readJournal, reopenJournal } from '../../src/engine/journal.ts';
import { systemClock } from '../../src/host/clock.ts';
import { mountSmallDisk } from '../host/small-disk.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-journal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function fresh(): string {
  count += 1;
  return join(folder, `${count}.jsonl`);
}

async function written(...notes: unknown[]): Promise<string> {
  const path = fresh();
  const journal = await createJournal(path, systemClock);
  for (const note of notes) await journal.append('note', note);
  await journal.close();
  return path;
}

const corrupt = { code: 'LEDGER_CORRUPT' };

describe('a journal', () => {
  test('is read as it was written, and its head is the digest of its last line', async () => {
    const path = fresh();
    const journal = await createJournal(path, systemClock);
    await journal.append('run-created', { text: 'naïve Ⅱ\n\u0000' });
    await journal.append('note', null);
    const read = await readJournal(path);
    expect(read.entries.map(({ seq, type, data }) => [seq, type, data])).toEqual([
      [0, 'run-created', { text: 'naïve Ⅱ\n\u0000' }],
      [1, 'note', null],
    ]);
    expect(read.head).toBe(journal.head());
    expect(read.entries[1]?.prev).not.toBe(read.entries[0]?.prev);
    await journal.close();
  });

  test('is never begun twice', async () => {
    const path = await written('one');
    await expect(createJournal(path, systemClock)).rejects.toMatchObject({ code: 'ENV_FILE' });
  });

  test('appends of many at once are one chain', async () => {
    const path = fresh();
    const journal = await createJournal(path, systemClock);
    await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append('note', index)));
    await journal.close();
    const { entries } = await readJournal(path);
    expect(entries.map(({ data }) => data)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('goes on after a process that ended', async () => {
    const path = await written('one', 'two');
    const { journal, entries } = await reopenJournal(path, systemClock);
    expect(entries).toHaveLength(2);
    await journal.append('note', 'three');
    await journal.close();
    expect((await readJournal(path)).entries.map(({ data }) => data)).toEqual(['one', 'two', 'three']);
  });

  test('that is empty or missing', async () => {
    const path = fresh();
    await expect(readJournal(path)).rejects.toMatchObject({ code: 'ENV_FILE' });
    await writeFile(path, '');
    expect(await readJournal(path)).toMatchObject({ entries: [], wholeBytes: 0 });
  });
});

describe('what somebody changed', () => {
  test('a changed, removed, doubled or moved line is noticed', async () => {
    const path = await written('a', 'b', 'c', 'd', 'e');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const last = lines.length - 1;
    const change = fc.oneof(
      fc.record({ kind: fc.constant('flip' as const), at: fc.nat(last - 1), bit: fc.nat(7), place: fc.nat() }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(last - 1) }),
      fc.record({ kind: fc.constant('double' as const), at: fc.nat(last) }),
      fc.record({ kind: fc.constant('swap' as const), at: fc.nat(last - 1) }),
    );
    await fc.assert(
      fc.asyncProperty(change, async (one) => {
        const bytes = lines.map((line) => Buffer.from(line));
        const here = bytes[one.at] ?? Buffer.alloc(0);
        if (one.kind === 'flip')
          here.writeUInt8(here.readUInt8(one.place % here.length) ^ (1 << one.bit), one.place % here.length);
        if (one.kind === 'remove') bytes.splice(one.at, 1);
        if (one.kind === 'double') bytes.splice(one.at, 0, here);
        if (one.kind === 'swap') bytes.splice(one.at, 2, bytes[one.at + 1] ?? here, here);
        const changed = join(folder, 'changed.jsonl');
        await writeFile(changed, Buffer.concat(bytes.flatMap((line) => [line, Buffer.from('\n')])));
        await expect(readJournal(changed)).rejects.toMatchObject(corrupt);
        await expect(reopenJournal(changed, systemClock)).rejects.toMatchObject(corrupt);
      }),
      { numRuns: 60 },
    );
  });

  test.each<[string, (text: string) => string | Uint8Array]>([
    ['an empty line', (text) => text.replace('\n', '\n\n')],
    ['a mark of byte order before it', (text) => `\ufeff${text}`],
    ['CR LF', (text) => text.replaceAll('\n', '\r\n')],
    ['another version', (text) => text.replace('"version":1', '"version":2')],
    ['a member too many', (text) => text.replace('"version":1', '"version":1,"more":1')],
    [
      'bytes that are no UTF-8 in the last line',
      (text) => {
        const bytes = Buffer.from(text);
        bytes.writeUInt8(0xff, bytes.lastIndexOf('z'));
        return bytes;
      },
    ],
  ])('%s', async (_what, change) => {
    const path = await written('one', 'z');
    await writeFile(path, change(await readFile(path, 'utf8')));
    await expect(readJournal(path)).rejects.toMatchObject(corrupt);
  });

  test('the Fault names the file and the line', async () => {
    const path = await written('one', 'two', 'three');
    await writeFile(path, (await readFile(path, 'utf8')).replace('two', 'TWO'));
    await expect(readJournal(path)).rejects.toThrow(`${path}:3:`);
  });
});

describe('a write that was cut off', () => {
  test('wherever it was cut, it never happened, and the journal goes on', async () => {
    const path = await written('one Ⅱ', 'two Ⅱ');
    const bytes = await readFile(path);
    const firstLine = bytes.indexOf('\n') + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: firstLine, max: bytes.length - 1 }), async (length) => {
        const cut = join(folder, 'cut.jsonl');
        await writeFile(cut, bytes);
        await truncate(cut, length);
        expect((await readJournal(cut)).entries.map(({ data }) => data)).toEqual(['one Ⅱ']);
        const { journal } = await reopenJournal(cut, systemClock);
        await journal.append('note', 'again');
        await journal.close();
        expect((await readJournal(cut)).entries.map(({ data }) => data)).toEqual(['one Ⅱ', 'again']);
      }),
      { numRuns: 40 },
    );
  });

  test('zeros at the end, as file systems leave them after a crash', async () => {
    const path = await written('one');
    await appendFile(path, new Uint8Array(4096));
    const { journal, entries } = await reopenJournal(path, systemClock);
    expect(entries).toHaveLength(1);
    await journal.append('note', 'two');
    await journal.close();
    expect((await readJournal(path)).entries).toHaveLength(2);
  });
});

describe('a full disk', () => {
  test('ends the journal: nothing is written behind a line that may be half there', async ({ skip }) => {
    const disk = mountSmallDisk(64);
    skip(disk === undefined, 'only root may mount a small disk');
    const place = disk?.folder ?? '';
    try {
      const path = join(place, 'run.jsonl');
      const ballast = join(place, 'ballast');
      const journal = await createJournal(path, systemClock);
      await journal.append('note', 'one');
      await writeFile(ballast, new Uint8Array(40 * 1024));
      await expect(journal.append('note', 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'ENV_DISK_FULL' });
      await rm(ballast);
      await expect(journal.append('note', 'two')).rejects.toMatchObject({ code: 'ENV_DISK_FULL' });
      await journal.close();
      expect((await readJournal(path)).entries.map(({ data }) => data)).toEqual(['one']);
      const again = await reopenJournal(path, systemClock);
      await again.journal.append('note', 'three');
      await again.journal.close();
      expect((await readJournal(path)).entries.map(({ data }) => data)).toEqual(['one', 'three']);
    } finally {
      disk?.unmount();
    }
  });
});
