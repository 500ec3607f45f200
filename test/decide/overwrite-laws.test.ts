/** What may be said after a storage was written over: only an exact match counts, and nothing that went wrong helps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../src/decide/assess.ts';
import { type JudgeInput, judge } from '../../src/decide/judge.ts';
import { levelRank } from '../../src/model/evidence-level.ts';
import type { BlockClass, ClassCounts, FillCounts, FillKind, Findings } from '../../src/model/findings.ts';
import { findingsSchema } from '../../src/model/findings.ts';
import { planSchema, type Step } from '../../src/model/plan.ts';
import { RESULTS } from '../../src/model/verdict.ts';
import { counts, goodFindings, goodInput, goodPlan, goodRun } from './judge-fixtures.ts';

const step = (id: string, verb: Step['verb'], danger: Step['danger'], args: Step['args'] = {}): Step => ({
  ...{ id, verb, args, danger },
  words: id,
  timeoutSeconds: 60,
});

/** The order of profiles/routes/overwrite.json. */
const STEPS: readonly Step[] = [
  step('read-before', 'probe:baseline', 'none', { partition: 'userdata' }),
  step('enter-recovery', 'adb:reboot', 'restarts', { to: 'recovery', returns: 'recovery' }),
  step('overwrite', 'storage:overwrite', 'erases', { partition: 'userdata', fill: 'stream' }),
  step('read-after', 'probe:sample', 'none', { partition: 'userdata' }),
  step('order-wipe', 'adb:write-bcb', 'erases'),
  step('await', 'adb:await-reset', 'none'),
  step('look', 'probe:state', 'none'),
];

const minute = (n: number) => `2026-11-21T10:${String(n).padStart(2, '0')}:00Z`;

function filled(kind: FillKind): Findings {
  const good = goodFindings();
  const looks: BlockClass = kind === 'zero' ? 'zero' : 'random-like';
  const all = (matching: number): FillCounts => ({ matching, zero: 0, other: 0 });
  const baseline = good.baseline as NonNullable<Findings['baseline']>;
  return {
    ...good,
    keyBlob: { before: { unavailable: 'no key' }, after: { unavailable: 'no key' } },
    fresh: { windows: 4603, classes: counts({ [looks]: 4603 }), knownRandomLike: 0 },
    fixed: { windows: 520, classes: counts({ [looks]: 520 }), knownRandomLike: 0 },
    baseline: { ...baseline, classesAfter: counts({ [looks]: 4603 }) },
    fill: { kind, fresh: all(4603), fixed: all(520), baseline: all(4603) },
    startedAt: minute(20),
    endedAt: minute(30),
  };
}

function input(kind: FillKind = 'stream', change: Partial<JudgeInput> = {}): JudgeInput {
  const plan = goodPlan();
  const none = { unavailable: 'x' };
  const encryption = { state: { value: 'unencrypted' as const, source: 's' }, type: none, metadata: none };
  const identity = { ...plan.target.identity, encryption: { ...plan.target.identity.encryption, ...encryption } };
  const run = goodRun(STEPS);
  return {
    ...goodInput(),
    plan: {
      ...plan,
      target: { ...plan.target, identity },
      route: 'overwrite',
      steps: [...STEPS],
      requiredLevel: 'STATISTICAL',
      claim: { method: 'clear', technique: 'overwrite', maxLevel: 'STATISTICAL', why: [] },
    },
    // Overwritten from minute 2 to 15, sampled from 20 to 30, ordered at 35.
    run: {
      ...run,
      steps: run.steps.map((record) => ({
        ...record,
        endedAt: minute({ overwrite: 15, 'read-after': 30, 'order-wipe': 35, await: 40, look: 45 }[record.id] ?? 2),
      })),
    },
    findings: filled(kind),
    requiredLevel: 'STATISTICAL',
    ...change,
  };
}

const codesOf = (verdict: ReturnType<typeof judge>) => verdict.reasons.map(({ code }) => code);
const withFindings = (base: JudgeInput, change: (findings: Findings) => Findings): JudgeInput =>
  base.findings === null ? base : { ...base, findings: change(base.findings) };

type SetName = 'fresh' | 'fixed' | 'baseline';
const SETS: readonly SetName[] = ['fresh', 'fixed', 'baseline'];

const classesOf = (findings: Findings, set: SetName): ClassCounts | undefined =>
  set === 'baseline' ? findings.baseline?.classesAfter : findings[set].classes;

