import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { claimOf } from '../../src/sampler/claims.ts';
import { KeyedHash } from '../../src/sampler/keyed-hash.ts';
import { drawnPlaces, fixedPlaces, type Window } from '../../src/sampler/places.ts';
import { knowledge } from '../../src/sampler/reader-knowledge.ts';
import { openReader } from '../../src/sampler/reader-open.ts';
import { encodeHello, encodeRequest } from '../../src/sampler/reader-protocol.ts';
import { NODE } from './child-shell.ts';
import { PROGRAM, type ReaderProgram, readerProgram, readerShell, runReader } from './reader-program.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const MIB = 1024 * 1024;
const MEDIUM = 8 * MIB + 1536;
const never = new AbortController().signal;

/** Something of every class in turns: what a processor could get wrong. */
function everything(): Buffer {
  const random = Buffer.from(seededRandom('medium').bytes(MEDIUM));
  const medium = Buffer.from(random);
  for (let at = 0, turn = 0; at < MEDIUM; at += 4096, turn += 1) {
    const block = medium.subarray(at, at + 4096);
    const kind = turn % 8;
    if (kind === 0) block.fill(0);
    else if (kind === 1) block.fill(0xff);
    else if (kind === 2) block.fill(0x5a);
    else if (kind === 3) block.write(`SQLite format 3\0`, 'latin1');
    else if (kind === 4) for (let i = 0; i < block.length; i++) block[i] = (block[i] as number) & 0x3f;
    else if (kind === 5) for (let i = 0; i < block.length; i++) block[i] = (block[i] as number) & 1;
    else if (kind === 6) block.write('There are twenty-four printable bytes here', 100, 'latin1');
  }
  return medium;
}
const content = everything();
const contentOf = ({ offset, length }: Window) => content.subarray(offset, offset + length);
const windows = [...fixedPlaces(MEDIUM), ...drawnPlaces(seedOf('places'), MEDIUM, 65_536, 40)].sort(
  (a, b) => a.offset - b.offset || a.length - b.length,
);

let folder = '';
let image = '';
const programs: ReaderProgram[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reader-stream-'));
  image = join(folder, 'userdata.img');
  writeFileSync(image, content);
  for (const processor of ['x86_64', 'x86', 'arm', 'arm64'] as const) programs.push(await readerProgram(processor));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const { remove } of programs) remove();
});
const programOf = (processor: string) => programs.find((each) => each.processor === processor) as ReaderProgram;

async function readAll(shell: Shell, some: readonly Window[], signal = never) {
  const reader = await openReader(shell, PROGRAM, NODE, seededRandom('nonce'), signal);
  const seen: { window: Window; bytes: Buffer | null }[] = [];
  for await (const { window, bytes } of reader.read(some, signal)) {
    seen.push({ window, bytes: bytes === null ? null : Buffer.from(bytes) });
  }
  return { reader, seen };
}

describe.each(['x86_64', 'x86', 'arm', 'arm64'])('the reader for %s', (processor) => {
  it('gives every window exactly, as bytes and as what they are', async (test) => {
    const program = programOf(processor);
    test.skip(program.command === null, program.why);
    const { reader, seen } = await readAll(readerShell(program, image), windows);
    expect(seen.map(({ window }) => window)).toEqual(windows);
    for (const { window, bytes } of seen) expect(bytes?.equals(contentOf(window))).toBe(true);
    const hash = new KeyedHash(seededRandom('key'));
    const claimed: Window[] = [];
    for await (const { window, blocks } of reader.classify(windows, hash, null, never)) {
      expect(blocks).toEqual(claimOf(contentOf(window), hash, null));
      claimed.push(window);
    }
    expect(claimed).toEqual(windows);
  });

  it('says the same as the one for x86_64, bit for bit', async (test) => {
    const program = programOf(processor);
    test.skip(program.command === null, program.why);
    const hello = encodeHello(seedOf('nonce').subarray(0, 16), seedOf('key').subarray(0, 16), knowledge());
    const places = [
      ...windows,
      { offset: 512, length: 1000 },
      { offset: MEDIUM - 100, length: 4096 },
      { offset: 2 ** 33, length: 4096 },
    ];
    const asked = places.flatMap((place, index) => [
      encodeRequest(2 * index + 1, 'raw', place),
      encodeRequest(2 * index + 2, 'classify', place),
    ]);
    const input = Buffer.concat([hello, ...asked]);
    const one = await runReader(programOf('x86_64'), image, input);
    const other = await runReader(program, image, input);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(other.stdout.length).toBeGreaterThan(5 * MIB);
    expect(other.stdout.equals(one.stdout)).toBe(true);
  });
});

