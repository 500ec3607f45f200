import { describe, expect, it } from 'vitest';
import { sampleSize } from '../../src/qc/draw.ts';
import { whatCleanProves } from '../../src/qc/proves.ts';
import { provesLines } from '../../src/report/qc-plan-text.ts';

/** Exact values, computed apart from this program with whole fractions. */
describe('what a clean 5 % sample proves', () => {
  it.each([
    [20, 1, 18, 0.05, 0.05],
    [100, 5, 44, 0.05, 0.2304],
    [200, 10, 50, 0.0977, 0.4085],
    [500, 25, 55, 0.227, 0.7315],
    [1000, 50, 56, 0.4027, 0.928],
    [5000, 250, 58, 0.924, 1],
  ])('of a lot of %i: sample %i, at most %i bad', (units, sample, bad, one, five) => {
    expect(sampleSize(units, 0.05)).toBe(sample);
    const proves = whatCleanProves(units, sample);
    expect(proves).toMatchObject({ confidence: 0.95, badAtMost: bad });
    expect(proves.shares[0]?.chance).toBeCloseTo(one, 3);
    expect(proves.shares[1]?.chance).toBeCloseTo(five, 3);
  });

  it.each([
    [100, 95, 45],
    [200, 155, 51],
    [500, 225, 56],
    [1000, 258, 57],
    [5000, 290, 59],
  ])('of a lot of %i: %i for 1 %%, %i for 5 %%', (units, one, five) => {
    expect(whatCleanProves(units, 1).shares.map(({ needed }) => needed)).toEqual([one, five]);
  });

  it('everything proves everything, and one of one is all', () => {
    for (const units of [1, 7, 300]) {
      const { badAtMost, shares } = whatCleanProves(units, units);
      expect(badAtMost).toBe(0);
      expect(shares.every(({ chance }) => chance === 1)).toBe(true);
    }
  });

  it('is said in words, once for each count', () => {
    expect(provesLines(whatCleanProves(100, 5), 100, 0)).toEqual([
      '95 % confidence that at most 44 of these 100 phones (44 %) are bad.',
      'If 1 of them (1 %) is bad, the chance to catch at least one is 5 %.',
      'If 5 of them (5 %) are bad, the chance to catch at least one is 23 %.',
      'To say that none is bad, 95 would have to be checked.',
      'To say that fewer than 5 (5 %) are bad, 45 would have to be checked.',
    ]);
    expect(provesLines(whatCleanProves(20, 1), 20, 3)).toHaveLength(4);
  });
});
