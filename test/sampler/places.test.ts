import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnPlaces, drawSeed, fixedPlaces, stratifiedUnits, windowsOf } from '../../src/sampler/places.ts';

const ORACLE_SEED = new Uint8Array(createHash('sha256').update('oracle').digest());
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('stratified units', () => {
  it('uses the published seed', () => {
    expect(Buffer.from(ORACLE_SEED).toString('hex')).toBe(
      '9202af6ce925b26ae6b25adfff0b2705147e195fa38dd58ae6ecc58ed263751f',
    );
  });

  it.each([
    [
      65_536,
      [2379, 8019, 8424, 14625, 17006, 21851, 27522, 29539, 33179, 38523, 44116, 47418, 52038, 55684, 58086, 63366],
    ],
    [31_250_000, [3484697, 7301957, 10230776, 12785567, 17880268, 20287011, 27280442, 27410247]],
    [1000, [73, 227, 425, 532, 691, 752, 952]],
  ])('N=%i', (units, places) => {
    expect([...stratifiedUnits(ORACLE_SEED, units, places.length)]).toEqual(places);
  });

  it('puts one place into each stratum, for any N >= H', () => {
    const sizes = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 2 ** 40 }));
    fc.assert(
      fc.property(seeds, sizes, (seed, [strata, more]) => {
        const units = strata + more;
        const places = [...stratifiedUnits(seed, units, strata)];
        expect(places).toHaveLength(strata);
        places.forEach((place, h) => {
          expect(place).toBeGreaterThanOrEqual(Number((BigInt(h) * BigInt(units)) / BigInt(strata)));
          expect(place).toBeLessThan(Number((BigInt(h + 1) * BigInt(units)) / BigInt(strata)));
        });
        expect([...stratifiedUnits(seed, units, strata)]).toEqual(places);
      }),
    );
  });

  it('reads every unit when there is a stratum for each', () => {
    expect([...stratifiedUnits(ORACLE_SEED, 50, 50)]).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('refuses more strata than units, and a short seed', () => {
    expect(() => [...stratifiedUnits(ORACLE_SEED, 3, 4)]).toThrow(RangeError);
    expect(() => [...stratifiedUnits(new Uint8Array(31), 4, 3)]).toThrow(RangeError);
  });

  it('leaves no unit out and prefers none', () => {
    const seen = new Array<number>(10).fill(0);
    for (let i = 0; i < 4000; i++) {
      const seed = new Uint8Array(createHash('sha256').update(`even ${i}`).digest());
      for (const unit of stratifiedUnits(seed, 10, 3)) seen[unit] = (seen[unit] ?? 0) + 1;
    }
    const expected = [3, 3, 3, 3, 3, 3, 4, 4, 4, 4].map((size) => 4000 / size);
    seen.forEach((count, unit) => {
      expect(Math.abs(count - (expected[unit] ?? 0))).toBeLessThan(5 * Math.sqrt(expected[unit] ?? 0));
    });
  });
});

describe('drawn places', () => {
  it('lie on window borders and inside the medium', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 2 ** 42 }), fc.constantFrom(4096, 16_384, 65_536, 1_048_576));
    fc.assert(
      fc.property(seeds, sizes, fc.integer({ min: 0, max: 60 }), (seed, [bytes, windowBytes], count) => {
        const places = [...drawnPlaces(seed, bytes, windowBytes, count)];
        expect(places).toHaveLength(Math.min(count, Math.floor(bytes / windowBytes)));
        let last = -1;
        for (const { offset, length } of places) {
          expect(offset % windowBytes).toBe(0);
          expect(length).toBe(windowBytes);
          expect(offset).toBeGreaterThan(last);
          expect(offset + length).toBeLessThanOrEqual(bytes);
          last = offset;
        }
      }),
    );
  });

  it.each([0, 512, 4097, 2 ** 21])('no windows of %i bytes', (bytes) => {
    expect(() => windowsOf(2 ** 30, bytes)).toThrow(RangeError);
  });
});

describe('fixed places', () => {
  it('cover both ends, are ascending, in bounds and without doubles, for any size', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 4_000_000 }), fc.integer({ min: 1, max: 2 ** 42 })), (bytes) => {
        const places = fixedPlaces(bytes);
        let end = 0;
        let last = -1;
        for (const { offset, length } of places) {
          expect(offset).toBeGreaterThan(last);
          expect(offset).toBeGreaterThanOrEqual(end);
          expect(length).toBeGreaterThan(0);
          last = offset;
          end = offset + length;
        }
        expect(places[0]?.offset).toBe(0);
        expect(end).toBe(bytes);
        if (bytes <= 2 * 1024 * 1024) {
          expect(places.reduce((sum, place) => sum + place.length, 0)).toBe(bytes);
        }
      }),
    );
  });

  it('hold the copies of the ext4 superblock that mke2fs makes', () => {
    const offsets = new Set(fixedPlaces(128e9).map((place) => place.offset));
    for (const block of [32768, 98304, 163840, 229376, 294912, 819200, 884736, 1605632, 2654208, 4096000]) {
      expect(offsets.has(block * 4096)).toBe(true);
    }
  });
});

describe('seed', () => {
  const random = (fill: number) => ({ bytes: (count: number) => new Uint8Array(count).fill(fill) });

  it('depends on the nonce and on each part, and parts do not run together', () => {
    const hex = (seed: Uint8Array) => Buffer.from(seed).toString('hex');
    const seen = [
      drawSeed(random(1), 'run', 'digest'),
      drawSeed(random(2), 'run', 'digest'),
      drawSeed(random(1), 'rundigest'),
      drawSeed(random(1), 'rund', 'igest'),
    ].map(hex);
    expect(new Set(seen).size).toBe(4);
    expect(hex(drawSeed(random(1), 'run', 'digest'))).toBe(seen[0]);
  });
});
