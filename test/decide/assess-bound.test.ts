import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialLower,
  binomialUpper,
  hypergeometricCdf,
  hypergeometricUpper,
  logBinomialCdf,
  logHypergeometricMiss,
} from '../../src/decide/assess-bound.ts';

describe('binomial bound without hits', () => {
  it.each([
    [299, 0.95, 0.0099691468],
    [299, 0.99, 0.0152839042],
    [1000, 0.95, 0.0029912495],
    [1000, 0.99, 0.0045945826],
    [2995, 0.95, 0.00099974442],
    [4603, 0.95, 0.00065060996],
    [4603, 0.99, 0.00099997117],
    [10000, 0.95, 0.00029952836],
    [10000, 0.99, 0.000460411],
    [100000, 0.95, 2.9956874e-5],
    [100000, 0.99, 4.6050641e-5],
  ])('n=%i at %d', (n, confidence, bound) => {
    expect(binomialUpper(0, n, confidence) / bound).toBeCloseTo(1, 6);
  });

  it('knows nothing without draws', () => expect(binomialUpper(0, 0, 0.99)).toBe(1));
});

describe('Clopper-Pearson', () => {
  it.each([
    [0, 10, 0.2588655509, 0.3690426555, 0, 0.3084971078],
    [1, 10, 0.3941633024, 0.5043526629, 0.0025285785, 0.445016117],
    [2, 10, 0.5069013011, 0.6117428588, 0.0252107263, 0.5560954623],
    [5, 10, 0.777558899, 0.8495571781, 0.1870860284, 0.8129139716],
    [0, 59, 0.0495076099, 0.0750852723, 0, 0.060608901],
    [0, 100, 0.0295130496, 0.045007414, 0, 0.0362166926],
    [1, 100, 0.0465598115, 0.064542732, 0.000253146, 0.0544593854],
    [2, 100, 0.0616192004, 0.0814119463, 0.0024313368, 0.0703839325],
    [5, 100, 0.1022533776, 0.1258517307, 0.0164318792, 0.1128349111],
    [0, 299, 0.0099691468, 0.0152839042, 0, 0.0122615959],
    [1, 299, 0.0157667831, 0.0219936691, 0.0000846714, 0.0184924243],
    [1, 1000, 0.0047349936, 0.0066196684, 0.0000253175, 0.0055589243],
    [3, 1000, 0.0077352447, 0.010009792, 0.0006190999, 0.0087420232],
    [0, 2000, 0.0014967449, 0.0022999362, 0, 0.0018427398],
  ])('k=%i n=%i', (k, n, upper95, upper99, low, high) => {
    expect(binomialUpper(k, n, 0.95)).toBeCloseTo(upper95, 9);
    expect(binomialUpper(k, n, 0.99)).toBeCloseTo(upper99, 9);
    expect(binomialLower(k, n, 0.975)).toBeCloseTo(low, 9);
    expect(binomialUpper(k, n, 0.975)).toBeCloseTo(high, 9);
  });

  it('solves its own equation, also where half of the draws and more are hits', () => {
    const input = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0, max: 0.999, noNaN: true }));
    fc.assert(
      fc.property(input, ([n, share]) => {
        const k = Math.floor(n * share);
        const p = binomialUpper(k, n, 0.99);
        expect(Math.exp(logBinomialCdf(k, n, p))).toBeCloseTo(0.01, 6);
      }),
      { numRuns: 60 },
    );
  });

  it('grows with hits and falls with draws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5000 }), fc.integer({ min: 0, max: 400 }), (n, k) => {
        fc.pre(k + 1 <= n);
        expect(binomialUpper(k + 1, n, 0.99)).toBeGreaterThanOrEqual(binomialUpper(k, n, 0.99));
        expect(binomialUpper(k, n + 1, 0.99)).toBeLessThanOrEqual(binomialUpper(k, n, 0.99));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what is no count', () => {
    expect(() => binomialUpper(2, 1, 0.99)).toThrow(RangeError);
    expect(() => binomialUpper(0, 1.5, 0.99)).toThrow(RangeError);
    expect(() => binomialUpper(0, 1, 1)).toThrow(RangeError);
  });
});

