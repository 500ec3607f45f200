import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JudgeInput, judge } from '../../src/decide/judge.ts';
import { VERB_DANGER } from '../../src/decide/verb-danger.ts';
import { EVIDENCE_LEVELS, levelRank } from '../../src/model/evidence-level.ts';
import type { Plan, Step, Verb } from '../../src/model/plan.ts';
import type { StateEvidence } from '../../src/model/state-evidence.ts';
import { goodInput, goodPlan, goodRun } from './judge-fixtures.ts';

const step = (id: string, verb: Verb): Step => ({
  id,
  verb,
  args: {},
  words: id,
  card: ['Do it.'],
  danger: VERB_DANGER[verb],
  timeoutSeconds: 60,
});
const STEPS = [step('reset', 'guide:do'), step('welcome', 'guide:confirm')];
const answer = (id: string, said: 'done' | 'seen') => ({
  step: id,
  answer: said,
  by: 'op-1',
  at: '2026-11-21T10:03:00Z',
});
const ANSWERS = [answer('reset', 'done'), answer('welcome', 'seen')];

function guided(change: Partial<JudgeInput['run']> = {}, state: StateEvidence | null = null): JudgeInput {
  const claim: Plan['claim'] = { method: 'clear', technique: 'vendor-reset', maxLevel: 'STATE-OBSERVED', why: [] };
  return {
    ...goodInput(),
    plan: { ...goodPlan(), steps: STEPS, needsOperator: true, claim, requiredLevel: 'OPERATOR-CONFIRMED' },
    run: { ...goodRun(STEPS), acknowledged: false, operator: ANSWERS, ...change },
    findings: null,
    state,
    requiredLevel: 'OPERATOR-CONFIRMED',
  };
}

const RESET: StateEvidence = {
  channel: 'trade-in',
  signals: [{ id: 'set-up-wizard', says: 'reset', worth: 'decisive', text: 'x' }],
};
const NOT_RESET: StateEvidence = {
  channel: 'shell',
  signals: [{ id: 'android-id-changed', says: 'not-reset', worth: 'decisive', text: 'x' }],
};

describe('the word of a person', () => {
  it('is a level of its own, below everything measured, and verifies nothing even where no more is asked for', () => {
    expect(judge(guided())).toMatchObject({ result: 'performed-unverified', level: 'OPERATOR-CONFIRMED' });
  });

  it.each([
    ['nobody answered', []],
    ['only the first card was answered', ANSWERS.slice(0, 1)],
    ['the card was only seen, not done', [answer('reset', 'seen'), answer('welcome', 'seen')]],
    ['another step was answered', [answer('other', 'done'), answer('welcome', 'seen')]],
  ])('%s: nobody knows', (_what, operator) => {
    const verdict = judge(guided({ operator }));
    expect(verdict).toMatchObject({ result: 'unknown', level: 'NOT-VERIFIED' });
    expect(verdict.reasons.map(({ code }) => code)).toContain('NOT_ACKNOWLEDGED');
  });

  it('is overruled by a phone that shows that nothing was reset', () => {
    expect(judge(guided({}, NOT_RESET)).result).toBe('not-sanitized');
  });

  it('together with an observation counts as the observation', () => {
    expect(judge(guided({}, RESET))).toMatchObject({ result: 'verified', level: 'STATE-OBSERVED' });
    expect(judge({ ...guided({}, RESET), requiredLevel: 'STATISTICAL' }).result).toBe('performed-unverified');
    expect(judge({ ...guided({}, RESET), identityMatch: 'unknown' })).toMatchObject({ level: 'OPERATOR-CONFIRMED' });
  });

  it('stands for no step of a machine', () => {
    const input = guided();
    const steps = [step('wipe', 'adb:rescue-wipe')];
    const run = { ...goodRun(steps), acknowledged: false, operator: [answer('wipe', 'done')] };
    expect(judge({ ...input, plan: { ...input.plan, steps }, run }).result).toBe('unknown');
  });

  it('never lifts a verdict over OPERATOR-CONFIRMED without a measurement, whatever is asked for', () => {
    const level = fc.constantFrom(...EVIDENCE_LEVELS);
    const operator = fc.array(fc.constantFrom(...ANSWERS, answer('reset', 'seen'), answer('x', 'done')));
    const silent = fc.constantFrom<StateEvidence | null>(
      null,
      { channel: 'absent', signals: [] },
      { channel: 'unauthorized', signals: [{ id: 'locked-out', says: 'reset', worth: 'supporting', text: 'x' }] },
    );
    fc.assert(
      fc.property(level, level, operator, silent, (requiredLevel, maxLevel, said, state) => {
        const input = guided({ operator: said }, state);
        const claim = { ...input.plan.claim, maxLevel };
        const verdict = judge({ ...input, plan: { ...input.plan, claim, requiredLevel }, requiredLevel });
        expect(verdict.result).not.toBe('verified');
        expect(levelRank(verdict.level)).toBeLessThanOrEqual(levelRank('OPERATOR-CONFIRMED'));
      }),
    );
  });
});
