/**
 * Whether conditions can hold together. Decides conservatively: `false` only where no phone at all could meet them all,
 * so that a tie between two profiles is rather told once too often than met at a phone.
 */
import { type FactCondition, type FactValue, meets } from '../decide/conditions.ts';
import type { Condition, ConditionFact } from '../model/condition.ts';
import type { PreflightItem } from '../model/preflight.ts';
import type { Profile } from '../model/profile.ts';
import { FACT_MEANINGS } from './fact-values.ts';

const ANSWERS: readonly PreflightItem['state'][] = ['yes', 'no', 'unknown'];

/** All values that come into question, when they can be told one by one. */
function candidates(fact: ConditionFact, must: readonly FactCondition[]): readonly FactValue[] | undefined {
  const listed = must.find((condition) => 'in' in condition);
  if (listed && 'in' in listed) return listed.in;
  const { values } = FACT_MEANINGS[fact];
  if (values === 'truth') return [true, false];
  return typeof values === 'string' ? undefined : values;
}

/** The longest beginnings that all `startsWith` allow; undefined when none is asked for. */
function beginnings(must: readonly FactCondition[]): readonly string[] | undefined {
  return must.reduce<readonly string[] | undefined>((allowed, condition) => {
    if (!('startsWith' in condition)) return allowed;
    if (allowed === undefined) return condition.startsWith;
    return allowed.flatMap((one) =>
      condition.startsWith.flatMap((two) => (one.startsWith(two) ? [one] : two.startsWith(one) ? [two] : [])),
    );
  }, undefined);
}

function limitsMeet(must: readonly FactCondition[]): boolean {
  const least = must.flatMap((condition) => ('min' in condition ? [condition.min] : []));
  const most = must.flatMap((condition) => ('max' in condition ? [condition.max] : []));
  if (new Set([...least, ...most].map((limit) => typeof limit)).size > 1) return false;
  return least.every((low) => most.every((high) => low <= high));
}

/** Can one value meet all of `must` and none of `mustNot`? All are about the same fact. */
function valueExists(fact: ConditionFact, must: readonly FactCondition[], mustNot: readonly FactCondition[]): boolean {
  const values = candidates(fact, must);
  if (values !== undefined) {
    return values.some(
      (value) => must.every((condition) => meets(value, condition)) && !mustNot.some((other) => meets(value, other)),
    );
  }
  const starts = beginnings(must);
  if (starts !== undefined) {
    if (must.some((condition) => [...minMax(condition)].some((limit) => typeof limit !== 'string'))) return false;
    const excluded = mustNot.flatMap((condition) => ('startsWith' in condition ? condition.startsWith : []));
    return starts.some((start) => !excluded.some((other) => start.startsWith(other)));
  }
  return limitsMeet(must) && limitsLeft(must, mustNot);
}

function minMax(condition: FactCondition): (string | number)[] {
  if ('min' in condition) return [condition.min];
  return 'max' in condition ? [condition.max] : [];
}

/** False when what `mustNot` takes away is certainly everything that the limits leave. */
function limitsLeft(must: readonly FactCondition[], mustNot: readonly FactCondition[]): boolean {
  return !mustNot.some((other) => {
    const [limit] = minMax(other);
    if (limit === undefined) return false;
    const covers = (condition: FactCondition) =>
      'min' in other
        ? 'min' in condition && typeof condition.min === typeof limit && condition.min >= limit
        : 'max' in condition && typeof condition.max === typeof limit && condition.max <= limit;
    return must.some(covers);
  });
}

/** @param must all hold. @param mustNot none holds; one over an unknown fact does not hold */
export function canHold(must: readonly Condition[], mustNot: readonly Condition[] = []): boolean {
  const facts = must.flatMap((condition) => ('fact' in condition ? [condition] : []));
  const names = new Set(facts.map(({ fact }) => fact));
  for (const name of names) {
    const about = facts.filter(({ fact }) => fact === name);
    const not = mustNot.flatMap((condition) => ('fact' in condition && condition.fact === name ? [condition] : []));
    if (!valueExists(name, about, not)) return false;
  }
  const asked = must.flatMap((condition) => ('preflight' in condition ? [condition] : []));
  return asked.every(({ preflight }) => {
    const allowed = ANSWERS.filter((answer) =>
      asked.every((condition) => condition.preflight !== preflight || condition.in.includes(answer)),
    );
    const taken = mustNot.flatMap((condition) =>
      'preflight' in condition && condition.preflight === preflight ? condition.in : [],
    );
    return allowed.some((answer) => !taken.includes(answer));
  });
}

/** Whether some phone could be matched by both, with neither going before the other. */
export function canTie(a: Profile, b: Profile): boolean {
  if (a.layer !== b.layer || a.match.length !== b.match.length) return false;
  return canHold([...a.match, ...b.match], [...a.notThis, ...b.notThis]);
}

/** The facts and questions that a profile's match is about. */
export function subjects(conditions: readonly Condition[]): ReadonlySet<string> {
  return new Set(conditions.map((condition) => ('fact' in condition ? condition.fact : condition.preflight)));
}
