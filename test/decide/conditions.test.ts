import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONDITION_FACTS, conditionWords, type FactView, factView, holds } from '../../src/decide/conditions.ts';
import { identify } from '../../src/decide/identify.ts';
import type { Condition } from '../../src/model/profile.ts';
import { identityOf } from './properties.ts';

describe('conditions', () => {
  const view: FactView = { kind: 'phone', sdk: 34, debuggable: true, state: 'device' };

  test.each<[Condition, boolean]>([
    [{ fact: 'kind', in: ['tablet', 'phone'] }, true],
    [{ fact: 'kind', in: ['tablet'] }, false],
    [{ fact: 'sdk', min: 34 }, true],
    [{ fact: 'sdk', min: 35 }, false],
    [{ fact: 'sdk', max: 34 }, true],
    [{ fact: 'sdk', max: 33 }, false],
    [{ fact: 'sdk', in: [34] }, true],
    [{ fact: 'sdk', in: ['34'] }, false],
    [{ fact: 'debuggable', in: [true] }, true],
    [{ fact: 'debuggable', in: [false] }, false],
    [{ fact: 'debuggable', in: ['true', 1] }, false],
    [{ fact: 'kind', min: 0 }, false],
    [{ fact: 'state', max: 99 }, false],
    [{ fact: 'bootLock', in: ['locked', 'unlocked'] }, false],
    [{ fact: 'toString', in: ['x'] }, false],
    [{ fact: 'nothing', min: 0 }, false],
  ])('%j: %s', (condition, wanted) => {
    expect(holds(condition, view)).toBe(wanted);
    expect(conditionWords(condition, view)).toContain(condition.fact);
  });

  test('what is unknown meets no condition at all', () => {
    const condition = fc.oneof(
      fc.record({
        fact: fc.constantFrom(...CONDITION_FACTS),
        in: fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1 }),
      }),
      fc.record({ fact: fc.constantFrom(...CONDITION_FACTS), min: fc.integer() }),
      fc.record({ fact: fc.constantFrom(...CONDITION_FACTS), max: fc.integer() }),
    );
    fc.assert(
      fc.property(condition, (one) => {
        expect(holds(one, {})).toBe(false);
        expect(conditionWords(one, {})).toContain('is unknown');
      }),
    );
  });

  test('a phone that tells nothing: only what the driver sees is known', () => {
    expect(factView(identify({}), 'recovery', 'no')).toEqual({ kind: 'unknown', state: 'recovery', rootShell: 'no' });
  });

  test('a phone that tells all: every name that a profile may use has a value', () => {
    expect(Object.keys(factView(identityOf(), 'device', 'possible')).toSorted()).toEqual(
      [...CONDITION_FACTS].toSorted(),
    );
  });
});
