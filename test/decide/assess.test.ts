import { describe, expect, it } from 'vitest';
import { type AssessContext, assess } from '../../src/decide/assess.ts';
import { sharesDisagree } from '../../src/decide/assess-agree.ts';
import type { ClassCounts, Findings } from '../../src/model/findings.ts';
import { counts, goodFindings } from './judge-fixtures.ts';

const CRYPTO: AssessContext = { technique: 'discard-and-key-destruction', encryptedBefore: true };
const DISCARD: AssessContext = { technique: 'discard', encryptedBefore: false };
const OVERWRITE: AssessContext = { technique: 'overwrite', encryptedBefore: false };
/** As TWRP leaves it: ciphertext before, a file system without encryption after. */
const PLAIN_AGAIN: AssessContext = { technique: 'discard', encryptedBefore: true };
const UNSURE: AssessContext = { technique: 'discard', encryptedBefore: undefined };

type Baseline = NonNullable<Findings['baseline']>;

/** Good findings with some fresh windows of another class in the place of zeros. */
function fresh(some: Partial<ClassCounts>, knownRandomLike = 0): Findings {
  const good = goodFindings();
  const moved = Object.values(some).reduce((sum, count) => sum + count, 0);
  const base = { zero: 4603 - moved };
  const named = (some.canary ?? 0) + (some['known-hash'] ?? 0) + (some.signature ?? 0) + (some.structured ?? 0);
  return {
    ...good,
    fresh: { windows: 4603, classes: counts({ ...base, ...some }), knownRandomLike },
    fixed: { windows: 520, classes: counts({ zero: 520 }), knownRandomLike: 0 },
    baseline: { ...(good.baseline as Baseline), classesAfter: counts({ zero: 4603 }) },
    hitCount: named,
    hits: Array.from({ length: Math.min(named, 100) }, (_, i) => ({ offset: i, class: 'known-hash', set: 'fresh' })),
  };
}

const codes = (findings: Findings, context: AssessContext) => assess(findings, context).reasons.map(({ code }) => code);

describe('classes of fresh windows', () => {
  it.each<[string, Partial<ClassCounts>, AssessContext, string[]]>([
    ['zeros', {}, DISCARD, []],
    ['FF', { ff: 4000 }, DISCARD, []],
    ['noise, plain', { 'random-like': 10 }, DISCARD, ['RANDOM_LIKE_UNEXPLAINED']],
    ['noise, overwritten', { 'random-like': 10 }, OVERWRITE, ['FILL_NOT_CHECKED', 'RANDOM_LIKE_UNEXPLAINED']],
    ['noise, unsure', { 'random-like': 10 }, UNSURE, ['RANDOM_LIKE_UNEXPLAINED']],
    ['noise, new key', { 'random-like': 10 }, CRYPTO, []],
    ['a constant', { constant: 1 }, DISCARD, ['CONSTANT_FOUND']],
    ['a constant, new key', { constant: 1 }, CRYPTO, ['CONSTANT_FOUND']],
    ['structure, plain', { structured: 1 }, DISCARD, ['NEW_FILE_SYSTEM_OR_LEFTOVER']],
    ['structure, unsure', { structured: 1 }, UNSURE, ['NEW_FILE_SYSTEM_OR_LEFTOVER']],
    ['structure, encrypted', { structured: 1 }, CRYPTO, ['PLAINTEXT_FOUND']],
    ['a signature, plain', { signature: 1 }, DISCARD, ['NEW_FILE_SYSTEM_OR_LEFTOVER']],
    [
      'structure, encrypted before a plain file system',
      { structured: 1 },
      PLAIN_AGAIN,
      ['NEW_FILE_SYSTEM_OR_LEFTOVER'],
    ],
    ['a signature, encrypted', { signature: 1, 'random-like': 4000 }, CRYPTO, ['PLACES_DISAGREE', 'PLAINTEXT_FOUND']],
    ['a known block', { 'known-hash': 1 }, DISCARD, ['CONTENT_REMAINED']],
    ['a known block, encrypted', { 'known-hash': 1 }, CRYPTO, ['CONTENT_REMAINED']],
    ['a canary', { canary: 1 }, DISCARD, ['CANARY_FOUND']],
    ['a canary, encrypted', { canary: 1 }, CRYPTO, ['CANARY_FOUND']],
  ])('%s', (_name, some, context, expected) => expect(codes(fresh(some), context)).toEqual(expected));

  it('dead ciphertext at a fresh place is dead ciphertext, but only with key evidence', () => {
    const findings = fresh({ 'known-hash': 5 }, 5);
    expect(codes(findings, CRYPTO)).toEqual(['CIPHERTEXT_REMAINED']);
    expect(codes(findings, { ...CRYPTO, technique: 'discard' })).toEqual(['CONTENT_REMAINED']);
    expect(codes(findings, { ...CRYPTO, encryptedBefore: undefined })).toEqual(['CONTENT_REMAINED']);
    const kept = { ...findings, keyBlob: { before: findings.keyBlob.before, after: findings.keyBlob.before } };
    expect(codes(kept, CRYPTO)).toEqual(['CONTENT_REMAINED', 'KEY_NOT_DESTROYED_CONTENT_REMAINED']);
    const lost = { ...findings, keyBlob: { ...findings.keyBlob, after: { unavailable: 'no root' } } };
    expect(codes(lost, CRYPTO)).toEqual(['CONTENT_REMAINED']);
  });

  it('one structured window among thousands of random ones may be chance; two are not', () => {
    const random = (structured: number): Findings => {
      const findings = fresh({ 'random-like': 4000, structured });
      const baseline = { ...(findings.baseline as Baseline), classesAfter: counts({ zero: 603, 'random-like': 4000 }) };
      return { ...findings, baseline };
    };
    expect(codes(random(1), CRYPTO)).toEqual(['STRUCTURED_BY_CHANCE']);
    expect(assess(random(1), CRYPTO).level).toBeNull();
    expect(codes(random(2), CRYPTO)).toEqual(['PLAINTEXT_FOUND']);
  });
});

