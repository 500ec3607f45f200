import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JudgeInput, judge } from '../../src/decide/judge.ts';
import { FAULT_CODES } from '../../src/faults/codes.ts';
import { EVIDENCE_LEVELS, levelRank } from '../../src/model/evidence-level.ts';
import { BLOCK_CLASSES, type BlockClass, type Findings, findingsSchema } from '../../src/model/findings.ts';
import { planSchema } from '../../src/model/plan.ts';
import { runSchema } from '../../src/model/run.ts';
import { stateEvidenceSchema } from '../../src/model/state-evidence.ts';
import { RESULTS, verdictSchema } from '../../src/model/verdict.ts';
import { goodFindings, goodInput, goodPlan, goodRun, goodState, lockedInput, probedInput } from './judge-fixtures.ts';

type Baseline = NonNullable<Findings['baseline']>;
type SetName = 'fresh' | 'fixed' | 'baseline';

const count = fc.oneof(fc.nat(5), fc.nat(6000), fc.maxSafeNat());
const classes = fc.record(
  Object.fromEntries(BLOCK_CLASSES.map((name) => [name, count])) as Record<BlockClass, typeof count>,
);
const hash = fc.constantFrom('0'.repeat(64), 'a'.repeat(64));
const time = fc.constantFrom('2026-11-21T09:00:00Z', '2026-11-21T10:05:00Z', '2027-01-01T00:00:00Z');
const fact = fc.oneof(
  fc.record({ value: fc.constantFrom('aa', 'bb', ''), source: fc.constant('s') }),
  fc.record({ unavailable: fc.constant('no') }),
);
const level = fc.constantFrom(...EVIDENCE_LEVELS);

const fillCounts = fc.record({ matching: count, zero: count, other: count });
const anyFill = fc.record({
  kind: fc.constantFrom('zero' as const, 'stream' as const),
  fresh: fillCounts,
  fixed: fillCounts,
  baseline: fc.option(fillCounts),
});

/** Anything that fits the schema, sensible or not. */
const anyFindings: fc.Arbitrary<Findings> = fc.record({
  version: fc.constant(1 as const),
  method: fc.constantFrom('statistical' as const, 'full' as const),
  medium: fc.record({
    node: fc.constantFrom('/dev/block/by-name/userdata', '', 'x'),
    bytes: fc.oneof(fc.constant(128e9), fc.integer({ min: 1, max: 2 ** 50 })),
  }),
  windowBytes: fc.oneof(fc.constant(4096), fc.integer({ min: 1, max: 2 ** 50 })),
  channel: fc.constantFrom('dd-stream' as const, 'image-file' as const),
  direct: fc.boolean(),
  seed: hash,
  fresh: fc.record({ windows: count, classes, knownRandomLike: count }, { requiredKeys: ['windows', 'classes'] }),
  fixed: fc.record({ windows: count, classes, knownRandomLike: count }, { requiredKeys: ['windows', 'classes'] }),
  baseline: fc.option(
    fc.record({
      seed: hash,
      windows: count,
      informative: count,
      classesBefore: classes,
      classesAfter: classes,
      unchanged: count,
      unchangedRandomLike: count,
    }),
  ),
  canaries: fc.record({
    planted: count,
    bytes: count,
    visibleBefore: count,
    found: count,
    void: fc.option(fc.constant('void')),
  }),
  keyBlob: fc.record({ before: fact, after: fact }),
  hits: fc.array(
    fc.record({
      offset: count,
      class: fc.constantFrom(...BLOCK_CLASSES),
      set: fc.constantFrom('fresh' as const, 'baseline' as const, 'fixed' as const),
    }),
    { maxLength: 3 },
  ),
  hitCount: count,
  bytesRead: count,
  startedAt: time,
  endedAt: time,
});
const maybeFilled = fc
  .tuple(anyFindings, fc.option(anyFill))
  .map(([findings, fill]): Findings => (fill === null ? findings : { ...findings, fill }));

/** The same, with sums that hold, so that it gets past the first check. */
const sumsHold = (findings: Findings): Findings => {
  const sum = (set: Findings['fresh']['classes']) => Object.values(set).reduce((all, value) => all + value, 0);
  const { baseline } = findings;
  return {
    ...findings,
    fresh: { ...findings.fresh, windows: sum(findings.fresh.classes) },
    fixed: { ...findings.fixed, windows: sum(findings.fixed.classes) },
    baseline: baseline && { ...baseline, windows: sum(baseline.classesAfter) },
  };
};
const soundSums = anyFindings.filter((findings) => {
  const counts = [findings.fresh.classes, findings.fixed.classes, findings.baseline?.classesAfter].filter(
    (set) => set != null,
  );
  return counts.every((set) => Number.isSafeInteger(Object.values(set).reduce((all, value) => all + value, 0)));
});

