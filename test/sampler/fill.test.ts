/** Writing over a medium and comparing it: with the real shells and dd programs of this machine, and with spoiled ones. */
import { createCipheriv } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ddBytes } from '../../src/decide/dd-count.ts';
import type { Shell, ShellStream } from '../../src/drivers/driver.ts';
import { Fault } from '../../src/faults/fault.ts';
import { systemClock } from '../../src/host/clock.ts';
import { systemRandom } from '../../src/host/random.ts';
import { readBack } from '../../src/sampler/fill-read-back.ts';
import { type Fill, makeFill } from '../../src/sampler/fill-stream.ts';
import { writeOver } from '../../src/sampler/fill-write.ts';
import { drawSeed, fixedPlaces } from '../../src/sampler/places.ts';
import { sampleAfter, takeBaseline } from '../../src/sampler/sample.ts';
import { childShell, installed, NODE } from './child-shell.ts';
import { memoryReader } from './memory-reader.ts';
import { seededRandom } from './seeded-random.ts';

const MIB = 1024 * 1024;
const never = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-fill-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('what dd says', () => {
  it.each<[string, number | undefined]>([
    ['1+0 records in\n1+0 records out\n4096 bytes (4.1 kB, 4.0 KiB) copied, 3.1e-05 s, 133 MB/s\n', 4096],
    ['48+0 records in\n48+0 records out\n50331648 bytes (48 M) copied, 0.5 s, 96 M/s\n', 50_331_648],
    [
      '768+0 records in\n768+0 records out\n50331648 bytes transferred in 0.524 secs (96052763 bytes/sec)\n',
      50_331_648,
    ],
    ['768+0 records in\n768+0 records out\n', undefined],
    ['', undefined],
    ['1 bytes copied\n2 bytes copied\n', undefined],
    ['99999999999999999999 bytes copied\n', undefined],
    ['x 4096 bytes copied\n', undefined],
  ])('%j', (text, bytes) => expect(ddBytes(text)).toBe(bytes));
});

