/**
 * Reads profiles and routes: JSON files of this package, and of a folder that the user names. Parsed once, here, and
 * refused when a step is unsafe; what is only careless or unclear is for the lint to say.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import { fileFault } from '../host/files.ts';
import type { IndexedProfile, Profile } from '../model/profile.ts';
import type { Route } from '../model/route.ts';
import { readProfile, readRoute, usable } from './parse-file.ts';

/** The profiles that are shipped with this program; their routes are in the folder `routes` below it. */
export const SHIPPED_PROFILES = fileURLToPath(new URL('../../profiles/', import.meta.url));

export interface FolderFiles {
  readonly profiles: readonly string[];
  readonly routes: readonly string[];
}

/** Paths of the JSON files in a folder, sorted; schemas for editors are not among them. */
async function jsonFilesIn(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
    return names.sort().map((name) => join(folder, name));
  } catch (error) {
    throw fileFault(error, folder);
  }
}

async function ifThere(files: Promise<string[]>): Promise<string[]> {
  try {
    return await files;
  } catch (error) {
    const cause = error instanceof Fault ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw error;
  }
}

/** What the user typed is the user's to mend; the shipped folder is not. */
function notThere(error: unknown, folder: string): unknown {
  const cause = error instanceof Fault ? error.cause : undefined;
  if (folder === SHIPPED_PROFILES || !(cause instanceof Error) || !('code' in cause)) return error;
  if (cause.code === 'ENOENT') return new Fault('USAGE_FILE_INVALID', `There is no folder ${folder}.`, { cause });
  return cause.code === 'ENOTDIR' ? new Fault('USAGE_FILE_INVALID', `${folder} is no folder.`, { cause }) : error;
}

/** @throws Fault `USAGE_FILE_INVALID`: no such folder, or neither a profile nor a route in it; `ENV_FILE`, `ENV_PERMISSION` */
export async function filesIn(folder: string): Promise<FolderFiles> {
  const own = jsonFilesIn(folder).catch((error: unknown) => Promise.reject(notThere(error, folder)));
  const [profiles, routes] = await Promise.all([own, ifThere(jsonFilesIn(join(folder, 'routes')))]);
  if (profiles.length + routes.length === 0) {
    throw new Fault('USAGE_FILE_INVALID', `No profile in ${folder}, and no route in its folder routes.`);
  }
  return { profiles, routes };
}

/** @throws Fault `USAGE_FILE_INVALID` with file, line, path and reason of everything that is wrong in it */
export async function loadRoute(file: string): Promise<Route> {
  return usable(await readRoute(file));
}

/** @throws Fault as `loadRoute` */
export async function loadProfile(file: string): Promise<Profile> {
  return usable(await readProfile(file));
}

/** @throws Fault `USAGE_FILE_INVALID` when the profile names a route that there is not */
export function indexProfile(profile: Profile, routes: ReadonlyMap<string, Route>): IndexedProfile {
  const used = profile.routes.map((use) => {
    const route = routes.get(use.route);
    if (!route) {
      const text = `Profile ${profile.id} names the route ${use.route}; there is none.`;
      throw new Fault('USAGE_FILE_INVALID', text, { hint: '`wipebench profiles lint` says where.' });
    }
    return { use, route };
  });
  let digest: string | undefined;
  return {
    profile,
    routes: used,
    // Only when it is asked for: of all profiles a plan needs the digest of one.
    get digest() {
      digest ??= digestOf({ profile, routes: used.map(({ route }) => route) });
      return digest;
    },
  };
}

interface Loaded<T> {
  readonly file: string;
  readonly value: T;
}

/** One of the same id takes the place of one from an earlier folder; twice in one folder is a mistake. */
function take<T extends { readonly id: string }>(all: Map<string, T>, loaded: readonly Loaded<T>[]): void {
  const files = new Map<string, string>();
  for (const { file, value } of loaded) {
    const other = files.get(value.id);
    if (other !== undefined) {
      throw new Fault('USAGE_FILE_INVALID', `${other} and ${file} have the same id, ${value.id}.`);
    }
    files.set(value.id, file);
    all.set(value.id, value);
  }
}

async function loadAll<T>(files: readonly string[], load: (file: string) => Promise<T>): Promise<Loaded<T>[]> {
  const settled = await Promise.allSettled(files.map(async (file) => ({ file, value: await load(file) })));
  const faults = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  const invalid = faults.filter((fault) => fault instanceof Fault && fault.code === 'USAGE_FILE_INVALID');
  const other = faults.find((fault) => !invalid.includes(fault));
  if (other !== undefined) throw other;
  if (invalid.length > 0) {
    const [first] = invalid as Fault[];
    const lines = (invalid as Fault[]).map(({ message }) => message).join('\n');
    throw new Fault('USAGE_FILE_INVALID', lines, { ...(first?.hint === undefined ? {} : { hint: first.hint }) });
  }
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/**
 * The shipped profiles and routes, and those of `folder` (and its folder `routes`) with them; one of the same id takes
 * the place of the shipped one.
 * @throws Fault `USAGE_FILE_INVALID` with everything that is wrong in all files; `ENV_FILE`, `ENV_PERMISSION`
 */
export async function loadProfiles(folder?: string): Promise<IndexedProfile[]> {
  const routes = new Map<string, Route>();
  const profiles = new Map<string, Profile>();
  for (const each of folder === undefined ? [SHIPPED_PROFILES] : [SHIPPED_PROFILES, folder]) {
    const files = await filesIn(each);
    const [loadedRoutes, loadedProfiles] = await Promise.all([
      loadAll(files.routes, loadRoute),
      loadAll(files.profiles, loadProfile),
    ]);
    take(routes, loadedRoutes);
    take(profiles, loadedProfiles);
  }
  return [...profiles.values()].map((profile) => indexProfile(profile, routes));
}