describe('hypergeometric', () => {
  it.each([
    [10, 1, 1, 9 / 10],
    [10, 2, 3, 7 / 15],
    [20, 1, 10, 1 / 2],
    [50, 5, 10, 82251 / 264845],
    [52, 4, 5, 35673 / 54145],
    [100, 5, 20, 19513 / 61110],
    [100, 5, 45, 35139 / 760480],
    [1000, 1, 950, 1 / 20],
    [1000, 10, 100, 0.346927714792006],
    [1000, 10, 258, 0.049795803273392],
    [1000, 50, 58, 0.0466261900863461],
    [2000, 2, 1000, 999 / 3998],
    [65536, 64, 4096, 0.0160424410340656],
  ])('P(no hit) for N=%i M=%i n=%i', (units, dirty, draws, miss) => {
    expect(Math.exp(logHypergeometricMiss(units, dirty, draws))).toBeCloseTo(miss, 12);
    expect(hypergeometricCdf(0, units, dirty, draws)).toBeCloseTo(miss, 12);
  });

  it.each([
    [1, 0.99999],
    [100, 0.999],
    [1000, 0.99005],
    [10_000, 0.90484],
    [100_000, 0.36787],
    [200_000, 0.13532],
    [300_000, 0.04978],
    [400_000, 0.01831],
    [500_000, 0.00673],
  ])('drive forensics: 10 MB of 1 TB with %i sectors', (draws, miss) => {
    expect(Math.exp(logHypergeometricMiss(2e9, 20_000, draws))).toBeCloseTo(miss, 5);
    expect(Math.exp(logHypergeometricMiss(1_953_125_000, 19_531, draws))).toBeCloseTo(miss, 4);
  });

  it.each([
    [2441, 1000, 0.924857],
    [2441, 4603, 0.697962],
    [2441, 46050, 0.0273278],
    [2441, 100_000, 0.0004],
    [24414, 1000, 0.457689],
    [24414, 2995, 0.0962444],
    [24414, 4603, 0.0273851],
    [24414, 10_000, 0.000402915],
    [31250, 2995, 0.0499545],
    [31250, 4603, 0.00999528],
  ])('128 GB with %i dirty blocks and %i draws', (dirty, draws, miss) => {
    expect(Math.exp(logHypergeometricMiss(31_250_000, dirty, draws))).toBeCloseTo(miss, 6);
  });

  it.each([
    [100, 20, 0, 12, 18],
    [100, 50, 0, 4, 6],
    [100, 95, 0, 0, 1],
    [1000, 50, 0, 56, 85],
    [1000, 100, 0, 28, 42],
    [1000, 258, 0, 9, 15],
    [1000, 299, 0, 8, 12],
    [1000, 299, 1, 13, 19],
    [1000, 500, 0, 4, 6],
    [10_000, 299, 0, 98, 150],
    [10_000, 299, 2, 206, 274],
    [10_000, 2995, 0, 8, 12],
    [65_536, 4096, 0, 46, 71],
    [65_536, 4096, 1, 73, 103],
    [1_000_000, 2995, 0, 998, 1534],
    [1_000_000, 4603, 0, 649, 997],
  ])('upper bound N=%i n=%i k=%i', (units, draws, hits, at95, at99) => {
    expect(hypergeometricUpper(units, draws, hits, 0.95)).toBe(at95);
    expect(hypergeometricUpper(units, draws, hits, 0.99)).toBe(at99);
  });

  it('agrees with counting by whole numbers', () => {
    const choose = (n: number, k: number): number => {
      let value = 1;
      for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1);
      return k < 0 || k > n ? 0 : value;
    };
    for (let units = 1; units <= 12; units++) {
      for (let dirty = 0; dirty <= units; dirty++) {
        for (let draws = 0; draws <= units; draws++) {
          let sum = 0;
          for (let k = 0; k <= draws; k++) {
            sum += (choose(dirty, k) * choose(units - dirty, draws - k)) / choose(units, draws);
            expect(hypergeometricCdf(k, units, dirty, draws)).toBeCloseTo(sum, 10);
          }
        }
      }
    }
  });
});
