import { describe, expect, it } from 'vitest';
import { type JudgeInput, judge } from '../../src/decide/judge.ts';
import type { StateEvidence } from '../../src/model/state-evidence.ts';
import { verdictSchema } from '../../src/model/verdict.ts';
import { counts, goodFindings, goodInput, goodPlan, goodRun, goodState, lockedInput } from './judge-fixtures.ts';

const spoil = (change: Partial<JudgeInput>): JudgeInput => ({ ...goodInput(), ...change });
const codes = (input: JudgeInput) => judge(input).reasons.map(({ code }) => code);
const good = goodInput();
const findings = goodFindings();
const baseline = findings.baseline as NonNullable<typeof findings.baseline>;
const state = (channel: StateEvidence['channel'], ...signals: readonly string[]): StateEvidence => ({
  channel,
  signals: signals.map((words) => {
    const [id = '', says = '', worth = ''] = words.split(' ');
    return { id, says, worth, text: words } as StateEvidence['signals'][number];
  }),
});

/** Ciphertext stayed at 5 places. */
const remained = {
  ...findings,
  baseline: {
    ...baseline,
    unchanged: 5,
    unchangedRandomLike: 5,
    classesAfter: counts({ zero: 4403, 'random-like': 195, 'known-hash': 5 }),
  },
  hitCount: 5,
  hits: [1, 2, 3, 4, 5].map((offset) => ({ offset, class: 'known-hash' as const, set: 'baseline' as const })),
};

describe('all went well', () => {
  it('is verified with the level and the claim of the profile', () => {
    const verdict = judge(good);
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
    expect(verdict).toMatchObject({
      result: 'verified',
      level: 'STATISTICAL',
      claim: { method: 'purge', technique: 'discard-and-key-destruction' },
      reasons: [],
    });
    expect(verdict.bound?.bytes).toBe(127_996_310);
  });

  it('what rests on the word of the phone alone is never verified, whatever is asked for', () => {
    const verdict = judge(lockedInput());
    expect(verdict).toMatchObject({
      result: 'performed-unverified',
      level: 'STATUS-ONLY',
      claim: { method: 'clear' },
      bound: null,
    });
    expect(verdict.reasons.map(({ code }) => code)).toContain('WORD_ONLY');
    expect(judge({ ...lockedInput(), requiredLevel: 'STATE-OBSERVED' }).result).toBe('performed-unverified');
  });
});

describe('a phone of which only the state was seen', () => {
  const seen = state('shell', 'boot-reason reset decisive');
  const encryption = (value: string | undefined) => {
    const plan = lockedInput().plan;
    const { identity } = plan.target;
    const told = value === undefined ? { unavailable: 'not told' } : { value, source: 'getprop' };
    const changed = { ...identity, encryption: { ...identity.encryption, state: told } } as typeof identity;
    return { ...plan, target: { ...plan.target, identity: changed } };
  };
  const afterwards = (says: 'yes' | 'no' | 'unknown') => ({
    ...seen,
    preflightAfter: [
      { code: 'STORAGE_UNENCRYPTED' as const, severity: 'warns' as const, state: says, text: 't', source: 's' },
    ],
  });

  it.each<[string, string | undefined, StateEvidence, string, string | undefined]>([
    ['encrypted', 'encrypted', seen, 'verified', undefined],
    ['not encrypted', 'unencrypted', seen, 'performed-unverified', 'STORAGE_NOT_ENCRYPTED'],
    ['too old to encrypt', 'unsupported', seen, 'performed-unverified', 'STORAGE_NOT_ENCRYPTED'],
    ['not known', undefined, seen, 'performed-unverified', 'ENCRYPTION_UNKNOWN'],
    ['not known, and not afterwards', undefined, afterwards('unknown'), 'performed-unverified', 'ENCRYPTION_UNKNOWN'],
    ['not known, encrypted afterwards', undefined, afterwards('no'), 'verified', undefined],
    ['not known, bare afterwards', undefined, afterwards('yes'), 'performed-unverified', 'STORAGE_NOT_ENCRYPTED'],
    ['bare, encrypted afterwards', 'unencrypted', afterwards('no'), 'performed-unverified', 'STORAGE_NOT_ENCRYPTED'],
  ])('%s', (_what, before, evidence, result, code) => {
    const verdict = judge({
      ...lockedInput(),
      plan: encryption(before),
      state: evidence,
      identityMatch: 'same',
      requiredLevel: 'STATE-OBSERVED',
    });
    expect(verdict.result).toBe(result);
    expect(verdict.level).toBe('STATE-OBSERVED');
    const codes = verdict.reasons.map((reason) => reason.code);
    if (code === undefined) expect(codes).toEqual([]);
    else expect(codes).toContain(code);
  });
});

