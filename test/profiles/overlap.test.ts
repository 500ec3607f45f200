import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../../src/decide/conditions.ts';
import { CONDITION_FACTS, type Condition, type ConditionFact } from '../../src/model/condition.ts';
import { PREFLIGHT_CODES } from '../../src/model/preflight.ts';
import { FACT_MEANINGS } from '../../src/profiles/fact-values.ts';
import { canHold } from '../../src/profiles/overlap.ts';

const about = (fact: ConditionFact, rest: object) => ({ fact, ...rest }) as Condition;

describe('conditions that can hold together', () => {
  test.each<[string, Condition[], Condition[], boolean]>([
    ['nothing asked', [], [], true],
    [
      'two lists with one in common',
      [about('maker', { in: ['A', 'B'] }), about('maker', { in: ['B', 'C'] })],
      [],
      true,
    ],
    ['two lists with none in common', [about('maker', { in: ['A'] }), about('maker', { in: ['C'] })], [], false],
    ['about different facts', [about('maker', { in: ['A'] }), about('brand', { in: ['C'] })], [], true],
    ['a word and its beginning', [about('model', { in: ['SM-1'] }), about('model', { startsWith: ['SM-'] })], [], true],
    [
      'a word and another beginning',
      [about('model', { in: ['X1'] }), about('model', { startsWith: ['SM-'] })],
      [],
      false,
    ],
    [
      'two beginnings, one of the other',
      [about('model', { startsWith: ['SM-'] }), about('model', { startsWith: ['SM-G', 'Y'] })],
      [],
      true,
    ],
    ['two beginnings', [about('model', { startsWith: ['SM-'] }), about('model', { startsWith: ['SN-'] })], [], false],
    ['limits that meet', [about('sdk', { min: 29 }), about('sdk', { max: 29 })], [], true],
    ['limits that do not', [about('sdk', { min: 30 }), about('sdk', { max: 29 })], [], false],
    [
      'limits of text',
      [about('securityPatch', { min: '2024-01-01' }), about('securityPatch', { max: '2023-12-31' })],
      [],
      false,
    ],
    ['a number and a limit of text', [about('sdk', { in: [30] }), about('sdk', { min: '29' })], [], false],
    ['limits of two types', [about('sdk', { min: 30 }), about('sdk', { max: '99' })], [], false],
    ['a number out of its limit', [about('sdk', { in: [28] }), about('sdk', { min: 29 })], [], false],
    ['what the one says it is not', [about('maker', { in: ['A'] })], [about('maker', { in: ['A'] })], false],
    [
      'a part of what the one says it is not',
      [about('maker', { in: ['A', 'B'] })],
      [about('maker', { in: ['A'] })],
      true,
    ],
    [
      'a beginning that is not wanted',
      [about('model', { startsWith: ['SM-G9'] })],
      [about('model', { startsWith: ['SM-'] })],
      false,
    ],
    [
      'a beginning some of which is not wanted',
      [about('model', { startsWith: ['SM-'] })],
      [about('model', { startsWith: ['SM-G9'] })],
      true,
    ],
    ['a limit that takes all', [about('sdk', { min: 30 })], [about('sdk', { min: 29 })], false],
    ['a limit that takes some', [about('sdk', { min: 28 })], [about('sdk', { min: 29 })], true],
    [
      'every word there is',
      [about('bootLock', { startsWith: ['l', 'u'] })],
      [about('bootLock', { in: ['locked', 'unlocked'] })],
      false,
    ],
    [
      'answers in common',
      [
        { preflight: 'ROOTED', in: ['yes', 'no'] },
        { preflight: 'ROOTED', in: ['no'] },
      ],
      [],
      true,
    ],
    [
      'no answer in common',
      [
        { preflight: 'ROOTED', in: ['yes'] },
        { preflight: 'ROOTED', in: ['no', 'unknown'] },
      ],
      [],
      false,
    ],
    [
      'an answer that is not wanted',
      [{ preflight: 'ROOTED', in: ['yes'] }],
      [{ preflight: 'ROOTED', in: ['yes'] }],
      false,
    ],
    ['what is not asked for may be anything', [about('maker', { in: ['A'] })], [about('brand', { in: ['A'] })], true],
  ])('%s', (_what, must, mustNot, wanted) => {
    expect(canHold(must, mustNot)).toBe(wanted);
  });
});

/** Few values, so that conditions meet often. */
const TEXTS = ['a', 'ab', 'abc', 'b', '2024'];

function valuesOf(fact: ConditionFact): fc.Arbitrary<string | number | boolean> {
  const { values } = FACT_MEANINGS[fact];
  if (values === 'text') return fc.constantFrom(...TEXTS);
  if (values === 'number') return fc.integer({ min: 27, max: 32 });
  return values === 'truth' ? fc.boolean() : fc.constantFrom(...values);
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<ConditionFact>('sdk', 'model', 'maker', 'bootLock', 'debuggable', 'kind').chain((fact) =>
    fc.oneof(
      fc.array(valuesOf(fact), { minLength: 1, maxLength: 3 }).map((list) => about(fact, { in: list })),
      fc
        .array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 2 })
        .map((list) => about(fact, { startsWith: list })),
      fc.oneof(fc.integer({ min: 27, max: 32 }), fc.constantFrom(...TEXTS)).map((min) => about(fact, { min })),
      fc.oneof(fc.integer({ min: 27, max: 32 }), fc.constantFrom(...TEXTS)).map((max) => about(fact, { max })),
    ),
  ),
  fc
    .tuple(
      fc.constantFrom(...PREFLIGHT_CODES.slice(0, 2)),
      fc.subarray(['yes', 'no', 'unknown'] as const, { minLength: 1 }),
    )
    .map(([preflight, list]) => ({ preflight, in: [...list] })),
);

const phone = fc.record({
  facts: fc.record(
    Object.fromEntries(CONDITION_FACTS.map((fact) => [fact, valuesOf(fact)])) as Record<
      ConditionFact,
      fc.Arbitrary<string | number | boolean>
    >,
    { requiredKeys: [] },
  ),
  preflight: fc.record(
    {
      ACCOUNTS_PRESENT: fc.constantFrom('yes', 'no', 'unknown'),
      FRP_ACTIVE: fc.constantFrom('yes', 'no', 'unknown'),
    } as const,
    { requiredKeys: [] },
  ),
});

test('law: where a phone meets all of them, it was never said that none can', () => {
  let met = 0;
  fc.assert(
    fc.property(
      fc.array(condition, { maxLength: 3 }),
      fc.array(condition, { maxLength: 2 }),
      phone,
      (must, mustNot, view) => {
        const meets = must.every((each) => holds(each, view)) && !mustNot.some((each) => holds(each, view));
        if (meets && must.length > 1) met += 1;
        return !meets || canHold(must, mustNot);
      },
    ),
    { numRuns: 20_000 },
  );
  expect(met).toBeGreaterThan(20);
});
