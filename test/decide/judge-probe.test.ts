/** When a look in a shell reaches LOGICAL-PROBE, and that nothing missing and nothing contrary ever does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JudgeInput, judge } from '../../src/decide/judge.ts';
import { levelRank } from '../../src/model/evidence-level.ts';
import type { StateEvidence, StateSignal } from '../../src/model/state-evidence.ts';
import { RESULTS } from '../../src/model/verdict.ts';
import { counts, goodFindings, probedInput } from './judge-fixtures.ts';

const LEVEL = 'LOGICAL-PROBE';
type Change = (input: JudgeInput) => JudgeInput;

const state = (change: (state: StateEvidence) => Partial<StateEvidence>): Change => {
  return (input) => (input.state === null ? input : { ...input, state: { ...input.state, ...change(input.state) } });
};
const without = (...ids: string[]) =>
  state(({ signals }) => ({ signals: signals.filter(({ id }) => !ids.includes(id)) }));
const sign = (id: string, says: StateSignal['says'], worth: StateSignal['worth'] = 'supporting') =>
  state(({ signals }) => ({ signals: [...signals.filter((each) => each.id !== id), { id, says, worth, text: 'x' }] }));
type Canaries = NonNullable<StateEvidence['canaries']>;
const files = (change: (canaries: Canaries) => Canaries) =>
  state(({ canaries }) => (canaries === undefined ? {} : { canaries: change(canaries) }));
const inFirst = (change: Partial<Canaries['folders'][number]>) =>
  files((canaries) => ({
    ...canaries,
    folders: canaries.folders.map((folder, index) => (index === 0 ? { ...folder, ...change } : folder)),
  }));
const unrecorded = (verb: string): Change => {
  return (input) => ({ ...input, run: { ...input.run, steps: input.run.steps.filter((step) => step.verb !== verb) } });
};

describe('the level', () => {
  const both = (...changes: Change[]): Change => {
    return (input) => changes.reduce((now, change) => change(now), input);
  };
  test.each<[string, Change, string, string | undefined]>([
    ['all there', (input) => input, 'verified', undefined],
    [
      'another sign in the place of the boot history',
      both(without('boot-reason'), sign('packages-gone', 'reset')),
      'verified',
      undefined,
    ],
    [
      'a boot history in the place of the android_id',
      both(without('android-id-changed'), sign('provisioning', 'reset')),
      'verified',
      undefined,
    ],
    [
      'the files and nothing else',
      without('boot-reason', 'android-id-changed'),
      'performed-unverified',
      'STATE_NOT_OBSERVED',
    ],
    ['a new android_id and nothing else', without('boot-reason'), 'performed-unverified', 'STATE_NOT_OBSERVED'],
    ['a boot history and nothing else', without('android-id-changed'), 'performed-unverified', 'PROBE_SIGNS_MISSING'],
    [
      'signs that a shell can make, all of them',
      both(
        without('boot-reason', 'android-id-changed'),
        sign('provisioning', 'reset'),
        sign('packages-gone', 'reset'),
        sign('accounts-gone', 'reset'),
      ),
      'performed-unverified',
      'PROBE_SIGNS_MISSING',
    ],
    [
      'one sign twice',
      both(
        without('boot-reason'),
        state(({ signals }) => ({ signals: [...signals, ...signals] })),
      ),
      'performed-unverified',
      'STATE_NOT_OBSERVED',
    ],
    [
      'a boot history that was never read before',
      both(without('android-id-changed'), sign('boot-reason', 'reset'), sign('provisioning', 'reset')),
      'performed-unverified',
      'PROBE_SIGNS_MISSING',
    ],
    ['no files', state(() => ({ canaries: undefined })), 'performed-unverified', 'CANARIES_VOID'],
    ['no word of the files', without('canaries-gone'), 'performed-unverified', 'CANARIES_VOID'],
    [
      'the files are forgotten',
      files((canaries) => ({ ...canaries, void: 'forgotten' })),
      'performed-unverified',
      'CANARIES_VOID',
    ],
    ['the files were not seen before', inFirst({ seenBefore: 1 }), 'performed-unverified', 'CANARIES_VOID'],
    ['the search did not work', inFirst({ searched: false }), 'performed-unverified', 'CANARIES_VOID'],
    ['a count that says otherwise', inFirst({ found: 1 }), 'performed-unverified', 'CANARIES_VOID'],
    ['no record of the planting', unrecorded('probe:plant'), 'performed-unverified', 'CANARIES_VOID'],
    ['no shell', state(() => ({ channel: 'trade-in' })), 'performed-unverified', 'CANARIES_VOID'],
    [
      'who knows which phone',
      (input) => ({ ...input, identityMatch: 'unknown' }),
      'performed-unverified',
      'PHONE_NOT_IDENTIFIED',
    ],
    ['another phone', (input) => ({ ...input, identityMatch: 'different' }), 'unknown', 'PHONE_SWAPPED'],
    ['a file was found', sign('canaries-gone', 'not-reset', 'decisive'), 'not-sanitized', 'STATE_NOT_RESET'],
    ['a sign against it', sign('keys-kept', 'not-reset'), 'performed-unverified', 'STATE_CONTRADICTS'],
    [
      'a plan that planted none',
      (input) => ({
        ...input,
        plan: { ...input.plan, steps: input.plan.steps.filter(({ verb }) => verb !== 'probe:plant') },
      }),
      'performed-unverified',
      'BELOW_REQUIRED_LEVEL',
    ],
    [
      'a profile that allows less',
      (input) => ({ ...input, plan: { ...input.plan, claim: { ...input.plan.claim, maxLevel: 'STATE-OBSERVED' } } }),
      'performed-unverified',
      'LEVEL_CAPPED_BY_PROFILE',
    ],
  ])('%s', (_what, change, result, because) => {
    const verdict = judge(change(probedInput()));
    expect(verdict.result).toBe(result);
    expect(verdict.level === LEVEL).toBe(result === 'verified');
    if (because !== undefined) expect(verdict.reasons.map(({ code }) => code)).toContain(because);
  });

  test('a sample that was too poor to count leaves it; one that raises a doubt takes it away', () => {
    const sampled = (findings: JudgeInput['findings']): JudgeInput => {
      const base = probedInput();
      const sample = { id: 'sample', verb: 'probe:sample' as const, args: { partition: 'userdata' } };
      const steps = [...base.plan.steps, { ...sample, words: 'x', danger: 'none' as const, timeoutSeconds: 1 }];
      const claim = { ...base.plan.claim, technique: 'discard-and-key-destruction' as const };
      return { ...base, plan: { ...base.plan, steps, claim }, findings };
    };
    const good = goodFindings();
    expect(judge(sampled({ ...good, direct: false }))).toMatchObject({ result: 'verified', level: LEVEL });
    const dirty = { ...good.fresh, classes: counts({ zero: 4602, constant: 1 }) };
    expect(judge(sampled({ ...good, fresh: dirty }))).toMatchObject({
      result: 'performed-unverified',
      level: 'STATE-OBSERVED',
    });
  });
});

/** Whatever is taken from the evidence. */
const LOSSES: readonly Change[] = [
  ...['canaries-gone', 'boot-reason', 'android-id-changed', 'provisioning', 'packages-gone'].map((id) => without(id)),
  state(() => ({ canaries: undefined })),
  state(() => ({ signals: [] })),
  state(({ signals }) => ({ signals: signals.map((each) => ({ ...each, says: 'unknown' as const })) })),
  ...(['shell', 'trade-in', 'unauthorized', 'absent'] as const).map((channel) =>
    state((now) => (now.channel === 'root-shell' || now.channel === 'shell' ? { channel } : {})),
  ),
  files((canaries) => ({ ...canaries, void: 'forgotten' })),
  files((canaries) => ({ ...canaries, folders: canaries.folders.slice(1) })),
  inFirst({ searched: false }),
  inFirst({ seenBefore: 0 }),
  inFirst({ planted: 0 }),
  ...['probe:plant', 'probe:state', 'adb:test-harness'].map(unrecorded),
  (input) => ({ ...input, state: null }),
  (input) => ({ ...input, identityMatch: input.identityMatch === 'same' ? 'unknown' : input.identityMatch }),
  (input) => ({ ...input, run: { ...input.run, acknowledged: false } }),
];
const AGAINST: readonly Change[] = [
  ...['canaries-gone', 'keys-kept', 'users-gone', 'anything'].flatMap((id) =>
    (['decisive', 'supporting'] as const).map((worth) =>
      state(({ signals }) => ({ signals: [...signals, { id, says: 'not-reset' as const, worth, text: 'x' }] })),
    ),
  ),
];
/** Further good signs, so that there is something to lose. */
const MORE: readonly Change[] = ['packages-gone', 'accounts-gone', 'provisioning', 'users-gone'].map((id) =>
  sign(id, 'reset'),
);