/** One place of the set that matched before does not any more, and looks like `to`. */
function spoil(set: SetName, to: BlockClass): (base: JudgeInput) => JudgeInput {
  return (base) =>
    withFindings(base, (findings) => {
      const { fill, baseline } = findings;
      const classes = classesOf(findings, set);
      const was = fill?.[set];
      if (fill === undefined || classes === undefined || !was || was.matching === 0) return findings;
      const looks: BlockClass = fill.kind === 'zero' ? 'zero' : 'random-like';
      const after = { ...classes, [looks]: classes[looks] - 1 };
      after[to] += 1;
      const gone = { ...was, matching: was.matching - 1 };
      const now =
        to === 'unreadable'
          ? gone
          : to === 'zero'
            ? { ...gone, zero: gone.zero + 1 }
            : { ...gone, other: gone.other + 1 };
      const named = ['canary', 'known-hash', 'signature', 'structured'].includes(to);
      return {
        ...findings,
        ...(set === 'baseline' && baseline
          ? { baseline: { ...baseline, classesAfter: after } }
          : { [set]: { ...findings[set], classes: after } }),
        fill: { ...fill, [set]: now },
        hitCount: findings.hitCount + (named ? 1 : 0),
        hits: named && findings.hits.length < 100 ? [...findings.hits, { offset: 0, class: to, set }] : findings.hits,
      };
    });
}

const BLOWS = SETS.flatMap((set) =>
  (['random-like', 'structured', 'signature', 'known-hash', 'canary', 'constant', 'ff', 'zero', 'unreadable'] as const)
    .map((to) => ({ name: `${to} in ${set}`, to, strike: spoil(set, to) }))
    // Over zeros a place that shows zeros has not changed.
    .filter(({ to }) => to !== 'zero'),
);
const LOSSES: readonly { name: string; strike: (base: JudgeInput) => JudgeInput }[] = [
  { name: 'no findings', strike: (base) => ({ ...base, findings: null }) },
  { name: 'no comparison', strike: (base) => withFindings(base, ({ fill: _fill, ...rest }) => rest) },
  {
    name: 'no baseline',
    strike: (base) =>
      withFindings(base, (findings) => ({
        ...findings,
        baseline: null,
        ...(findings.fill ? { fill: { ...findings.fill, baseline: null } } : {}),
      })),
  },
  { name: 'no record of the writing', strike: (base) => dropped(base, 'overwrite') },
  { name: 'no record of the order', strike: (base) => dropped(base, 'order-wipe') },
  { name: 'a page cache', strike: (base) => withFindings(base, (findings) => ({ ...findings, direct: false })) },
  { name: 'read too early', strike: (base) => withFindings(base, (f) => ({ ...f, startedAt: minute(14) })) },
];

function dropped(base: JudgeInput, id: string): JudgeInput {
  return { ...base, run: { ...base.run, steps: base.run.steps.filter((record) => record.id !== id) } };
}

const rank = (each: JudgeInput) => -RESULTS.indexOf(judge(each).result);

