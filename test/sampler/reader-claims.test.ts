/** The reader's arithmetic, in C, and ours, in TypeScript, must say the same of any bytes whatever. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Canaries } from '../../src/sampler/canary.ts';
import { claimOf, judgeClaim } from '../../src/sampler/claims.ts';
import { KeyedHash } from '../../src/sampler/keyed-hash.ts';
import type { Window } from '../../src/sampler/places.ts';
import { knowledge, MAX_PREFILTERS } from '../../src/sampler/reader-knowledge.ts';
import { openReader } from '../../src/sampler/reader-open.ts';
import { decodeClaims } from '../../src/sampler/reader-payload.ts';
import { encodeHello } from '../../src/sampler/reader-protocol.ts';
import { SIGNATURES } from '../../src/sampler/signatures.ts';
import { CHI_SQUARE_HIGH, CHI_SQUARE_LOW, squaresBounds } from '../../src/sampler/statistics.ts';
import { NODE } from './child-shell.ts';
import { PROGRAM, type ReaderProgram, readerProgram, readerShell } from './reader-program.ts';
import { seededRandom } from './seeded-random.ts';

const never = new AbortController().signal;
const hash = new KeyedHash(seededRandom('key'));
const random = seededRandom('content');
let folder = '';
let program: ReaderProgram;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reader-claims-'));
  program = await readerProgram('x86_64');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  program.remove();
});

/** What the reader says of these bytes, as a medium of their own. */
async function claimed(medium: Uint8Array, windows: readonly Window[], canaries: Canaries | null = null) {
  const file = join(folder, 'medium.img');
  writeFileSync(file, medium);
  const reader = await openReader(readerShell(program, file), PROGRAM, NODE, seededRandom('n'), never);
  const all = [];
  for await (const claim of reader.classify(windows, hash, canaries, never)) all.push(claim);
  return all;
}

async function agree(blocks: readonly Uint8Array[], canaries: Canaries | null = null): Promise<void> {
  const medium = Buffer.concat(blocks);
  const windows: Window[] = [];
  for (let at = 0; at < medium.length; at += 65_536) {
    windows.push({ offset: at, length: Math.min(65_536, medium.length - at) });
  }
  for (const { window, blocks: said } of await claimed(medium, windows, canaries)) {
    const bytes = medium.subarray(window.offset, window.offset + window.length);
    expect(said).toEqual(claimOf(bytes, hash, canaries));
  }
}

const noise = (length: number) => Buffer.from(random.bytes(length));

const someBlock = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((value) => Buffer.alloc(4096, value)),
  fc.constant(0).map(() => noise(4096)),
  // One byte that is not like the others, anywhere.
  fc.tuple(fc.nat(255), fc.nat(4095), fc.nat(255)).map(([value, at, other]) => {
    const block = Buffer.alloc(4096, value);
    block[at] = other;
    return block;
  }),
  // Few values, or many in uneven shares: from poor structure over telling structure to almost even.
  fc.integer({ min: 1, max: 256 }).map((values) => noise(4096).map((byte) => byte % values)),
  // Too even: every value equally often, in some order.
  fc.nat(255).map((step) => Buffer.from(Uint8Array.from({ length: 4096 }, (_, i) => (i * (2 * step + 1)) & 255))),
  // Printable runs about the length that counts, at any place.
  fc.tuple(fc.nat(4095), fc.integer({ min: 22, max: 26 }), fc.constantFrom(0x20, 0x7e, 0x0a, 0x09)).map((run) => {
    const [at, length, value] = run;
    return noise(4096).fill(value, at, Math.min(4096, at + length));
  }),
  fc.tuple(fc.constantFrom(...SIGNATURES), fc.boolean()).map(([{ at, magic }, quiet]) => {
    const block = quiet ? Buffer.alloc(4096, 1) : noise(4096);
    block.set(magic, at);
    return block;
  }),
);

