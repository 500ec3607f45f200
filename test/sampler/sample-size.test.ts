import { describe, expect, it } from 'vitest';
import { logHypergeometricMiss } from '../../src/decide/assess-bound.ts';
import { distinctPlacesNeeded, extentMiss, placesNeeded, stratifiedMiss } from '../../src/sampler/sample-size.ts';

describe('places needed', () => {
  it.each([
    [0.1, 22, 29, 44, 66, 88],
    [0.05, 45, 59, 90, 135, 180],
    [0.02, 114, 149, 228, 342, 456],
    [0.01, 230, 299, 459, 688, 917],
    [0.005, 460, 598, 919, 1379, 1838],
    [0.001, 2302, 2995, 4603, 6905, 9206],
    [0.0005, 4605, 5990, 9209, 13813, 18417],
    [0.0001, 23025, 29956, 46050, 69075, 92099],
    [0.00001, 230258, 299572, 460515, 690773, 921030],
  ])('share %d', (fraction, ...counts) => {
    expect([0.9, 0.95, 0.99, 0.999, 0.9999].map((c) => placesNeeded(c, fraction))).toEqual(counts);
  });

  it.each([
    [100, 1, 95, 99, 100],
    [100, 5, 45, 59, 74],
    [100, 10, 25, 36, 48],
    [1000, 1, 950, 990, 999],
    [1000, 5, 450, 601, 748],
    [1000, 10, 258, 368, 497],
    [1000, 50, 57, 86, 126],
    [10_000, 10, 2588, 3689, 4986],
    [10_000, 100, 294, 448, 665],
    [100_000, 100, 2950, 4499, 6672],
    [1_000_000, 100, 29512, 45006, 66743],
    [1_000_000, 1000, 2990, 4593, 6881],
  ])('distinct: N=%i M=%i', (units, dirty, ...counts) => {
    expect([0.95, 0.99, 0.999].map((c) => distinctPlacesNeeded(units, dirty, c))).toEqual(counts);
  });
});

describe('stratified miss', () => {
  it.each([
    [1000, 100, 10, 1, 0.34867844, 0.25, 0, 0.34692771, 0.36603234],
    [1000, 100, 50, 1, 0.0051537752, 0.0009765625, 0, 0.004475791, 0.0059205292],
    [65536, 1024, 64, 1, 0.36498652, 0.25, 0, 0.36480824, 0.36769974],
    [65536, 1024, 64, 2, 0.13108403, 0.06053162, 0, 0.13095394, 0.1352031],
  ])('N=%i H=%i M=%i r=%i', (units, strata, dirty, draws, even, half, whole, simple, printed) => {
    const size = units / strata;
    const spread = (perStratum: number) =>
      stratifiedMiss(
        Array.from({ length: strata }, (_, h) => {
          const left = Math.max(0, dirty - h * perStratum);
          return { size, dirty: Math.min(perStratum, left), draws };
        }),
      );
    expect(spread(Math.max(1, Math.round(dirty / strata)))).toBeCloseTo(even, 7);
    expect(spread(size / 2)).toBeCloseTo(half, 7);
    expect(spread(size)).toBe(whole);
    expect(Math.exp(logHypergeometricMiss(units, dirty, strata * draws))).toBeCloseTo(simple, 7);
    const binomial = (1 - dirty / units) ** (strata * draws);
    expect(binomial).toBeCloseTo(printed, 7);
    for (const per of [1, 2, size / 2, size]) expect(spread(per)).toBeLessThanOrEqual(binomial);
  });

  it.each([
    [100, 1, 0.99],
    [100, 25, 0.7526],
    [100, 50, 0.520825],
    [100, 100, 0.16665],
    [100, 150, 0.020825],
    [100, 199, 0],
    [100, 250, 0],
    [10, 5, 0.52],
    [10, 10, 0.165],
    [10, 15, 0.02],
    [10, 19, 0],
  ])('a run in strata of %i with %i units', (size, length, miss) => {
    let sum = 0;
    for (let start = 0; start < size; start++) sum += extentMiss(length, size, start);
    expect(sum / size).toBeCloseTo(miss, 6);
  });
});
