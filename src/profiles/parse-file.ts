/** A file of profiles or routes: its text, what it means, and everything that is wrong with it by itself. */

import { Fault } from '../faults/fault.ts';
import { readFileBounded } from '../host/files.ts';
import { type Profile, profileSchema } from '../model/profile.ts';
import { type Route, routeSchema } from '../model/route.ts';
import { type FilePositions, positionsOf } from './json-positions.ts';
import type { FileKind } from './json-schema.ts';
import { brokenRouteFindings } from './lint-broken-route.ts';
import { stepFindings } from './lint-steps.ts';
import { textFindings } from './lint-text.ts';
import { error, type Finding, located, problemLine } from './problem.ts';
import { schemaFindings } from './schema-words.ts';

/** Ten times the longest profile: reading a file of rubbish takes a moment at most. */
const MAX_FILE_BYTES = 256 * 1024;

interface Parsed<T> {
  readonly file: string;
  /** Only what the schema takes. */
  readonly value: T | undefined;
  /** What makes the file unusable. */
  readonly findings: readonly Finding[];
  /** Made when it is asked for, because a good file needs none. */
  readonly positions: () => FilePositions;
}

export type ProfileFile = Parsed<Profile> & { readonly kind: 'profile' };
export type RouteFile = Parsed<Route> & { readonly kind: 'route' };
export type DataFile = ProfileFile | RouteFile;

/** JSON.parse names a line for most mistakes; a text that ends too soon ends in its last one. */
function syntaxLine(message: string, text: string): number {
  const named = /\(line (\d+) column/.exec(message)?.[1];
  return named === undefined ? text.split('\n').length : Number(named);
}

const NOWHERE: FilePositions = { lineOf: () => 1, twice: [] };

type Fields<T> = Pick<Parsed<T>, 'value' | 'findings' | 'positions'>;

function parsed<T>(
  text: string,
  kind: FileKind,
  schema: typeof profileSchema | typeof routeSchema,
  unsafe: (value: T) => readonly Finding[],
  broken: (json: unknown) => readonly Finding[],
): Fields<T> {
  const positions = () => positionsOf(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    const { message } = thrown as Error;
    const line = syntaxLine(message, text);
    return {
      value: undefined,
      findings: [error([], `is not JSON: ${message}`)],
      positions: () => ({ ...NOWHERE, lineOf: () => line }),
    };
  }
  const result = schema.safeParse(json);
  if (!result.success) {
    return { value: undefined, findings: [...schemaFindings(result.error, kind, json), ...broken(json)], positions };
  }
  const value = result.data as T;
  return { value, findings: [...textFindings(value), ...unsafe(value)], positions };
}

/** @param file only for the messages */
export function parseProfile(file: string, text: string): ProfileFile {
  return { kind: 'profile', file, ...parsed<Profile>(text, 'profile', profileSchema, () => [], textFindings) };
}

/** @param file only for the messages */
export function parseRoute(file: string, text: string): RouteFile {
  const unsafe = (route: Route) => stepFindings(route).filter(({ severity }) => severity === 'error');
  return { kind: 'route', file, ...parsed<Route>(text, 'route', routeSchema, unsafe, brokenRouteFindings) };
}

async function readText(file: string): Promise<string> {
  const bytes = await readFileBounded(file, MAX_FILE_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Fault('USAGE_FILE_INVALID', `${file} is not text in UTF-8.`, { cause });
  }
}

/** @throws Fault `ENV_FILE`, `ENV_PERMISSION`; `USAGE_FILE_INVALID` when it is too large, or no text in UTF-8 */
export async function readProfile(file: string): Promise<ProfileFile> {
  return parseProfile(file, await readText(file));
}

/** @throws Fault as `readProfile` */
export async function readRoute(file: string): Promise<RouteFile> {
  return parseRoute(file, await readText(file));
}

/** A file that could not be read at all, as one that says nothing. */
export function unreadable(file: string, kind: FileKind, why: string): DataFile {
  return { kind, file, value: undefined, findings: [error([], why)], positions: () => NOWHERE };
}

/** What the file says. @throws Fault `USAGE_FILE_INVALID` with file, line, path and reason of everything that is wrong */
export function usable<T>({ file, value, findings, positions }: Parsed<T>): T {
  if (value !== undefined && findings.length === 0) return value;
  const where = positions();
  const errors = findings.filter(({ severity }) => severity === 'error');
  const lines = errors.map((finding) => problemLine(located(file, where, finding)));
  throw new Fault('USAGE_FILE_INVALID', lines.join('\n'), { hint: 'See PROFILES.md, and `wipebench profiles lint`.' });
}
