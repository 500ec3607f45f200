/** What zod complains of, in words that help: which names there are, and which was probably meant. */
import type { z } from 'zod';
import { meant } from './closest.ts';
import { conditionFindings } from './condition-words.ts';
import { type FileKind, jsonSchemaOf, namesAt } from './json-schema.ts';
import { error, type Finding, type Path } from './problem.ts';

/** Lists of conditions in profiles and routes. */
const CONDITION_LISTS: readonly unknown[] = ['match', 'notThis', 'needs', 'when'];

/** What a limit counts, by zod's word for the type. */
const UNITS: Readonly<Record<string, string>> = { array: ' in its list', string: ' letters' };

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, part) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, part)
        ? (inside as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

function unionFindings(path: Path, whole: unknown): Finding[] {
  if (CONDITION_LISTS.includes(path.at(-2)) && typeof path.at(-1) === 'number') {
    return conditionFindings(valueAt(whole, path), path);
  }
  if (path[0] === 'cryptoErase') {
    return [error(path, 'must be "not disclosed", or an object with `value` (at least 3 letters) and its `sources`')];
  }
  return [error(path, 'must be text, a number, true or false')];
}

function issueFindings(issue: z.core.$ZodIssue, kind: FileKind, whole: unknown): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    const names = namesAt(jsonSchemaOf(kind), path);
    return issue.keys.map((key) =>
      error([...path, key], names === undefined ? 'unknown name' : `unknown name; ${meant(key, names)}`),
    );
  }
  const value = valueAt(whole, path);
  if (value === undefined) return [error(path, 'is missing')];
  if (issue.code === 'invalid_union') return unionFindings(path, whole);
  if (issue.code === 'too_small') return [error(path, `needs at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`)];
  if (issue.code === 'too_big') return [error(path, `may have at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`)];
  if (issue.code === 'invalid_value') return [error(path, `no such value; ${meant(value, issue.values.map(String))}`)];
  if (issue.code === 'invalid_key') return [error(path, issue.issues[0]?.message ?? issue.message)];
  return [error(path, issue.message.replace(/^Invalid (?:input|string): /, ''))];
}

const MAX_FINDINGS = 50;

/** How many problems an issue stands for. */
const weight = (issue: z.core.$ZodIssue) => (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);

/**
 * The first of the complaints in words, and how many more there are: a file of rubbish has hundreds of thousands.
 * @param whole what was parsed
 */
export function schemaFindings(failed: z.ZodError, kind: FileKind, whole: unknown): Finding[] {
  const all: Finding[] = [];
  for (const issue of failed.issues) {
    if (all.length >= MAX_FINDINGS) break;
    const few = issue.code === 'unrecognized_keys' ? { ...issue, keys: issue.keys.slice(0, MAX_FINDINGS) } : issue;
    all.push(...issueFindings(few, kind, whole));
  }
  const total = failed.issues.reduce((sum, issue) => sum + weight(issue), 0);
  const more = total - MAX_FINDINGS;
  // A step with a misspelt verb also fails to do exactly one thing; the first says it better.
  const said = all.filter(({ text }) => text.startsWith('unknown name')).map(({ path }) => path.slice(0, -1));
  const findings = all.filter(
    ({ path, text }) =>
      !(text === 'a step does exactly one thing' && said.some((other) => other.join('/') === path.join('/'))),
  );
  return more > 0 ? [...findings.slice(0, MAX_FINDINGS), error([], `and ${more} more like these`)] : findings;
}