const signal = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  says: fc.constantFrom('reset' as const, 'not-reset' as const, 'unknown' as const),
  worth: fc.constantFrom('decisive' as const, 'supporting' as const),
  text: fc.constant('t'),
});
const anyState = fc.option(
  fc.record({
    channel: fc.constantFrom(...stateEvidenceSchema.shape.channel.options),
    signals: fc.array(signal, { maxLength: 4 }),
  }),
);
const anyRun = fc
  .record({
    ending: fc.oneof(
      fc.constant({ kind: 'done' as const }),
      fc.record({
        kind: fc.constant('failed' as const),
        at: fc.constant('x'),
        code: fc.constantFrom(...FAULT_CODES),
        message: fc.constant(''),
      }),
      fc.constant({ kind: 'cancelled' as const, at: 'x' }),
    ),
    touched: fc.boolean(),
    acknowledged: fc.boolean(),
    resumed: fc.boolean(),
    keep: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    outcome: fc.constantFrom('done' as const, 'failed' as const, 'cancelled' as const),
  })
  .map(({ keep, outcome, ...run }) => ({
    ...goodRun(),
    ...run,
    steps: goodRun().steps.flatMap((step, i) => (keep[i] ? [i === 3 ? { ...step, outcome } : step] : [])),
  }));
const anyPlan = fc
  .record({
    method: fc.constantFrom('clear' as const, 'purge' as const, 'none' as const),
    technique: fc.constantFrom(...planSchema.shape.claim.shape.technique.options),
    maxLevel: level,
    requiredLevel: level,
    steps: fc.subarray([...goodPlan().steps], { minLength: 1 }),
    state: fc.constantFrom('encrypted' as const, 'unencrypted' as const, undefined),
    metadata: fc.constantFrom(true, false, undefined),
  })
  .map(({ method, technique, maxLevel, requiredLevel, steps, state, metadata }) => {
    const plan = goodPlan();
    const { identity } = plan.target;
    const fact = <T>(value: T | undefined) => (value === undefined ? { unavailable: 'x' } : { value, source: 's' });
    const encryption = { ...identity.encryption, state: fact(state), metadata: fact(metadata) };
    return {
      ...plan,
      steps,
      requiredLevel,
      claim: { method, technique, maxLevel, why: [] },
      target: { ...plan.target, identity: { ...identity, encryption } },
    };
  });

const anyInput: fc.Arbitrary<JudgeInput> = fc.record({
  plan: fc.oneof(fc.constant(goodPlan()), anyPlan),
  run: fc.oneof(fc.constant(goodRun()), anyRun),
  findings: fc.oneof(fc.constant(goodFindings()), fc.option(maybeFilled), soundSums.map(sumsHold)),
  state: fc.oneof(fc.constant(goodState()), anyState),
  identityMatch: fc.constantFrom('same' as const, 'different' as const, 'unknown' as const),
  requiredLevel: level,
});

/** One thing that goes wrong. */
interface Blow {
  readonly name: string;
  readonly strike: (input: JudgeInput) => JudgeInput;
}

function convert(set: SetName, to: BlockClass, extra: (findings: Findings) => Findings = (f) => f): Blow['strike'] {
  return (input) => {
    const { findings } = input;
    if (findings === null || (set === 'baseline' && findings.baseline === null)) return input;
    const before = set === 'baseline' ? (findings.baseline as Baseline).classesAfter : findings[set].classes;
    if (before.zero === 0) return input;
    const after = { ...before, zero: before.zero - 1, [to]: before[to] + 1 };
    const named = ['canary', 'known-hash', 'signature', 'structured'].includes(to);
    const changed: Findings = {
      ...findings,
      ...(set === 'baseline'
        ? { baseline: { ...(findings.baseline as Baseline), classesAfter: after } }
        : { [set]: { ...findings[set], classes: after } }),
      hitCount: findings.hitCount + (named ? 1 : 0),
      hits: named && findings.hits.length < 100 ? [...findings.hits, { offset: 0, class: to, set }] : findings.hits,
    };
    return { ...input, findings: extra(changed) };
  };
}

