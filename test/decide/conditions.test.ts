import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionWords, type FactView, factView, holds } from '../../src/decide/conditions.ts';
import { identify } from '../../src/decide/identify.ts';
import { CONDITION_FACTS, type Condition, conditionSchema } from '../../src/model/condition.ts';
import { PREFLIGHT_CODES } from '../../src/model/preflight.ts';
import { identityOf } from './properties.ts';

describe('conditions', () => {
  const view: FactView = {
    facts: {
      kind: 'phone',
      sdk: 34,
      debuggable: true,
      state: 'device',
      model: 'SM-G991B',
      securityPatch: '2024-09-01',
    },
    preflight: { SCREEN_LOCK_SET: 'no', ACCOUNTS_PRESENT: 'unknown' },
  };

  test.each<[Condition, boolean]>([
    [{ fact: 'kind', in: ['tablet', 'phone'] }, true],
    [{ fact: 'kind', in: ['tablet'] }, false],
    [{ fact: 'sdk', min: 34 }, true],
    [{ fact: 'sdk', min: 35 }, false],
    [{ fact: 'sdk', max: 34 }, true],
    [{ fact: 'sdk', max: 33 }, false],
    [{ fact: 'sdk', in: [34] }, true],
    [{ fact: 'sdk', in: ['34'] }, false],
    [{ fact: 'sdk', min: '34' }, false],
    [{ fact: 'securityPatch', min: '2024-09-01' }, true],
    [{ fact: 'securityPatch', min: '2024-10-01' }, false],
    [{ fact: 'securityPatch', max: '2024-08-31' }, false],
    [{ fact: 'model', startsWith: ['XT', 'SM-'] }, true],
    [{ fact: 'model', startsWith: ['sm-'] }, false],
    [{ fact: 'sdk', startsWith: ['3'] }, false],
    [{ fact: 'debuggable', in: [true] }, true],
    [{ fact: 'debuggable', in: [false] }, false],
    [{ fact: 'debuggable', in: ['true', 1] }, false],
    [{ fact: 'kind', min: 0 }, false],
    [{ fact: 'state', max: 99 }, false],
    [{ fact: 'bootLock', in: ['locked', 'unlocked'] }, false],
    [{ preflight: 'SCREEN_LOCK_SET', in: ['no'] }, true],
    [{ preflight: 'SCREEN_LOCK_SET', in: ['yes', 'unknown'] }, false],
    [{ preflight: 'ACCOUNTS_PRESENT', in: ['unknown'] }, true],
    [{ preflight: 'FRP_ACTIVE', in: ['no'] }, false],
    [{ preflight: 'FRP_ACTIVE', in: ['unknown'] }, true],
  ])('%j: %s', (condition, wanted) => {
    expect(holds(condition, view)).toBe(wanted);
    expect(conditionWords(condition, view)).toMatch(/^asks for .+, here .+$/);
  });

  test('what is unknown meets no condition at all', () => {
    const condition = fc.oneof(
      fc.record({
        fact: fc.constantFrom(...CONDITION_FACTS),
        in: fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1 }),
      }),
      fc.record({
        fact: fc.constantFrom(...CONDITION_FACTS),
        startsWith: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      }),
      fc.record({ fact: fc.constantFrom(...CONDITION_FACTS), min: fc.oneof(fc.integer(), fc.string()) }),
      fc.record({ fact: fc.constantFrom(...CONDITION_FACTS), max: fc.oneof(fc.integer(), fc.string()) }),
    );
    const nothing: FactView = { facts: {}, preflight: {} };
    fc.assert(
      fc.property(condition, (one) => {
        expect(holds(one, nothing)).toBe(false);
        expect(conditionWords(one, nothing)).toContain(', here unknown');
      }),
    );
  });

  test('a preflight question that was not asked is unknown, and never a yes or a no', () => {
    for (const preflight of PREFLIGHT_CODES) {
      expect(holds({ preflight, in: ['yes', 'no'] }, { facts: {}, preflight: {} })).toBe(false);
    }
  });

  test.each(['toString', 'constructor', 'Kind', ''])('%j is no name of a fact', (fact) => {
    expect(conditionSchema.safeParse({ fact, in: ['x'] }).success).toBe(false);
  });

  test('a phone that tells nothing: only what the driver sees is known', () => {
    const view = factView({ identity: identify({}), state: 'recovery', rootShell: 'no', preflight: [] });
    expect(view).toEqual({
      facts: { kind: 'unknown', state: 'recovery', rootShell: 'no', service: 'none' },
      preflight: {},
    });
  });

  test('a phone that tells all: every name that a profile may use has a value', () => {
    const source = 'test';
    const identity = {
      ...identityOf(),
      variant: { value: 'avd' as const, source },
      rom: { value: 'lineage' as const, source },
    };
    const view = factView({ identity, state: 'device', rootShell: 'possible', service: 'twrp', preflight: [] });
    expect(Object.keys(view.facts).toSorted()).toEqual([...CONDITION_FACTS].toSorted());
  });
});