describe('arithmetic on the phone and on the host', () => {
  it('agree on any blocks', async () => {
    const blocks = fc.array(someBlock, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(blocks, (some) => agree(some)),
      { numRuns: 60 },
    );
  });

  it('agree on a last block that is shorter, whatever its length', async () => {
    const short = fc.tuple(fc.array(someBlock, { maxLength: 3 }), someBlock, fc.integer({ min: 1, max: 4095 }));
    await fc.assert(
      fc.asyncProperty(short, ([some, last, length]) => agree([...some, last.subarray(0, length)])),
      { numRuns: 150 },
    );
    for (const length of [1, 2, 3, 23, 24, 25, 63, 64, 65, 511, 512, 1536]) await agree([noise(length)]);
  });

  it('agree on every magic, with a structure and without', async () => {
    const blocks = SIGNATURES.flatMap(({ at, magic }) =>
      [noise(4096), Buffer.alloc(4096), Buffer.alloc(4096, 1)].map((block) => {
        block.set(magic, at);
        return block;
      }),
    );
    await agree(blocks);
  });

  it('agree on ten thousand random blocks, and on the edges of chi-square', async () => {
    await agree([noise(4096 * 10_000)]);
    // Moves bytes from one value to another, so that the sum of squares goes through the limits in small steps.
    const even = Buffer.from(Uint8Array.from({ length: 4096 }, (_, i) => (i * 167) & 255));
    const steps = Array.from({ length: 130 }, (_, moved) => {
      const block = Buffer.from(even);
      for (let i = 0; i < moved; i++) block[i * 31] = (block[i * 31] as number) ^ 0x55;
      return block;
    });
    await agree(steps);
  });

  it('agree on canaries, which only the host can name', async () => {
    const canaries = new Canaries(seededRandom('canaries'));
    const planted = Buffer.from(canaries.file(20));
    await agree([noise(8192), planted, Buffer.alloc(4096), planted.subarray(0, 4096 + 7)], canaries);
    const [claim] = await claimed(planted, [{ offset: 0, length: 4096 }], canaries);
    expect(claim?.blocks?.map(({ verdict }) => verdict.class)).toEqual(['canary']);
  });
});

describe('thresholds in whole numbers', () => {
  it('cut where the fractions do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), (total) => {
        const { low, high } = squaresBounds(total);
        const chi = (squares: number) => (256 * squares) / total - total;
        expect(chi(low)).toBeGreaterThanOrEqual(CHI_SQUARE_LOW);
        expect(low === 0 || chi(low - 1) < CHI_SQUARE_LOW).toBe(true);
        expect(chi(high)).toBeLessThanOrEqual(CHI_SQUARE_HIGH);
        expect(chi(high + 1)).toBeGreaterThan(CHI_SQUARE_HIGH);
      }),
    );
    expect(squaresBounds(4096)).toEqual({ low: 68_123, high: 71_569 });
  });
});

describe('a claim', () => {
  it('is judged by its worst block, and telling blocks that were seen before are known', () => {
    fc.assert(
      fc.property(fc.array(someBlock, { minLength: 1, maxLength: 8 }), fc.nat(255), (some, picked) => {
        const blocks = claimOf(Buffer.concat(some), hash, null);
        const seen = new Set(blocks.filter((_, index) => (picked >> index) & 1).map((block) => block.hash));
        const known = blocks.filter(({ verdict, hash: one }) => verdict.telling && seen.has(one));
        const told: string[] = [];
        const judged = judgeClaim(
          blocks,
          (one) => seen.has(one),
          (block) => told.push(block.class),
        );
        expect(told.filter((name) => name === 'known-hash')).toHaveLength(known.length);
        expect(judged.class === 'known-hash').toBe(known.length > 0);
        expect(told[judged.at / 4096]).toBe(judged.class);
        expect(judgeClaim(blocks, null).class).not.toBe('known-hash');
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['nothing', []],
    ['half a run', [0, 0, 2]],
    ['too few blocks', [0, 0, 1, 0]],
    ['too many blocks', [0, 0, 3, 0]],
    ['a run of none', [0, 0, 0, 0, 0, 0, 2, 0]],
    ['a verdict that does not exist', [7, 0, 2, 0]],
    ['something in the hole', [0, 1, 2, 0]],
    ['a hash that is cut', [3, 0, 2, 0, ...Array(31).fill(1)]],
    ['a block that is cut', [0, 0, 1, 0, 6, 0, 1, 0, ...Array(100).fill(1)]],
    ['more than its verdicts', [0, 0, 2, 0, 0]],
  ])('with %s is no claim', (_name, bytes) => {
    expect(() => decodeClaims(Buffer.from(bytes), 8192, hash, null)).toThrow(
      expect.objectContaining({ code: 'VERIFY_FRAMING' }),
    );
  });
});

describe('what the phone is told', () => {
  it('fits into the hello, and no more than that', () => {
    const key = new Uint8Array(16);
    const known = knowledge([{ at: 0, magic: new Uint8Array(8) }]);
    expect(known.prefilters.length).toBe(SIGNATURES.length + 1);
    expect(known.prefilters.length).toBeLessThanOrEqual(MAX_PREFILTERS);
    expect(encodeHello(key, key, known)).toHaveLength(96 + 20 * known.prefilters.length);
    for (const [at, bytes] of [
      [-1, 4],
      [4093, 4],
      [0, 0],
      [0, 17],
    ] as const) {
      const prefilters = [{ at, magic: new Uint8Array(bytes) }];
      expect(() => encodeHello(key, key, { ...known, prefilters })).toThrow(RangeError);
    }
    const many = Array.from({ length: 65 }, () => ({ at: 0, magic: new Uint8Array(1) }));
    expect(() => encodeHello(key, key, { ...known, prefilters: many })).toThrow(RangeError);
  });
});
