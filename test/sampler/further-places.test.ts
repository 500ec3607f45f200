/** Subsections of Rev. 1, places where content is likelier, and how sets of places become one row. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches, mergedPlaces, PLACE_SETS } from '../../src/sampler/merged-places.ts';
import type { Window } from '../../src/sampler/places.ts';
import { hasSubsections, SUBSECTIONS, subsectionPlaces } from '../../src/sampler/subsections.ts';
import { coarse, joined, type Region, tableRegions, weightedPlaces } from '../../src/sampler/weighted-places.ts';

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const SEED = new Uint8Array(createHash('sha256').update('oracle').digest());
const BLOCK = 4096;
const MIB = 1024 * 1024;

describe('subsections', () => {
  // 2000 blocks are the least; 128 GB are a phone.
  it.each([2000 * BLOCK, 2001 * BLOCK + 17, 64 * MIB, 1024 * MIB, 128_000_000_000])(
    'of %i bytes: two places in each, that do not overlap, each a twentieth, a tenth in all',
    (bytes) => {
      const blocks = Math.floor(bytes / BLOCK);
      const share = new Array<number>(SUBSECTIONS).fill(0);
      let end = 0;
      let read = 0;
      for (const { offset, length } of subsectionPlaces(SEED, bytes)) {
        expect(offset).toBeGreaterThanOrEqual(end);
        expect(offset % BLOCK).toBe(0);
        expect(length).toBeLessThanOrEqual(MIB);
        end = offset + length;
        read += length;
        // floor(h * N / S) <= block, turned round.
        const block = offset / BLOCK;
        const subsection = Math.floor(((block + 1) * SUBSECTIONS - 1) / blocks);
        share[subsection] = (share[subsection] ?? 0) + length / BLOCK;
      }
      expect(end).toBeLessThanOrEqual(bytes);
      expect(read).toBeGreaterThanOrEqual(blocks * BLOCK * 0.1);
      share.forEach((count, h) => {
        const size = Math.floor(((h + 1) * blocks) / SUBSECTIONS) - Math.floor((h * blocks) / SUBSECTIONS);
        expect(count).toBe(2 * Math.ceil(size / 20));
      });
    },
  );

  it('are the same for the same seed, and others for another', () => {
    const list = (seed: Uint8Array) => [...subsectionPlaces(seed, 64 * MIB)];
    expect(list(SEED)).toEqual(list(Uint8Array.from(SEED)));
    expect(list(SEED)).not.toEqual(list(new Uint8Array(32)));
  });

  it('a medium that is too small has none', () => {
    expect(hasSubsections(2000 * BLOCK - 1)).toBe(false);
    expect(() => [...subsectionPlaces(SEED, 2000 * BLOCK - 1)]).toThrow(RangeError);
  });
});

const regionLists = fc.array(fc.tuple(fc.nat(5000), fc.nat(300)), { maxLength: 40 });
const regionsOf = (pairs: readonly (readonly [number, number])[]): Region[] =>
  joined(pairs.map(([from, width]) => ({ from, to: from + width })));
const inside = (regions: readonly Region[], unit: number) => regions.some(({ from, to }) => unit >= from && unit < to);

describe('places where content is likelier', () => {
  it('lie in their regions, ascending and without doubles', () => {
    fc.assert(
      fc.property(seeds, regionLists, fc.nat(500), (seed, pairs, count) => {
        const regions = regionsOf(pairs);
        const units = regions.reduce((sum, { from, to }) => sum + to - from, 0);
        const places = [...weightedPlaces(seed, regions, BLOCK, count)];
        expect(places).toHaveLength(Math.min(count, units));
        let last = -1;
        for (const { offset, length } of places) {
          expect(length).toBe(BLOCK);
          expect(offset).toBeGreaterThan(last);
          expect(inside(regions, offset / BLOCK)).toBe(true);
          last = offset;
        }
      }),
    );
  });

  it('regions are joined without losing or adding any unit, and made fewer without losing any', () => {
    fc.assert(
      fc.property(regionLists, fc.integer({ min: 1, max: 20 }), (pairs, most) => {
        const regions = regionsOf(pairs);
        for (const [from, width] of pairs)
          if (width > 0) expect(inside(regions, from) && inside(regions, from + width - 1)).toBe(true);
        regions.forEach(({ from, to }, index) => {
          expect(to).toBeGreaterThan(from);
          if (index > 0) expect(from).toBeGreaterThan(regions[index - 1]?.to ?? 0);
        });
        const fewer = coarse(regions, most);
        expect(fewer.length).toBeLessThanOrEqual(most);
        for (const { from, to } of regions) expect(inside(fewer, from) && inside(fewer, to - 1)).toBe(true);
        if (regions.length <= most) expect(fewer).toEqual(regions);
      }),
    );
  });

  it('the tables of file systems lie inside the medium', () => {
    for (const bytes of [40_960, 64 * MIB, 128_000_000_000]) {
      const regions = tableRegions(bytes, BLOCK);
      expect(regions[0]?.from).toBe(0);
      expect(regions.at(-1)?.to).toBeLessThanOrEqual(Math.floor(bytes / BLOCK));
    }
  });
});

describe('one row of places', () => {
  const sorted = fc
    .array(fc.tuple(fc.nat(50), fc.constantFrom(1, 2)), { maxLength: 30 })
    .map((pairs) =>
      [...new Map(pairs.map(([offset, length]) => [`${offset} ${length}`, { offset, length }])).values()].sort(
        (a, b) => a.offset - b.offset || a.length - b.length,
      ),
    );

  it('holds every place of every set once, ascending, and knows its sets', () => {
    fc.assert(
      fc.property(fc.array(sorted, { minLength: 5, maxLength: 5 }), (lists) => {
        const sets = Object.fromEntries(PLACE_SETS.map((name, index) => [name, lists[index] ?? []]));
        const row = [...mergedPlaces(sets)];
        const has = (list: readonly Window[] | undefined, { offset, length }: Window) =>
          list?.some((each) => each.offset === offset && each.length === length) ?? false;
        row.forEach((place, index) => {
          const before = row[index - 1];
          if (before) expect(place.offset > before.offset || place.length > before.length).toBe(true);
          PLACE_SETS.forEach((name, set) => {
            expect(place[name]).toBe(has(lists[set], place));
          });
        });
        for (const list of lists) for (const place of list) expect(has(row, place)).toBe(true);
      }),
    );
  });

  it('is cut into batches and loses nothing', () => {
    const numbers = Array.from({ length: 10 }, (_, index) => index);
    expect([...batches(numbers, 4)]).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect([...batches([], 4)]).toEqual([]);
  });
});
