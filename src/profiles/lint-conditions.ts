/** Conditions that can never hold, whatever the phone. */
import { GENERIC, makerOfName } from '../decide/maker.ts';
import { MAKER_NAMES } from '../decide/maker-aliases.ts';
import type { Condition } from '../model/condition.ts';
import { closest, meant } from './closest.ts';
import { canBe, FACT_MEANINGS, valueWords } from './fact-values.ts';
import { canHold } from './overlap.ts';
import { error, type Finding, type Path } from './problem.ts';

const MAKERS = [...new Set(MAKER_NAMES.values()), GENERIC];

/** A maker's name is the one by which people know it, whatever the phone writes. */
function makerFinding(value: unknown, path: Path): Finding[] {
  if (MAKERS.some((name) => name === value)) return [];
  const name = makerOfName(String(value)) ?? closest(String(value), MAKERS);
  const advice = name === undefined ? 'ask for the `brand` as the phone writes it' : `did you mean ${name}?`;
  return [error(path, `no phone is ever found to be of this maker; ${advice}`)];
}

/** Values that the fact of a condition never has. */
export function valueFindings(condition: Condition, path: Path): Finding[] {
  if ('preflight' in condition) return [];
  const { values } = FACT_MEANINGS[condition.fact];
  const never = (value: unknown) =>
    typeof values === 'string'
      ? `${condition.fact} is ${values === 'truth' ? 'true or false' : `a ${values}`}, so this never holds`
      : `${condition.fact} is never this; ${meant(value, values)}`;
  if ('in' in condition) {
    return condition.in.flatMap((value, index) => {
      const here = [...path, 'in', index];
      if (!canBe(condition.fact, value)) return [error(here, never(value))];
      return condition.fact === 'maker' ? makerFinding(value, here) : [];
    });
  }
  if ('startsWith' in condition) {
    if (values === 'number' || values === 'truth') return [error([...path, 'startsWith'], never(''))];
    if (values === 'text') return [];
    return condition.startsWith.flatMap((start, index) =>
      values.some((value) => value.startsWith(start)) ? [] : [error([...path, 'startsWith', index], never(start))],
    );
  }
  const [name, limit] = 'min' in condition ? (['min', condition.min] as const) : (['max', condition.max] as const);
  if (values === 'number' || values === 'text') {
    return typeof limit === (values === 'text' ? 'string' : 'number') ? [] : [error([...path, name], never(limit))];
  }
  return [error([...path, name], `${condition.fact} is one of ${valueWords(values)}, which have no order: use \`in\``)];
}

/** @param path of the list */
export function conditionListFindings(conditions: readonly Condition[], path: Path): Finding[] {
  const each = conditions.flatMap((condition, index) => valueFindings(condition, [...path, index]));
  if (each.length > 0 || canHold(conditions)) return each;
  return [error(path, 'these conditions can never hold together')];
}
