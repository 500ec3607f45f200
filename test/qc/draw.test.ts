import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawNumbers, sampleSize, seedFor, seedOf } from '../../src/qc/draw.ts';
import { countingRandom } from '../certificate/evidence.ts';

const seedNumber = (number: number) => new Uint8Array(createHash('sha256').update(`seed ${number}`).digest());
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyDraw = fc
  .tuple(anySeed, fc.integer({ min: 1, max: 400 }))
  .chain(([seed, size]) => fc.tuple(fc.constant(seed), fc.constant(size), fc.integer({ min: 0, max: size })));

/** Written from the words of CERTIFICATE.md, and from nothing else. */
function strangersDraw(seed: Uint8Array, population: number, count: number): number[] {
  const left = [...Array(population).keys()];
  const drawn: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    for (let counter = 0; ; counter++) {
      const hex = (number: number) => number.toString(16).padStart(8, '0');
      const text = `${Buffer.from(seed).toString('hex')}${Buffer.from('qc-draw-v1').toString('hex')}${hex(turn)}${hex(counter)}`;
      const u = BigInt(`0x${createHash('sha256').update(Buffer.from(text, 'hex')).digest('hex').slice(0, 16)}`);
      if (u >= (2n ** 64n / BigInt(left.length)) * BigInt(left.length)) continue;
      const place = Number(u % BigInt(left.length));
      drawn.push(left[place] as number);
      left.splice(place, 1);
      break;
    }
  }
  return drawn;
}

describe('the draw', () => {
  it('is that of a stranger who read how it is done', () => {
    fc.assert(
      fc.property(anyDraw, ([seed, population, count]) => {
        expect(drawNumbers(seed, population, count)).toEqual(strangersDraw(seed, population, count));
      }),
      { numRuns: 60 },
    );
  });

  it('takes distinct numbers of the population, as many as asked for, the first ones whatever comes after', () => {
    fc.assert(
      fc.property(anyDraw, ([seed, population, count]) => {
        const drawn = drawNumbers(seed, population, count);
        expect(drawn).toHaveLength(count);
        expect(new Set(drawn).size).toBe(count);
        expect(drawn.every((number) => Number.isInteger(number) && number >= 0 && number < population)).toBe(true);
        expect(drawNumbers(seed, population, population).slice(0, count)).toEqual(drawn);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the values that are printed in CERTIFICATE.md', () => {
    const seed = new Uint8Array(createHash('sha256').update('oracle').digest());
    expect(drawNumbers(seed, 100, 5)).toEqual([22, 80, 9, 89, 72]);
    expect(drawNumbers(seed, 7, 7)).toEqual([1, 2, 6, 3, 4, 5, 0]);
  });

  it('prefers no phone and no pair of phones', () => {
    const [population, count, rounds] = [10, 3, 6000];
    const single = new Array<number>(population).fill(0);
    const pairs = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const drawn = drawNumbers(seedNumber(round), population, count).toSorted((a, b) => a - b);
      for (const number of drawn) single[number] = (single[number] ?? 0) + 1;
      for (const [at, a] of drawn.entries()) {
        for (const b of drawn.slice(at + 1)) pairs.set(`${a}-${b}`, (pairs.get(`${a}-${b}`) ?? 0) + 1);
      }
    }
    const chiSquare = (counts: readonly number[], expected: number) =>
      counts.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
    // Upper 0.1 % points of chi-square with 9 and with 44 degrees of freedom. The seeds are fixed, so this cannot flicker.
    expect(chiSquare(single, (rounds * count) / population)).toBeLessThan(27.88);
    expect(pairs.size).toBe(45);
    expect(chiSquare([...pairs.values()], (rounds * 3) / 45)).toBeLessThan(78.75);
  });

  it('takes no seed of another length, and no more than there are', () => {
    expect(() => drawNumbers(new Uint8Array(31), 10, 1)).toThrow(RangeError);
    expect(() => drawNumbers(new Uint8Array(32), 10, 11)).toThrow(RangeError);
    expect(() => drawNumbers(new Uint8Array(32), 10, 0.5)).toThrow(RangeError);
  });
});

describe('the size of the sample', () => {
  it.each([
    [1, 0.05, 1],
    [20, 0.05, 1],
    [21, 0.05, 2],
    [100, 0.05, 5],
    [140, 0.05, 7],
    [200, 0.05, 10],
    [1000, 0.05, 50],
    [5000, 0.05, 250],
    [19, 0.2, 4],
    [3, 1, 3],
  ])('of %i phones at %d is %i', (population, fraction, size) => {
    expect(sampleSize(population, fraction)).toBe(size);
  });

  it('is the smallest that is no less than the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 5, max: 100 }), (population, percent) => {
        const size = sampleSize(population, percent / 100);
        expect(size * 100).toBeGreaterThanOrEqual(population * percent);
        expect((size - 1) * 100).toBeLessThan(population * percent);
      }),
    );
  });

  it('refuses less than 5 %', () => {
    expect(() => sampleSize(100, 0.049)).toThrow(RangeError);
    expect(() => sampleSize(100, 1.01)).toThrow(RangeError);
    expect(() => sampleSize(100, Number.NaN)).toThrow(RangeError);
  });
});

describe('the seed', () => {
  const head = { size: 12, root: 'ab'.repeat(32) };
  it('is fresh and tied to the head of the ledger, and can be computed again from its nonce', () => {
    const seed = seedFor(undefined, head, countingRandom(1));
    expect(seed.source).toBe('drawn');
    expect(seedOf(Buffer.from(seed.nonce ?? '', 'hex'), head)).toBe(seed.value);
    expect(seedFor(undefined, head, countingRandom(2)).value).not.toBe(seed.value);
    for (const other of [
      { ...head, size: 13 },
      { ...head, root: 'ac'.repeat(32) },
    ]) {
      expect(seedFor(undefined, other, countingRandom(1)).value).not.toBe(seed.value);
    }
  });

  it('says when a person brought it', () => {
    expect(seedFor('cd'.repeat(32), head, countingRandom())).toEqual({
      value: 'cd'.repeat(32),
      source: 'given',
      nonce: null,
    });
  });
});