describe('unknown', () => {
  const run = goodRun();
  it.each<[string, Partial<JudgeInput>, string]>([
    ['another phone', { identityMatch: 'different' }, 'PHONE_SWAPPED'],
    [
      'swapped',
      { run: { ...run, ending: { kind: 'failed', at: 'look', code: 'DEVICE_SWAPPED', message: '' } } },
      'PHONE_SWAPPED',
    ],
    [
      'failed',
      { run: { ...run, ending: { kind: 'failed', at: 'look', code: 'DEVICE_GONE', message: '' } } },
      'RUN_NOT_DONE',
    ],
    ['cancelled', { run: { ...run, ending: { kind: 'cancelled', at: 'look' } } }, 'RUN_NOT_DONE'],
    ['not touched', { run: { ...run, touched: false } }, 'NOT_TOUCHED'],
    ['not acknowledged', { run: { ...run, acknowledged: false } }, 'NOT_ACKNOWLEDGED'],
    ['no record of the erasing step', { run: { ...run, steps: run.steps.slice(2) } }, 'STEP_NOT_DONE'],
    ['no records', { run: { ...run, steps: [] } }, 'STEP_NOT_DONE'],
    ['nothing in the plan erases', { plan: { ...goodPlan(), steps: goodPlan().steps.slice(2) } }, 'STEP_NOT_DONE'],
  ])('%s', (_name, change, code) => {
    const verdict = judge(spoil(change));
    expect(verdict).toMatchObject({ result: 'unknown', level: 'NOT-VERIFIED', claim: { method: 'none' } });
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
    expect(verdict.reasons.map((reason) => reason.code)).toContain('CLAIM_NEEDS_RESULT');
  });

  it('what another phone holds is said for and against nobody', () => {
    const dirty = { ...findings, canaries: { ...findings.canaries, found: 3 } };
    const verdict = judge(spoil({ identityMatch: 'different', findings: dirty }));
    expect(verdict).toMatchObject({ result: 'unknown', bound: null, worstBound: null });
    expect(verdict.reasons.map((reason) => reason.code)).not.toContain('CANARY_FOUND');
  });
});

describe('not sanitized', () => {
  const kept = state('root-shell', 'android-id-changed not-reset decisive', 'boot-reason reset decisive');

  it('a decisive sign outweighs every other', () => {
    expect(judge(spoil({ state: kept }))).toMatchObject({
      result: 'not-sanitized',
      level: 'STATUS-ONLY',
      claim: { method: 'none' },
    });
    expect(codes(spoil({ state: kept }))).toContain('STATE_NOT_RESET');
  });

  it('also when the run never ended', () => {
    const run = { ...goodRun(), ending: { kind: 'cancelled', at: 'look' } as const };
    expect(judge(spoil({ run, state: kept }))).toMatchObject({ result: 'not-sanitized', level: 'NOT-VERIFIED' });
  });

  it('content that stayed', () => {
    const stayed = { ...remained, baseline: { ...remained.baseline, unchangedRandomLike: 4 } };
    expect(judge(spoil({ findings: stayed })).result).toBe('not-sanitized');
    const same = { before: findings.keyBlob.before, after: findings.keyBlob.before };
    expect(codes(spoil({ findings: { ...remained, keyBlob: same } }))).toContain('KEY_NOT_DESTROYED_CONTENT_REMAINED');
  });
});

