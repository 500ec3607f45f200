/** What is wrong with a condition, of whose five shapes a schema can only say that none fits. */
import { CONDITION_FACTS } from '../model/condition.ts';
import { PREFLIGHT_CODES } from '../model/preflight.ts';
import { meant } from './closest.ts';
import { error, type Finding, type Path } from './problem.ts';

const TESTS = ['in', 'startsWith', 'min', 'max'] as const;
const ANSWERS = ['yes', 'no', 'unknown'];

const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

function testWords(name: string, value: unknown, path: Path): Finding[] {
  const here = [...path, name];
  if (name === 'min' || name === 'max') {
    return typeof value === 'string' || Number.isFinite(value) ? [] : [error(here, 'must be a number or text')];
  }
  if (!isList(value)) return [error(here, 'must be a list with at least one value')];
  const fits = name === 'startsWith' ? (each: unknown) => typeof each === 'string' && each !== '' : isScalar;
  const what = name === 'startsWith' ? 'must be text' : 'must be text, a number, true or false';
  return value.flatMap((each, index) => (fits(each) ? [] : [error([...here, index], what)]));
}

function factFindings(condition: Readonly<Record<string, unknown>>, path: Path): Finding[] {
  const { fact, ...rest } = condition;
  const findings: Finding[] = [];
  if (!CONDITION_FACTS.some((name) => name === fact)) {
    findings.push(error([...path, 'fact'], `no such fact: ${meant(fact, CONDITION_FACTS)}`));
  }
  const names = Object.keys(rest);
  for (const name of names.filter((each) => !TESTS.some((test) => test === each))) {
    findings.push(error([...path, name], `unknown name; ${meant(name, TESTS)}`));
  }
  const tests = names.filter((each) => TESTS.some((test) => test === each));
  if (tests.length === 0) findings.push(error(path, `says nothing about the fact: give one of ${TESTS.join(', ')}`));
  if (tests.length > 1) findings.push(error(path, `${tests.join(' and ')} in one: write a condition for each`));
  return [...findings, ...tests.flatMap((name) => testWords(name, rest[name], path))];
}

function preflightFindings(condition: Readonly<Record<string, unknown>>, path: Path): Finding[] {
  const { preflight, in: answers, ...rest } = condition;
  const findings: Finding[] = [];
  if (!PREFLIGHT_CODES.some((code) => code === preflight)) {
    findings.push(error([...path, 'preflight'], `preflight asks no such thing: ${meant(preflight, PREFLIGHT_CODES)}`));
  }
  if (!isList(answers))
    findings.push(error(answers === undefined ? path : [...path, 'in'], 'give the answers as `in`'));
  else {
    for (const [index, each] of answers.entries()) {
      if (!ANSWERS.some((answer) => answer === each)) {
        findings.push(error([...path, 'in', index], `the answers are ${ANSWERS.join(', ')}`));
      }
    }
  }
  return [
    ...findings,
    ...Object.keys(rest).map((name) => error([...path, name], 'unknown name; only `in` is asked of preflight')),
  ];
}

/** @param value what stands where a condition should be; at least one finding, because the schema refused it */
export function conditionFindings(value: unknown, path: Path): Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [error(path, 'must be a condition: an object with `fact` or `preflight`')];
  }
  const condition: Record<string, unknown> = { ...value };
  const [byFact, byPreflight] = ['fact' in condition, 'preflight' in condition];
  if (byFact && byPreflight) return [error(path, '`fact` and `preflight` in one: write a condition for each')];
  if (!byFact && !byPreflight) return [error(path, 'must name a `fact`, or a question of `preflight`')];
  const findings = byFact ? factFindings(condition, path) : preflightFindings(condition, path);
  return findings.length > 0 ? findings : [error(path, 'is no condition')];
}
