import { describe, expect, test } from 'vitest';
import {
  type ByHandInput,
  isByHand,
  planByHand,
  type TypedPhone,
  typedIdentity,
  typedTrouble,
} from '../../src/decide/by-hand-plan.ts';
import { judge } from '../../src/decide/judge.ts';
import { EVIDENCE_LEVELS } from '../../src/model/evidence-level.ts';
import type { Fact } from '../../src/model/fact.ts';
import { identitySchema } from '../../src/model/identity.ts';
import { type Plan, planSchema, type Refusal } from '../../src/model/plan.ts';
import type { Run } from '../../src/model/run.ts';
import { loadProfiles } from '../../src/profiles/load.ts';

const profiles = await loadProfiles();
const phone: TypedPhone = { kind: 'phone', imeis: ['490154203237518'], serial: 'R58M12ABCDE', maker: 'Examplar' };
const input: ByHandInput = {
  phone,
  profiles,
  profile: 'aosp',
  route: 'settings',
  requiredLevel: 'OPERATOR-CONFIRMED',
  operatorPresent: true,
};
const planned = (change: Partial<ByHandInput> = {}) => planByHand({ ...input, ...change }) as Plan;
const codes = (change: Partial<ByHandInput>) =>
  (planByHand({ ...input, ...change }) as Refusal).reasons.map(({ code }) => code);

describe('a plan by hand', () => {
  test.each(['settings', 'recovery-keys'])('of %s is cards alone, and claims no more than a word', (route) => {
    const plan = planSchema.parse(planned({ route }));
    expect(plan.steps.map(({ verb }) => verb)).toEqual(['guide:do', 'guide:confirm']);
    expect(plan.steps.every((step) => (step.card?.length ?? 0) > 0)).toBe(true);
    expect(plan).toMatchObject({
      needsOperator: true,
      target: { seat: 'by-hand:490154203237518', binding: 'weak', stateAtPlan: 'unknown' },
      claim: { maxLevel: 'OPERATOR-CONFIRMED', method: 'clear' },
    });
    expect(isByHand(plan.target.seat)).toBe(true);
    expect(isByHand('usb:1-1')).toBe(false);
  });

  test.each<[string, Partial<ByHandInput>, string]>([
    ['a profile that there is not', { profile: 'nobody' }, 'PLAN_NO_PROFILE'],
    ['a route that the profile does not offer', { route: 'miassistant' }, 'PLAN_ROUTE_UNMET'],
    ['a route that needs a cable', { route: 'rescue' }, 'PLAN_ROUTE_UNMET'],
    ['nobody to ask', { operatorPresent: false }, 'PLAN_NO_OPERATOR'],
    ['an IMEI with a wrong check digit', { phone: { ...phone, imeis: ['490154203237519'] } }, 'PLAN_PHONE_NOT_UNIQUE'],
    ['a second IMEI that is none', { phone: { ...phone, imeis: [...phone.imeis, '1'] } }, 'PLAN_PHONE_NOT_UNIQUE'],
    ['no number', { phone: { kind: 'phone', imeis: [] } }, 'PLAN_PHONE_NOT_UNIQUE'],
    ['a serial with a line end', { phone: { ...phone, serial: 'AB\nCD' } }, 'PLAN_PHONE_NOT_UNIQUE'],
  ])('is refused for %s', (_what, change, code) => {
    expect(codes(change)).toEqual([code]);
  });

  test('never becomes more than a word, whatever is asked for and answered', () => {
    const plan = planned();
    const at = '2026-01-01T00:00:00.000Z';
    const run: Run = {
      ...{ id: 'run', startedAt: at, endedAt: at, ending: { kind: 'done' as const }, touched: true, resumed: false },
      ...{ acknowledged: false, sdCard: null },
      steps: plan.steps.map(({ id, verb }) => ({ id, verb, startedAt: at, endedAt: at, outcome: 'done' as const })),
      operator: plan.steps.map(({ id, verb }) => ({
        ...{ step: id, by: 'op', at },
        answer: verb === 'guide:do' ? ('done' as const) : ('seen' as const),
      })),
    };
    for (const requiredLevel of EVIDENCE_LEVELS) {
      for (const acknowledged of [true, false]) {
        const verdict = judge({
          ...{ plan, findings: null, state: null, identityMatch: 'unknown' as const, requiredLevel },
          run: { ...run, acknowledged },
        });
        expect(verdict, requiredLevel).toMatchObject({ result: 'performed-unverified', level: 'OPERATOR-CONFIRMED' });
      }
    }
  });
});

describe('what was typed', () => {
  test('is an identity with that source, and nothing else is known', () => {
    const identity = identitySchema.parse(typedIdentity(phone));
    expect(identity).toMatchObject({
      serial: { value: 'R58M12ABCDE', source: 'typed by the operator' },
      imeis: { value: ['490154203237518'], source: 'typed by the operator' },
      confidence: 'low',
    });
    const {
      kind: _kind,
      confidence: _confidence,
      why: _why,
      storage: _storage,
      encryption: _encryption,
      ...facts
    } = identity;
    const told = Object.entries(facts).filter(([, fact]) => 'value' in (fact as Fact<unknown>));
    expect(told.map(([name]) => name).sort()).toEqual(['imeis', 'maker', 'serial']);
  });

  test('blanks are nothing', () => {
    expect(typedIdentity({ ...phone, maker: '  ' }).maker).toEqual({ unavailable: 'not typed' });
    expect(typedTrouble({ imeis: [], serial: '  ' })).toMatch(/serial/);
  });
});