describe('trouble on the medium', () => {
  it('places behind the end are unreadable, never empty, as bytes and as verdicts', async () => {
    const beyond = [0, MEDIUM - 1536, MEDIUM + 8192].map((offset) => ({ offset, length: 4096 }));
    const { reader, seen } = await readAll(readerShell(programOf('x86_64'), image), beyond);
    expect(seen.map(({ bytes }) => bytes === null)).toEqual([false, true, true]);
    const said: boolean[] = [];
    for await (const { blocks } of reader.classify(beyond, new KeyedHash(seededRandom('k')), null, never)) {
      said.push(blocks === null);
    }
    expect(said).toEqual([false, true, true]);
  });

  // The reader's own memory: mapped where the program lies, an input/output error elsewhere.
  it('an input error makes only the windows unreadable that are', async () => {
    const START = 0x20_0000;
    const pages = [-2, -1, 0, 1, 2].map((page) => ({ offset: START + page * 4096, length: 4096 }));
    const { reader, seen } = await readAll(readerShell(programOf('x86_64'), '/proc/self/mem'), pages);
    const readable = new Map(seen.map(({ window, bytes }) => [window.offset - START, bytes !== null]));
    expect(Object.fromEntries(readable)).toEqual({ '-8192': false, '-4096': false, 0: true, 4096: false, 8192: false });
    expect(seen.find(({ bytes }) => bytes !== null)?.bytes?.toString('latin1', 0, 4)).toBe('\x7fELF');
    const known = new Map<number, boolean>();
    for await (const { window, blocks } of reader.classify(pages, new KeyedHash(seededRandom('k')), null, never)) {
      known.set(window.offset - START, blocks !== null);
    }
    expect(known).toEqual(readable);
  });

  it('says whether it reads past the cache', async () => {
    const open = (file: string) =>
      openReader(readerShell(programOf('x86_64'), file), PROGRAM, NODE, seededRandom('n'), never);
    expect((await open(image)).direct).toBe(true);
    // A file of the kernel's own knows no direct reading; then it depends on whether the cache can be dropped.
    expect(typeof (await open('/proc/self/mem')).direct).toBe('boolean');
  });

  it('refuses a node that cannot be opened, and names that are no plain node', async () => {
    const program = programOf('x86_64');
    const shell = readerShell(program, join(folder, 'missing'));
    await expect(openReader(shell, PROGRAM, NODE, seededRandom('n'), never)).rejects.toMatchObject({
      code: 'VERIFY_SHORT_READ',
      message: expect.stringContaining('error 2'),
    });
    for (const node of ['/dev/block/../sda', '/dev/block/a b', '/dev/block/$(x)', '/data/x', '']) {
      const opening = openReader(readerShell(program, image), PROGRAM, node, seededRandom('n'), never);
      await expect(opening).rejects.toMatchObject({ code: 'USAGE_ARGUMENT' });
    }
    for (const path of ['reader', '/data/local/tmp/x; reboot', '/data/local/tmp/wipebench-reader-xyz']) {
      await expect(openReader(shell, path, NODE, seededRandom('n'), never)).rejects.toThrow(RangeError);
    }
  });
});

describe('trouble on the way', () => {
  const some: Window[] = Array.from({ length: 40 }, (_, i) => ({ offset: i * 65_536, length: 4096 }));
  const FRAME = 32 + 4096;
  const READY = 32 + 8;

  it.each([0, 1, READY - 1, READY, READY + 31, READY + 32, READY + 5000, READY + 40 * FRAME - 1])(
    'a stream cut after %i bytes is a fault',
    async (cutAfter) => {
      const program = programOf('x86_64');
      const reader = await openReader(readerShell(program, image), PROGRAM, NODE, seededRandom('n'), never);
      expect(reader.channel).toBe('reader');
      await expect(readAll(readerShell(program, image, { cutAfter }), some)).rejects.toMatchObject({
        code: expect.stringMatching(/^(VERIFY_SHORT_READ|DEVICE_CLOSED)$/),
      });
    },
  );

  it('a stream cut before its exit packet is a fault, though all bytes are there', async () => {
    const program = programOf('x86_64');
    const good = readerShell(program, image);
    const cut = readerShell(program, image, { cutAfter: READY + 40 * FRAME });
    let streams = 0;
    // The trial at opening is whole; the reading is cut.
    const shell: Shell = { ...good, stream: (...args) => (streams++ === 0 ? good : cut).stream(...args) };
    await expect(readAll(shell, some)).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const shell = readerShell(programOf('x86_64'), image);
    const reader = await openReader(shell, PROGRAM, NODE, seededRandom('nonce'), controller.signal);
    const reading = (async () => {
      for await (const _ of reader.read(windows, controller.signal)) controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });

  it('lets go of the stream when the caller loses interest', async () => {
    const shell = readerShell(programOf('x86_64'), image);
    const reader = await openReader(shell, PROGRAM, NODE, seededRandom('nonce'), never);
    let count = 0;
    for await (const _ of reader.read(windows, never)) if (++count === 3) break;
    expect(count).toBe(3);
  });
});