describe('bounds', () => {
  it('are those of the printed formula', () => {
    const { bound, worstBound } = assess(goodFindings(), CRYPTO);
    expect(bound?.fraction).toBeCloseTo(0.00099997117, 9);
    expect(bound?.bytes).toBe(Math.ceil((bound?.fraction ?? 0) * 128e9));
    expect(worstBound).toEqual(bound);
  });

  it('count every window that does not conform, and the unreadable ones in the worst case', () => {
    const { bound, worstBound } = assess(fresh({ 'random-like': 1, unreadable: 2 }), DISCARD);
    const share = (k: number) => assess(fresh({ constant: k }), DISCARD).bound?.fraction ?? 0;
    expect(bound?.fraction).toBeCloseTo(share(1), 5);
    expect(worstBound?.fraction).toBe(share(3));
  });

  it('take the weaker of the two samples', () => {
    const good = goodFindings();
    const baseline = {
      ...(good.baseline as Baseline),
      windows: 500,
      classesBefore: counts({ zero: 100, 'random-like': 400 }),
    };
    const few = {
      ...good,
      baseline: { ...baseline, informative: 400, classesAfter: counts({ zero: 480, 'random-like': 20 }) },
    };
    expect(assess(few, CRYPTO).bound?.fraction).toBeCloseTo(1 - 0.01 ** (1 / 500), 9);
  });

  it('know nothing when nothing was read', () => {
    const none = { windows: 0, classes: counts() };
    const findings = { ...goodFindings(), fresh: none, fixed: none, baseline: null, bytesRead: 0 };
    expect(assess(findings, CRYPTO)).toMatchObject({ bound: null, worstBound: null, level: null });
    const unread = { ...findings, fresh: { windows: 500, classes: counts({ unreadable: 500 }) } };
    expect(assess(unread, CRYPTO)).toMatchObject({ bound: { fraction: 1, bytes: 128e9 }, level: null });
  });
});

describe('counts that contradict each other', () => {
  it.each<[string, (good: Findings) => Findings]>([
    ['windows', (good) => ({ ...good, fresh: { ...good.fresh, windows: 4604 } })],
    ['fixed windows', (good) => ({ ...good, fixed: { ...good.fixed, windows: 0 } })],
    ['more windows than the medium has', (good) => ({ ...good, medium: { ...good.medium, bytes: 4096 } })],
    ['a full read that is none', (good) => ({ ...good, method: 'full' })],
    [
      'hits without windows',
      (good) => ({ ...good, hitCount: 1, hits: [{ offset: 0, class: 'canary', set: 'fresh' }] }),
    ],
    ['a canary nowhere', (good) => ({ ...good, canaries: { ...good.canaries, found: 1 } })],
    ['nothing read', (good) => ({ ...good, bytesRead: 0 })],
    ['time runs back', (good) => ({ ...good, endedAt: '2020-01-01T00:00:00Z' })],
    ['unchanged but unknown', (good) => ({ ...good, baseline: { ...(good.baseline as Baseline), unchanged: 1 } })],
    ['odd windows', (good) => ({ ...good, windowBytes: 4095 })],
    ['known noise nowhere', (good) => ({ ...good, fresh: { ...good.fresh, knownRandomLike: 1 } })],
  ])('%s', (_name, spoil) => {
    const assessment = assess(spoil(goodFindings()), CRYPTO);
    expect(assessment.reasons.map(({ code }) => code)).toContain('FINDINGS_INCONSISTENT');
    expect(assessment.level).toBeNull();
  });
});

describe('two samples of one medium', () => {
  const share = (filled: number, empty: number, unreadable = 0) => ({ filled, empty, unreadable });

  it.each([
    [share(0, 4603), share(0, 4603), false],
    [share(200, 4400), share(190, 4410), false],
    [share(200, 4400), share(300, 4300), false],
    [share(200, 4400), share(380, 4220), true],
    [share(19, 4584), share(0, 4603), false],
    [share(22, 4581), share(0, 4603), true],
    [share(0, 4603), share(22, 4581), true],
    [share(4603, 0), share(4581, 22), true],
    [share(0, 4603), share(0, 4580, 23), true],
    [share(5, 5), share(0, 0), false],
    [share(5e12, 5e12), share(5e12, 5e12), false],
    [share(5e12, 5e12), share(6e12, 4e12), true],
  ])('%j and %j', (a, b, expected) => {
    expect(sharesDisagree(a, b)).toBe(expected);
    expect(sharesDisagree(b, a)).toBe(expected);
  });
});