describe('performed, not verified', () => {
  it.each<[string, Partial<JudgeInput>, string, string]>([
    ['ciphertext remained', { findings: remained }, 'CIPHERTEXT_REMAINED', 'STATE-OBSERVED'],
    ['the sample is missing', { findings: null }, 'SAMPLE_MISSING', 'STATE-OBSERVED'],
    ['the state is missing', { state: null }, 'STATE_MISSING', 'STATUS-ONLY'],
    ['the state tells nothing', { state: state('root-shell') }, 'STATE_MISSING', 'STATUS-ONLY'],
    [
      'a contrary sign',
      { state: state('shell', 'x not-reset supporting', 'y reset decisive') },
      'STATE_CONTRADICTS',
      'STATUS-ONLY',
    ],
    [
      'another node',
      { findings: { ...findings, medium: { ...findings.medium, node: '/dev/block/by-name/cache' } } },
      'SAMPLE_OF_OTHER_NODE',
      'STATE-OBSERVED',
    ],
    [
      'too early',
      { findings: { ...findings, startedAt: '2026-11-21T10:01:59Z' } },
      'SAMPLE_BEFORE_WIPE',
      'STATE-OBSERVED',
    ],
    [
      'no key evidence',
      { findings: { ...findings, keyBlob: { ...findings.keyBlob, after: { unavailable: 'x' } } } },
      'RANDOM_LIKE_UNEXPLAINED',
      'STATE-OBSERVED',
    ],
    ['not identified', { identityMatch: 'unknown' }, 'PHONE_NOT_IDENTIFIED', 'STATUS-ONLY'],
    ['asked for more', { requiredLevel: 'FULL-READ' }, 'BELOW_REQUIRED_LEVEL', 'STATISTICAL'],
    [
      'the plan asked for more',
      { plan: { ...goodPlan(), requiredLevel: 'FULL-READ' } },
      'BELOW_REQUIRED_LEVEL',
      'STATISTICAL',
    ],
    [
      'the profile allows less',
      { plan: { ...goodPlan(), claim: { ...goodPlan().claim, maxLevel: 'STATUS-ONLY' } } },
      'LEVEL_CAPPED_BY_PROFILE',
      'STATUS-ONLY',
    ],
    [
      'the profile claims nothing',
      { plan: { ...goodPlan(), claim: { ...goodPlan().claim, method: 'none' } } },
      'PROFILE_CLAIMS_NOTHING',
      'STATE-OBSERVED',
    ],
  ])('%s', (_name, change, code, level) => {
    const verdict = judge(spoil(change));
    expect(verdict.result).toBe('performed-unverified');
    // With doubt about the sample no sample carries the level; the claim is never more than Clear.
    expect(verdict.level === 'STATISTICAL' ? 'STATISTICAL' : verdict.level).toBe(level);
    expect(verdict.claim.method).not.toBe('purge');
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
  });

  it('a poor sample speaks against nobody: the state still carries its level', () => {
    const verdict = judge(spoil({ findings: { ...findings, direct: false } }));
    expect(verdict).toMatchObject({ result: 'verified', level: 'STATE-OBSERVED' });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['CACHE_NOT_BYPASSED']);
    expect(judge(spoil({ findings: { ...findings, direct: false }, requiredLevel: 'STATISTICAL' })).result).toBe(
      'performed-unverified',
    );
  });
});