describe('laws', () => {
  const some = (from: readonly Change[], minLength: number) =>
    fc.array(fc.constantFrom(...from), { minLength, maxLength: 6 });
  const rank = (input: JudgeInput) => -RESULTS.indexOf(judge(input).result);

  test('what is missing never raises the level, and never makes it verified', () => {
    fc.assert(
      fc.property(some(MORE, 0), some(LOSSES, 1), (more, losses) => {
        let input = more.reduce((now, change) => change(now), probedInput());
        for (const loss of losses) {
          const [was, next] = [judge(input), loss(input)];
          const now = judge(next);
          expect(levelRank(now.level)).toBeLessThanOrEqual(levelRank(was.level));
          if (was.result !== 'verified') expect(now.result).not.toBe('verified');
          input = next;
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('one sign against it, of any kind and anywhere, is enough that the level is not reached', () => {
    fc.assert(
      fc.property(some(MORE, 0), some(LOSSES, 0), some(AGAINST, 1), (more, losses, against) => {
        const before = [...more, ...losses].reduce((now, change) => change(now), probedInput());
        const verdict = judge(against.reduce((now, change) => change(now), before));
        if (before.state === null) return;
        expect(verdict.result).not.toBe('verified');
        expect(levelRank(verdict.level)).toBeLessThan(levelRank(LEVEL));
        expect(rank(against.reduce((now, change) => change(now), before))).toBeLessThanOrEqual(rank(before));
      }),
      { numRuns: 3000 },
    );
  });
});