const unchanged = (noise: number) => (findings: Findings) => {
  const baseline = findings.baseline as Baseline;
  const more = { unchanged: baseline.unchanged + 1, unchangedRandomLike: baseline.unchangedRandomLike + noise };
  return { ...findings, baseline: { ...baseline, ...more } };
};

const withSignal = (says: 'not-reset', worth: 'decisive' | 'supporting'): Blow['strike'] => {
  return (input) => {
    if (input.state === null) return input;
    const signals = [...input.state.signals, { id: 'blow', says, worth, text: 'x' }];
    return { ...input, state: { ...input.state, signals } };
  };
};

const findingsWith = (change: (findings: Findings) => Partial<Findings>): Blow['strike'] => {
  return (input) =>
    input.findings === null ? input : { ...input, findings: { ...input.findings, ...change(input.findings) } };
};

const SETS: readonly SetName[] = ['fresh', 'fixed', 'baseline'];
/** Leftovers and read errors: they lower the verdict in its whole order. */
const BLOWS: readonly Blow[] = [
  ...SETS.flatMap((set) =>
    (['canary', 'known-hash', 'signature', 'structured', 'constant', 'unreadable'] as const).map((to) => ({
      name: `${to} in ${set}`,
      strike: convert(set, to),
    })),
  ),
  { name: 'unchanged noise', strike: convert('baseline', 'known-hash', unchanged(1)) },
  { name: 'unchanged content', strike: convert('baseline', 'known-hash', unchanged(0)) },
  { name: 'a decisive contrary sign', strike: withSignal('not-reset', 'decisive') },
  { name: 'a contrary sign', strike: withSignal('not-reset', 'supporting') },
  { name: 'a page cache', strike: findingsWith(() => ({ direct: false })) },
  {
    name: 'the key stayed',
    strike: findingsWith(({ keyBlob }) => ({ keyBlob: { before: keyBlob.before, after: keyBlob.before } })),
  },
  { name: 'a higher demand', strike: (input) => ({ ...input, requiredLevel: 'FULL-READ' }) },
  {
    name: 'a profile that allows less',
    strike: (input) => ({ ...input, plan: { ...input.plan, claim: { ...input.plan.claim, maxLevel: 'STATUS-ONLY' } } }),
  },
];
/** Evidence that is lost: never verified because of it, and no higher level. */
const LOSSES: readonly Blow[] = [
  { name: 'no findings', strike: (input) => ({ ...input, findings: null }) },
  { name: 'no state', strike: (input) => ({ ...input, state: null }) },
  { name: 'no signals', strike: (input) => ({ ...input, state: input.state && { ...input.state, signals: [] } }) },
  { name: 'no baseline', strike: findingsWith(() => ({ baseline: null })) },
  {
    name: 'no key after',
    strike: findingsWith(({ keyBlob }) => ({ keyBlob: { ...keyBlob, after: { unavailable: 'x' } } })),
  },
  {
    name: 'who knows which phone',
    strike: (input) => (input.identityMatch === 'same' ? { ...input, identityMatch: 'unknown' } : input),
  },
  { name: 'another phone', strike: (input) => ({ ...input, identityMatch: 'different' }) },
  { name: 'no acknowledgement', strike: (input) => ({ ...input, run: { ...input.run, acknowledged: false } }) },
  { name: 'no record', strike: (input) => ({ ...input, run: { ...input.run, steps: [] } }) },
  {
    name: 'cancelled',
    strike: (input) => ({ ...input, run: { ...input.run, ending: { kind: 'cancelled', at: 'x' } } }),
  },
];

const rank = (input: JudgeInput) => -RESULTS.indexOf(judge(input).result);