describe('what a state is worth', () => {
  it.each<[StateEvidence, string]>([
    [goodState(), 'STATE-OBSERVED'],
    [state('trade-in', 'trade-in-open reset decisive'), 'STATE-OBSERVED'],
    [state('shell', 'a reset supporting', 'b reset supporting'), 'STATE-OBSERVED'],
    [state('shell', 'a reset supporting', 'a reset supporting'), 'STATUS-ONLY'],
    [state('shell', 'a reset supporting', 'b unknown decisive'), 'STATUS-ONLY'],
    [state('unauthorized', 'a reset supporting', 'b reset supporting'), 'STATUS-ONLY'],
    [state('absent', 'a reset decisive'), 'STATUS-ONLY'],
    [state('root-shell'), 'STATUS-ONLY'],
  ])('%j', (evidence, level) => {
    const input = { ...lockedInput(), identityMatch: 'same' as const, state: evidence };
    expect(judge(input).level).toBe(level);
  });
});

describe('claim', () => {
  const plan = goodPlan();
  const encryption = plan.target.identity.encryption;
  const withEncryption = (change: Partial<typeof encryption>) => ({
    ...plan,
    target: { ...plan.target, identity: { ...plan.target.identity, encryption: { ...encryption, ...change } } },
  });
  const zeros = {
    ...findings,
    fresh: { windows: 4603, classes: counts({ zero: 4603 }) },
    fixed: { windows: 520, classes: counts({ zero: 520 }) },
    baseline: { ...baseline, classesAfter: counts({ zero: 4603 }) },
  };

  it.each<[string, Partial<JudgeInput>, string, string]>([
    [
      'plaintext before',
      {
        findings: {
          ...zeros,
          baseline: { ...zeros.baseline, classesBefore: counts({ zero: 1603, structured: 1, 'random-like': 2999 }) },
        },
      },
      'clear',
      'PLAINTEXT_BEFORE_WIPE',
    ],
    [
      'encryption unknown',
      { findings: zeros, plan: withEncryption({ state: { unavailable: 'x' } }) },
      'clear',
      'PURGE_NEEDS_ENCRYPTION',
    ],
    [
      'only files encrypted',
      { findings: zeros, plan: withEncryption({ metadata: { value: false, source: 'x' } }) },
      'clear',
      'PURGE_NEEDS_ENCRYPTION',
    ],
    [
      'nobody knows of metadata',
      { findings: zeros, plan: withEncryption({ metadata: { unavailable: 'x' } }) },
      'clear',
      'PURGE_NEEDS_ENCRYPTION',
    ],
    [
      'no encryption',
      { findings: zeros, plan: withEncryption({ state: { value: 'unencrypted', source: 'x' } }) },
      'clear',
      'PURGE_NEEDS_ENCRYPTION',
    ],
    [
      'no key evidence',
      { findings: { ...zeros, keyBlob: { before: { unavailable: 'x' }, after: { unavailable: 'x' } } } },
      'clear',
      'PURGE_NEEDS_KEY_EVIDENCE',
    ],
    [
      'another technique',
      { findings: zeros, plan: { ...plan, claim: { ...plan.claim, technique: 'discard' } } },
      'clear',
      'PURGE_NEEDS_KEY_DESTRUCTION',
    ],
  ])('%s lowers a purge', (_name, change, method, code) => {
    const verdict = judge(spoil(change));
    expect(verdict).toMatchObject({ result: 'verified', level: 'STATISTICAL', claim: { method } });
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
  });

  it('disk encryption covers the whole medium too', () => {
    const disk = withEncryption({ type: { value: 'block', source: 'x' }, metadata: { unavailable: 'x' } });
    expect(judge(spoil({ plan: disk })).claim.method).toBe('purge');
  });

  it('a key that stayed takes its destruction out of the technique', () => {
    const same = { before: findings.keyBlob.before, after: findings.keyBlob.before };
    const verdict = judge(spoil({ findings: { ...zeros, keyBlob: same } }));
    expect(verdict).toMatchObject({ result: 'performed-unverified', claim: { method: 'clear', technique: 'discard' } });
  });
});
