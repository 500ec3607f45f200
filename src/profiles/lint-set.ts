/** Everything that is wrong with profiles and routes together: in each file, and between them. Pure. */
import { basename, dirname } from 'node:path';
import type { Profile } from '../model/profile.ts';
import type { Route } from '../model/route.ts';
import { profileFindings } from './lint-profile.ts';
import { routeFindings } from './lint-route.ts';
import { twiceFindings } from './lint-text.ts';
import { canTie, subjects } from './overlap.ts';
import type { DataFile, ProfileFile, RouteFile } from './parse-file.ts';
import { error, type Finding, located, type Problem, warning } from './problem.ts';

type Good<F extends DataFile> = F & { readonly value: NonNullable<F['value']> };
const isGood = <F extends DataFile>(file: F): file is Good<F> => file.value !== undefined;

interface Everything {
  readonly profiles: readonly Good<ProfileFile>[];
  readonly routes: ReadonlyMap<string, Route>;
}

/** Those of later files take the places of those with the same id. */
function everything(files: readonly DataFile[]): Everything {
  const profiles = new Map<string, Good<ProfileFile>>();
  const routes = new Map<string, Route>();
  for (const file of files) {
    if (file.kind === 'profile' && isGood(file)) profiles.set(file.value.id, file);
    if (file.kind === 'route' && isGood(file)) routes.set(file.value.id, file.value);
  }
  return { profiles: [...profiles.values()], routes };
}

function nameFindings(file: Good<ProfileFile> | Good<RouteFile>, files: readonly DataFile[]): Finding[] {
  const { id } = file.value;
  const name = basename(file.file, '.json');
  const findings = name === id ? [] : [error(['id'], `the file is called ${name}.json: both must have the same name`)];
  const twin = files.find(
    (other) =>
      other !== file &&
      other.kind === file.kind &&
      other.value?.id === id &&
      dirname(other.file) === dirname(file.file),
  );
  return twin ? [...findings, error(['id'], `${twin.file} has this id too`)] : findings;
}

/** What the two have in common, as far as it can be told: all the facts that either of them asks for. */
function tieFindings(file: Good<ProfileFile>, all: Everything, own: readonly DataFile[]): Finding[] {
  const rank = (other: DataFile) => own.indexOf(other);
  return all.profiles.flatMap((other) => {
    // Of two that are both looked at, the later one is told of.
    if (other === file || (rank(other) > rank(file) && rank(other) >= 0)) return [];
    if (!canTie(file.value, other.value)) return [];
    const [mine, theirs] = [subjects(file.value.match), subjects(other.value.match)];
    const same = mine.size === theirs.size && [...mine].every((subject) => theirs.has(subject));
    const advice = 'let one have more conditions, another layer, or say in notThis what it is not';
    return same
      ? [
          error(
            ['match'],
            `ties with profile ${other.value.id}: both fit the same phone, which is then refused; ${advice}`,
          ),
        ]
      : [warning(['match'], `could tie with profile ${other.value.id}, if a phone meets both; ${advice}`)];
  });
}

function unusedFinding(route: Route, profiles: readonly Profile[]): Finding[] {
  if (profiles.some(({ routes }) => routes.some((use) => use.route === route.id))) return [];
  return [warning(['id'], 'no profile offers this route')];
}

/** Allowed, because a bench may have reasons of its own; but never by mistake. */
function shadowFindings({ kind, value }: DataFile, others: readonly DataFile[]): Finding[] {
  if (!others.some((other) => other.kind === kind && other.value !== undefined && other.value.id === value?.id))
    return [];
  return [warning(['id'], `takes the place of the ${kind} of this name that is there already`)];
}

function findingsOf(
  file: DataFile,
  all: Everything,
  own: readonly DataFile[],
  others: readonly DataFile[],
): readonly Finding[] {
  const basic = [...twiceFindings(file.positions()), ...file.findings, ...shadowFindings(file, others)];
  if (file.kind === 'profile') {
    if (!isGood(file)) return basic;
    const more = [
      ...nameFindings(file, own),
      ...profileFindings(file.value, all.routes),
      ...tieFindings(file, all, own),
    ];
    return [...basic, ...more];
  }
  if (!isGood(file)) return basic;
  const profiles = all.profiles.map(({ value }) => value);
  return [...basic, ...nameFindings(file, own), ...routeFindings(file.value), ...unusedFinding(file.value, profiles)];
}

/**
 * @param own the files that are looked at. @param others those that hold beside them, such as the shipped ones
 * @returns every problem once, in the order of files and lines
 */
export function lintFiles(own: readonly DataFile[], others: readonly DataFile[] = []): Problem[] {
  const all = everything([...others, ...own]);
  return own.flatMap((file) => {
    const positions = file.positions();
    const problems = findingsOf(file, all, own, others).map((finding) => located(file.file, positions, finding));
    const seen = new Set<string>();
    return problems
      .filter(({ line, path, text }) => {
        const key = JSON.stringify([line, path, text]);
        return !seen.has(key) && seen.add(key);
      })
      .toSorted((a, b) => a.line - b.line);
  });
}
