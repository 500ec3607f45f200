/** Texts of a file that nobody could read as they are, and names that stand twice. */
import type { FilePositions } from './json-positions.ts';
import { error, type Finding, type Path } from './problem.ts';

/** Controls, formats (also those that turn the direction of writing), halves of characters, private use, separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Deeper than anything of ours: what lies below is told of by the schema, and must not exhaust the stack. */
const MAX_DEPTH = 24;

export function textFindings(value: unknown, path: Path = []): Finding[] {
  if (path.length > MAX_DEPTH) return [];
  if (typeof value === 'string') {
    return UNPRINTABLE.test(value) ? [error(path, 'holds a character that cannot be seen, or a line break')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    ...(UNPRINTABLE.test(key) ? [error(path, 'a name holds a character that cannot be seen')] : []),
    ...textFindings(inside, [...path, Array.isArray(value) ? Number(key) : key]),
  ]);
}

export function twiceFindings({ twice }: FilePositions): Finding[] {
  return twice.map((path) => error(path, 'stands twice in the same object; only the last would count'));
}