describe('laws', () => {
  it('the generators stay inside the schemas', () => {
    fc.assert(
      fc.property(anyInput, ({ plan, run, findings, state }) => {
        planSchema.parse(plan);
        runSchema.parse(run);
        if (findings !== null) findingsSchema.parse(findings);
        if (state !== null) stateEvidenceSchema.parse(state);
      }),
      { numRuns: 200 },
    );
  });

  it('judge is total, pure, and verified means verified', () => {
    let verified = 0;
    fc.assert(
      fc.property(anyInput, (input) => {
        const copy = structuredClone(input);
        const verdict = judge(input);
        expect(input).toEqual(copy);
        expect(verdictSchema.parse(verdict)).toEqual(verdict);
        expect(judge(input)).toEqual(verdict);
        if (verdict.result !== 'verified') return;
        verified += 1;
        const { run, plan, findings, state, identityMatch } = input;
        expect(run.ending.kind).toBe('done');
        expect(run.acknowledged && run.touched).toBe(true);
        expect(identityMatch).not.toBe('different');
        expect(findings?.hitCount ?? 0).toBe(0);
        expect(findings?.canaries.found ?? 0).toBe(0);
        expect(findings?.baseline?.unchanged ?? 0).toBe(0);
        expect((findings?.fill?.fresh.other ?? 0) + (findings?.fill?.fresh.zero ?? 0)).toBe(0);
        expect(state?.signals.some((sign) => sign.says === 'not-reset') ?? false).toBe(false);
        for (const asked of [input.requiredLevel, plan.requiredLevel, plan.claim.maxLevel, 'STATUS-ONLY'] as const) {
          if (asked === plan.claim.maxLevel) expect(levelRank(verdict.level)).toBeLessThanOrEqual(levelRank(asked));
          if (asked !== plan.claim.maxLevel) expect(levelRank(verdict.level)).toBeGreaterThanOrEqual(levelRank(asked));
        }
        if (levelRank(verdict.level) >= levelRank('STATISTICAL')) {
          expect(verdict.bound?.fraction).toBeLessThan(0.01);
          expect(verdict.worstBound?.fraction).toBeLessThanOrEqual(0.01);
        }
      }),
      { numRuns: 2000, seed: 20261121 },
    );
    expect(verified).toBeGreaterThan(10);
  });

  it('the worst bound is never below the bound', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { bound, worstBound } = judge(input);
        if (bound && worstBound) expect(worstBound.fraction).toBeGreaterThanOrEqual(bound.fraction * (1 - 1e-9));
      }),
      { numRuns: 1000 },
    );
  });

  const bases = fc.constantFrom(goodInput(), lockedInput(), probedInput(), {
    ...goodInput(),
    requiredLevel: 'STATISTICAL' as const,
  });
  const blows = fc.array(fc.tuple(fc.constantFrom(...BLOWS), fc.integer({ min: 1, max: 40 })), { maxLength: 5 });

  it('more leftovers and more read errors never make it better, in any order and number', () => {
    fc.assert(
      fc.property(bases, blows, (base, all) => {
        let input: JudgeInput = base;
        for (const [blow, times] of all) {
          const was = judge(input);
          let next: JudgeInput = input;
          for (let i = 0; i < times; i++) next = blow.strike(next);
          const now = judge(next);
          expect(rank(next), blow.name).toBeLessThanOrEqual(rank(input));
          expect(levelRank(now.level), blow.name).toBeLessThanOrEqual(levelRank(was.level));
          expect(now.worstBound?.fraction ?? 1).toBeGreaterThanOrEqual((was.worstBound?.fraction ?? 1) * (1 - 1e-9));
          input = next;
        }
      }),
      { numRuns: 800 },
    );
  });

  it('lost evidence never makes it verified nor raises the level, whatever went wrong before', () => {
    fc.assert(
      fc.property(
        bases,
        blows,
        fc.array(fc.constantFrom(...LOSSES), { minLength: 1, maxLength: 4 }),
        (base, all, losses) => {
          let input: JudgeInput = base;
          for (const [blow, times] of all) for (let i = 0; i < times; i++) input = blow.strike(input);
          for (const loss of losses) {
            const was = judge(input);
            const next = loss.strike(input);
            const now = judge(next);
            if (was.result !== 'verified') expect(now.result, loss.name).not.toBe('verified');
            if (was.result !== 'not-sanitized') {
              expect(levelRank(now.level), loss.name).toBeLessThanOrEqual(levelRank(was.level));
            }
            input = next;
          }
        },
      ),
      { numRuns: 800 },
    );
  });

  it('every blow and every loss alone is felt or harmless, and never helps', () => {
    for (const { name, strike } of [...BLOWS, ...LOSSES]) {
      const verdict = judge(strike(goodInput()));
      expect(levelRank(verdict.level), name).toBeLessThanOrEqual(levelRank('STATISTICAL'));
      if (/canary|known-hash|unchanged content|decisive/.test(name)) expect(verdict.result, name).toBe('not-sanitized');
      if (/signature|structured|constant|unchanged noise|contrary|stayed/.test(name)) {
        expect(verdict.result, name).not.toBe('verified');
      }
    }
  });
});
