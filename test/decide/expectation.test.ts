import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeReading } from '../../src/decide/expectation.ts';
import { EXPECTATIONS, type Expectation } from '../../src/model/expectation.ts';
import { BLOCK_CLASSES, type ClassCounts, type Findings } from '../../src/model/findings.ts';
import { counts, goodFindings } from './judge-fixtures.ts';

const POLICY = { confidence: 0.99, fraction: 0.001 };

function reading(fresh: Partial<ClassCounts>, change: Partial<Findings> = {}): Findings {
  const windows = Object.values(fresh).reduce((sum, count) => sum + count, 0);
  return {
    ...goodFindings(),
    baseline: null,
    fresh: { windows, classes: counts(fresh) },
    fixed: { windows: 512, classes: counts({ zero: 512 }) },
    ...change,
  };
}

const judged = (expectation: Expectation, fresh: Partial<ClassCounts>, change: Partial<Findings> = {}) =>
  judgeReading(reading(fresh, change), expectation, POLICY);

describe('what a technique leaves behind', () => {
  it.each<[Expectation, Partial<ClassCounts>, string]>([
    ['zero', { zero: 4603 }, 'verified'],
    ['zero', { zero: 4602, ff: 1 }, 'not-sanitized'],
    ['zero', { zero: 4602, 'random-like': 1 }, 'not-sanitized'],
    ['zero', { zero: 4602, structured: 1 }, 'not-sanitized'],
    ['discard', { zero: 4000, ff: 603 }, 'verified'],
    ['discard', { zero: 4602, 'random-like': 1 }, 'unknown'],
    ['discard', { zero: 4602, constant: 1 }, 'unknown'],
    ['discard', { zero: 4602, structured: 1 }, 'not-sanitized'],
    ['discard', { zero: 4602, signature: 1 }, 'not-sanitized'],
    ['crypto-erase', { zero: 4603 }, 'verified'],
    ['crypto-erase', { 'random-like': 4603 }, 'unknown'],
    ['crypto-erase', { 'random-like': 4000, zero: 602, signature: 1 }, 'not-sanitized'],
    ['crypto-erase', { 'random-like': 4000, structured: 300 }, 'not-sanitized'],
  ])('%s and %j: %s', (expectation, fresh, verdict) => {
    expect(judged(expectation, fresh).verdict).toBe(verdict);
  });

  it('random fill is random everywhere; zeros in it are a doubt, and structure is a leftover', () => {
    const all = { fixed: { windows: 512, classes: counts({ 'random-like': 512 }) } };
    expect(judged('random', { 'random-like': 4603 }, all).verdict).toBe('verified');
    expect(judged('random', { 'random-like': 4602, zero: 1 }, all).verdict).toBe('unknown');
    expect(judged('random', { 'random-like': 4602, signature: 1 }, all).verdict).toBe('not-sanitized');
  });

  it('one structured place among very many random ones may be chance, and is a doubt', () => {
    const all = { fixed: { windows: 512, classes: counts({ 'random-like': 512 }) } };
    expect(judged('random', { 'random-like': 460_514, structured: 1 }, all).verdict).toBe('unknown');
  });
});

describe('how much was read', () => {
  it.each<[string, Partial<ClassCounts>, Partial<Findings>, string, string]>([
    ['too few', { zero: 458 }, {}, 'performed-unverified', 'NOT-VERIFIED'],
    ['fewer than asked', { zero: 459 }, {}, 'performed-unverified', 'STATISTICAL'],
    ['stopped', { zero: 4603 }, { stopped: true }, 'unknown', 'NOT-VERIFIED'],
    ['cached', { zero: 4603 }, { direct: false }, 'performed-unverified', 'STATISTICAL'],
    ['too fast', { zero: 4603 }, { speed: { bytesPerSecond: 7e9, most: 6e9 } }, 'unknown', 'NOT-VERIFIED'],
    ['fast', { zero: 4603 }, { speed: { bytesPerSecond: 5e9, most: 6e9 } }, 'verified', 'STATISTICAL'],
    ['many unreadable', { zero: 4503, unreadable: 100 }, {}, 'unknown', 'STATISTICAL'],
    ['all of it', { zero: 31_250_000 }, { method: 'full' }, 'verified', 'FULL-READ'],
    [
      'nothing',
      { unreadable: 4603 },
      { fixed: { windows: 512, classes: counts({ unreadable: 512 }) } },
      'unknown',
      'NOT-VERIFIED',
    ],
    [
      'Rev. 1',
      { zero: 4603 },
      { subsections: { count: 1000, windows: 14_000, bytes: 12_800_000_000, classes: counts({ zero: 14_000 }) } },
      'verified',
      'R1-REPRESENTATIVE',
    ],
    [
      'less than a tenth',
      { zero: 4603 },
      { subsections: { count: 1000, windows: 14_000, bytes: 12_700_000_000, classes: counts({ zero: 14_000 }) } },
      'verified',
      'STATISTICAL',
    ],
  ])('%s', (_what, fresh, change, verdict, level) => {
    expect(judged('zero', fresh, change)).toMatchObject({ verdict, level });
  });

  it('the bound is the one that is printed, in bytes too', () => {
    const { bound } = judged('zero', { zero: 4603 });
    expect(bound?.fraction).toBeCloseTo(0.00099997117, 10);
    expect(bound?.bytes).toBe(127_996_310);
  });
});

describe('laws', () => {
  const classes = fc.record(
    Object.fromEntries(BLOCK_CLASSES.map((name) => [name, fc.nat(3000)])),
  ) as fc.Arbitrary<ClassCounts>;

  it('one more place that should not be there never makes it better, nor one more unread', () => {
    const rank = { verified: 3, 'performed-unverified': 2, unknown: 1, 'not-sanitized': 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...EXPECTATIONS),
        classes,
        fc.constantFrom(...BLOCK_CLASSES),
        (expectation, fresh, name) => {
          const before = judged(expectation, fresh);
          const change = { windows: 512, classes: counts({ zero: 511, [name]: 1 }) };
          if (name === 'zero') return;
          const after = judged(expectation, fresh, { fixed: change });
          if (expectation === 'ff' || expectation === 'random') return;
          expect(rank[after.verdict]).toBeLessThanOrEqual(rank[before.verdict]);
        },
      ),
    );
  });

  it('the worst bound is never below the bound', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EXPECTATIONS), classes, (expectation, fresh) => {
        const { bound, worstBound } = judged(expectation, fresh);
        expect(worstBound?.fraction ?? 0).toBeGreaterThanOrEqual((bound?.fraction ?? 0) * (1 - 1e-9));
      }),
    );
  });
});