describe('a storage that was written over', () => {
  it('the fixtures fit their schemas', () => {
    planSchema.parse(input().plan);
    for (const kind of ['zero', 'stream'] as const) findingsSchema.parse(filled(kind));
  });

  it.each(['stream', 'zero'] as const)(
    'is verified when every place holds the %s, though it was never encrypted',
    (kind) => {
      expect(judge(input(kind))).toMatchObject({
        result: 'verified',
        level: 'STATISTICAL',
        claim: { method: 'clear', technique: 'overwrite' },
        reasons: [],
      });
    },
  );

  it('the sample follows the writing, and need not follow the new file system', () => {
    expect(codesOf(judge(withFindings(input(), (f) => ({ ...f, startedAt: minute(14) }))))).toContain(
      'SAMPLE_BEFORE_WIPE',
    );
  });

  it('a plan that claims to write over and has no such step gains nothing from it', () => {
    const base = input();
    const steps = base.plan.steps.filter(({ verb }) => verb !== 'storage:overwrite');
    expect(codesOf(judge({ ...base, plan: { ...base.plan, steps } }))).toContain('SAMPLE_BEFORE_WIPE');
  });

  it('writing over another partition than the one that is read proves nothing of it', () => {
    const base = input();
    const steps = base.plan.steps.map((each) =>
      each.verb === 'storage:overwrite' ? { ...each, args: { ...each.args, partition: 'cache' } } : each,
    );
    expect(codesOf(judge({ ...base, plan: { ...base.plan, steps } }))).toContain('SAMPLE_BEFORE_WIPE');
  });

  it('another technique gains nothing from a fill, and the order of a wipe still counts there', () => {
    const base = input();
    const claim = { ...base.plan.claim, technique: 'discard' as const };
    const verdict = judge({ ...base, plan: { ...base.plan, claim } });
    expect(verdict.result).not.toBe('verified');
    expect(codesOf(verdict)).toEqual(expect.arrayContaining(['SAMPLE_BEFORE_WIPE', 'FINDINGS_INCONSISTENT']));
  });

  it.each<[string, string, string, BlockClass]>([
    ['something else', 'not-sanitized', 'FILL_BROKEN', 'random-like'],
    ['old content', 'not-sanitized', 'CONTENT_REMAINED', 'known-hash'],
    ['a planted file', 'not-sanitized', 'CANARY_FOUND', 'canary'],
    ['FF', 'not-sanitized', 'FILL_BROKEN', 'ff'],
    ['zeros where a stream was written', 'performed-unverified', 'FILL_MISSING', 'zero'],
  ])('one place with %s is %s', (_name, result, code, to) => {
    for (const set of SETS) {
      const verdict = judge(spoil(set, to)(input()));
      expect(verdict, set).toMatchObject({ result });
      expect(codesOf(verdict), set).toContain(code);
    }
  });

  it('a few places that cannot be read weaken it, and many end it', () => {
    const many = Array.from({ length: 60 }).reduce<JudgeInput>((base) => spoil('fresh', 'unreadable')(base), input());
    expect(judge(many).result).not.toBe('verified');
    expect(judge(spoil('fixed', 'unreadable')(input())).result).not.toBe('verified');
  });

  it('counts that claim more matches than there are places, or of another look, are no evidence', () => {
    for (const change of [
      { fill: { ...filled('stream').fill, fresh: { matching: 4604, zero: 0, other: 0 } } },
      { fill: { ...filled('stream').fill, fresh: { matching: 4602, zero: 0, other: 0 } } },
      { fill: { ...filled('stream').fill, baseline: null } },
      { fill: { ...filled('zero').fill } },
    ] as Partial<Findings>[]) {
      const verdict = judge(withFindings(input(), (findings) => ({ ...findings, ...change })));
      expect(verdict.result, JSON.stringify(change)).not.toBe('verified');
      expect(codesOf(verdict)).toContain('FINDINGS_INCONSISTENT');
    }
  });

  it('a stream needs no old content to compare with, and zeros do', () => {
    const bare = (kind: FillKind) =>
      withFindings(input(kind), (findings) => ({
        ...findings,
        baseline: findings.baseline && { ...findings.baseline, informative: 3 },
      }));
    expect(judge(bare('stream')).result).toBe('verified');
    expect(codesOf(judge(bare('zero')))).toContain('FEW_INFORMATIVE_PLACES');
  });
});

describe('laws', () => {
  const bases = fc.constantFrom(input('stream'), input('zero'));
  const blows = fc.array(fc.tuple(fc.constantFrom(...BLOWS), fc.integer({ min: 1, max: 40 })), { maxLength: 5 });
  const struck = (base: JudgeInput, blow: (typeof BLOWS)[number], times: number) =>
    Array.from({ length: times }).reduce<JudgeInput>((each) => blow.strike(each), base);

  it('what does not match never helps, in any order and number', () => {
    fc.assert(
      fc.property(bases, blows, (base, all) => {
        let now = base;
        for (const [blow, times] of all) {
          const next = struck(now, blow, times);
          expect(rank(next), blow.name).toBeLessThanOrEqual(rank(now));
          expect(levelRank(judge(next).level), blow.name).toBeLessThanOrEqual(levelRank(judge(now).level));
          const [worse, better] = [judge(next).worstBound?.fraction ?? 1, judge(now).worstBound?.fraction ?? 1];
          expect(worse, blow.name).toBeGreaterThanOrEqual(better * (1 - 1e-9));
          now = next;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('lost evidence never makes it verified nor raises the level', () => {
    fc.assert(
      fc.property(bases, blows, fc.subarray([...LOSSES], { minLength: 1 }), (base, all, losses) => {
        let now = all.reduce<JudgeInput>((each, [blow, times]) => struck(each, blow, times), base);
        for (const { name, strike } of losses) {
          const next = strike(now);
          if (judge(now).result !== 'verified') expect(judge(next).result, name).not.toBe('verified');
          if (judge(now).result !== 'not-sanitized') {
            expect(levelRank(judge(next).level), name).toBeLessThanOrEqual(levelRank(judge(now).level));
          }
          now = next;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('each loss alone is felt', () => {
    for (const { name, strike } of LOSSES) expect(judge(strike(input())).result, name).not.toBe('verified');
  });

  it('is total: any counts at all are assessed', () => {
    const count = fc.oneof(fc.nat(5), fc.nat(6000), fc.maxSafeNat());
    const set = fc.record({ matching: count, zero: count, other: count });
    fc.assert(
      fc.property(fc.constantFrom('zero', 'stream'), set, set, fc.option(set), (kind, fresh, fixed, baseline) => {
        const findings = { ...filled('stream'), fill: { kind, fresh, fixed, baseline } } as Findings;
        const assessment = assess(findings, { technique: 'overwrite', encryptedBefore: false });
        if (assessment.level !== null) expect(findings.fill?.fresh.other).toBe(0);
      }),
    );
  });
});