describe('the stream', () => {
  it('is AES-256 in counter mode from the first byte, wherever it is asked for', () => {
    const fill = makeFill('stream', NODE, 3 * MIB, seededRandom('stream'));
    const key = seededRandom('stream').bytes(32);
    const whole = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(3 * MIB));
    fc.assert(
      fc.property(fc.nat(3 * MIB - 1), fc.nat(9000), (offset, length) => {
        const piece = fill.piece(offset, Math.min(length, 3 * MIB - offset));
        expect(Buffer.compare(piece, whole.subarray(offset, offset + piece.length))).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('has no two equal blocks, even far beyond 4 GiB', () => {
    const fill = makeFill('stream', NODE, 2 ** 45, systemRandom);
    const offsets = [0, 4096, 2 ** 32, 2 ** 36, 2 ** 44, 2 ** 44 + 4096];
    const pieces = offsets.map((offset) => Buffer.from(fill.piece(offset, 4096)).toString('hex'));
    expect(new Set(pieces).size).toBe(offsets.length);
  });

  it('is gone with its key', () => {
    const fill = makeFill('stream', NODE, MIB, systemRandom);
    fill.destroy();
    expect(() => fill.piece(0, 16)).toThrow(Fault);
  });
});

const SHELLS = [['busybox', 'sh'], ['mksh'], ['dash'], ['bash']].filter(([program]) => installed(program as string));

async function medium(bytes: number, content?: Uint8Array): Promise<string> {
  const file = join(folder, 'medium');
  await writeFile(file, content ?? new Uint8Array(0));
  await truncate(file, bytes);
  return file;
}

const options = (change: Partial<Parameters<typeof writeOver>[1]> = {}) => ({
  kind: 'stream' as const,
  node: NODE,
  random: systemRandom,
  signal: never,
  onProgress: () => undefined,
  ...change,
});

describe('writing', () => {
  it('there are shells to try', () => expect(SHELLS.length).toBeGreaterThan(1));

  it.each(SHELLS)('%s %s writes every byte, and no more', async (...program) => {
    const bytes = 5 * MIB + 3 * 4096 + 512;
    const file = await medium(bytes);
    const shell = childShell({ program: program.filter(Boolean), node: NODE, file });
    const progress: number[] = [];
    const fill = await writeOver(shell, options({ onProgress: ({ done }) => progress.push(done) }));
    const written = await readFile(file);
    expect(written.length).toBe(bytes);
    expect(Buffer.compare(written, fill.piece(0, bytes))).toBe(0);
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(bytes);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('zeros are zeros', async () => {
    const file = await medium(2 * MIB, systemRandom.bytes(2 * MIB));
    const shell = childShell({ program: ['sh'], node: NODE, file });
    await writeOver(shell, options({ kind: 'zero' }));
    expect((await readFile(file)).every((byte) => byte === 0)).toBe(true);
  });

  it('a node that cannot be written to is refused before anything is sent', async () => {
    const file = await medium(MIB);
    const shell = childShell({ program: ['sh'], node: NODE, file });
    const refusing: Shell = {
      ...shell,
      run: (command, signal) =>
        command.includes('of=') ? Promise.resolve({ exitCode: 1, stdout: '', stderr: '' }) : shell.run(command, signal),
    };
    await expect(writeOver(refusing, options())).rejects.toMatchObject({ code: 'DEVICE_REFUSED', touched: false });
    expect((await readFile(file)).every((byte) => byte === 0)).toBe(true);
  });

  /** A shell that says what it is told about the medium, and behaves on writing as the test wants. */
  function played(stream: () => Partial<ShellStream>, bytes = 4 * MIB): Shell {
    const run = async (command: string) => ({
      exitCode: 0,
      stdout: command.startsWith('blockdev') ? `${bytes}\n` : 'ok\n',
      stderr: '',
    });
    const nothing = (async function* (): AsyncGenerator<Uint8Array> {})();
    return {
      run,
      stream: async () => ({
        stdout: nothing,
        write: async () => undefined,
        end: async () => undefined,
        exit: Promise.resolve({ exitCode: 0, stderr: '' }),
        close: () => undefined,
        ...stream(),
      }),
    };
  }

  /** Standard output that ends when the test says so. */
  function until(gate: Promise<unknown>): AsyncGenerator<Uint8Array> {
    return (async function* () {
      await gate;
      yield new Uint8Array(0);
    })();
  }

  it('a device that is full before its end is a fault, and the phone counts as touched', async () => {
    const full = Promise.withResolvers<void>();
    let writes = 0;
    const shell = played(() => ({
      stdout: until(full.promise),
      exit: full.promise.then(() => ({ exitCode: 1, stderr: 'dd: No space left on device' })),
      write: () => {
        writes += 1;
        if (writes === 3) full.resolve();
        return writes < 3 ? Promise.resolve() : new Promise(() => undefined);
      },
    }));
    await expect(writeOver(shell, options())).rejects.toMatchObject({
      code: 'WIPE_STEP_FAILED',
      touched: true,
      message: expect.stringContaining(`after ${2 * MIB} bytes`),
    });
  });

  it('a program that ends well before all was written did not write all', async () => {
    await expect(
      writeOver(
        played(() => ({ write: () => new Promise(() => undefined) })),
        options(),
      ),
    ).rejects.toMatchObject({
      code: 'WIPE_STEP_FAILED',
      touched: true,
    });
  });

  it.each([
    ['a program that fails at its end', { exit: Promise.resolve({ exitCode: 5, stderr: '' }) }, 'WIPE_STEP_FAILED'],
    [
      'a program that counted fewer bytes',
      { exit: Promise.resolve({ exitCode: 0, stderr: '4096 bytes copied' }) },
      'WIPE_NOT_OBSERVED',
    ],
    ['a connection that breaks', { write: () => Promise.reject(new Fault('DEVICE_CLOSED', 'x')) }, 'DEVICE_CLOSED'],
  ])(
    '%s',
    async (_name, change, code) => {
      const gate = Promise.withResolvers<void>();
      const end = async () => gate.resolve();
      const shell = played(() => ({ stdout: until(gate.promise), end, ...change }));
      await expect(writeOver(shell, options())).rejects.toMatchObject({ code, touched: true });
    },
    10_000,
  );

  it('a phone that takes no more is given up', async () => {
    const shell = played(() => ({
      stdout: until(new Promise(() => undefined)),
      write: () => new Promise(() => undefined),
    }));
    await expect(writeOver(shell, options({ stallMs: 30 }))).rejects.toMatchObject({
      code: 'DEVICE_TIMEOUT',
      touched: true,
    });
  });

  it('the limit of time ends it with its own reason', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const shell = played(() => ({
      stdout: until(closed.promise.then(() => Promise.reject(new Fault('DEVICE_CLOSED', 'x')))),
      write: () => new Promise(() => undefined),
      close: () => closed.resolve(),
    }));
    const writing = writeOver(shell, options({ signal: stop.signal }));
    setTimeout(() => stop.abort(new Fault('DEVICE_TIMEOUT', 'too long')), 20);
    await expect(writing).rejects.toMatchObject({ message: 'too long' });
  });
});

describe('comparing', () => {
  const BYTES = 8 * MIB;
  const before = seededRandom('before').bytes(BYTES);

  async function findingsOf(after: Uint8Array, fill: Fill, answer?: Parameters<typeof memoryReader>[1]) {
    const common = { bytes: BYTES, windowBytes: 4096, n: 459, canaries: null, signal: never };
    const baseline = await takeBaseline(memoryReader(before), { ...common, random: systemRandom });
    const none = { unavailable: 'none' };
    return sampleAfter(memoryReader(after, answer), {
      ...common,
      seed: drawSeed(systemRandom, 'after'),
      baseline,
      keyBlob: { before: none, after: none },
      fill,
      clock: systemClock,
    });
  }

  const total = (findings: Awaited<ReturnType<typeof findingsOf>>, what: 'matching' | 'zero' | 'other') => {
    const { fill } = findings;
    return (fill?.fresh[what] ?? 0) + (fill?.fixed[what] ?? 0) + (fill?.baseline?.[what] ?? 0);
  };

  it.each(['stream', 'zero'] as const)('every place of a %s matches, and nothing else is said of it', async (kind) => {
    const fill = makeFill(kind, NODE, BYTES, systemRandom);
    const findings = await findingsOf(fill.piece(0, BYTES), fill);
    expect(findings.fill?.fresh).toEqual({ matching: findings.fresh.windows, zero: 0, other: 0 });
    expect(findings.fill?.baseline).toEqual({ matching: 459, zero: 0, other: 0 });
    expect(total(findings, 'other') + total(findings, 'zero')).toBe(0);
    expect(findings.hitCount).toBe(0);
    expect(findings.baseline?.unchanged).toBe(0);
  });

  it('what was never written is other, and known', async () => {
    const fill = makeFill('stream', NODE, BYTES, systemRandom);
    const findings = await findingsOf(before, fill);
    expect(total(findings, 'matching')).toBe(0);
    expect(findings.baseline?.unchanged).toBe(459);
  });

  it('zeros are neither the stream nor a leftover', async () => {
    const fill = makeFill('stream', NODE, BYTES, systemRandom);
    const findings = await findingsOf(new Uint8Array(BYTES), fill);
    expect([total(findings, 'matching'), total(findings, 'other')]).toEqual([0, 0]);
    expect(total(findings, 'zero')).toBe(findings.fresh.windows + findings.fixed.windows + 459);
  });

  it.each([
    ['moved by one block', (fill: Fill) => fill.piece(4096, BYTES)],
    ['under another key', () => makeFill('stream', NODE, BYTES, systemRandom).piece(0, BYTES)],
    [
      'with one wrong bit in every block',
      (fill: Fill) => fill.piece(0, BYTES).map((byte, i) => (i % 4096 === 77 ? byte ^ 1 : byte)),
    ],
  ])('a stream %s matches nowhere', async (_name, make) => {
    const fill = makeFill('stream', NODE, BYTES, systemRandom);
    const findings = await findingsOf(make(fill), fill);
    expect(total(findings, 'matching')).toBe(0);
  });

  it('a medium of another size, or another one, is not compared at all', async () => {
    for (const fill of [
      makeFill('stream', NODE, BYTES + 4096, systemRandom),
      makeFill('stream', '/dev/block/by-name/cache', BYTES, systemRandom),
    ]) {
      await expect(findingsOf(new Uint8Array(BYTES), fill)).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
    }
  });

  it('reading back counts what is wrong and what cannot be read, and trusts no cache', async () => {
    const fill = makeFill('stream', NODE, BYTES, systemRandom);
    const good = fill.piece(0, BYTES);
    const places = fixedPlaces(BYTES);
    expect(await readBack(memoryReader(good), fill, places, never)).toEqual({
      places: places.length,
      wrong: 0,
      unreadable: 0,
    });
    const spoiled = Buffer.from(good);
    spoiled[100] = (spoiled[100] ?? 0) ^ 1;
    expect((await readBack(memoryReader(spoiled), fill, places, never)).wrong).toBe(1);
    const deaf = memoryReader(good, { answer: (window, content) => (window.offset === 0 ? null : content) });
    expect((await readBack(deaf, fill, places, never)).unreadable).toBe(1);
    await expect(readBack(memoryReader(good, { direct: false }), fill, places, never)).rejects.toMatchObject({
      code: 'VERIFY_SHORT_READ',
    });
  });
});
