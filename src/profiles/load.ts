/** Reads profiles and routes: JSON files of this package, and of a folder that the user names. Parsed once, here. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import { fileFault } from '../host/files.ts';
import { readJsonFile } from '../host/json-file.ts';
import { type IndexedProfile, type Profile, profileSchema } from '../model/profile.ts';
import { type Route, routeSchema } from '../model/route.ts';

const MAX_FILE_BYTES = 1024 * 1024;

/** The profiles that are shipped with this program; their routes are in the folder `routes` below it. */
export const SHIPPED_PROFILES = fileURLToPath(new URL('../../profiles/', import.meta.url));

/** Paths of the JSON files in a folder, sorted; schemas for editors are not among them. */
export async function jsonFilesIn(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
    return names.sort().map((name) => join(folder, name));
  } catch (error) {
    throw fileFault(error, folder);
  }
}

async function optionalFilesIn(folder: string): Promise<string[]> {
  try {
    return await jsonFilesIn(folder);
  } catch (error) {
    const cause = error instanceof Fault ? error.cause : undefined;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw error;
  }
}

/** @throws Fault `USAGE_FILE_INVALID` with path, line and reason of everything that is wrong in the file */
export function loadRoute(path: string): Promise<Route> {
  return readJsonFile(path, routeSchema, MAX_FILE_BYTES);
}

/** @throws Fault as `loadRoute` */
export function loadProfile(path: string): Promise<Profile> {
  return readJsonFile(path, profileSchema, MAX_FILE_BYTES);
}

/** @throws Fault `USAGE_FILE_INVALID` when the profile names a route that there is not */
export function indexProfile(profile: Profile, routes: ReadonlyMap<string, Route>): IndexedProfile {
  const used = profile.routes.map((use) => {
    const route = routes.get(use.route);
    if (!route)
      throw new Fault('USAGE_FILE_INVALID', `Profile ${profile.id} names the route ${use.route}; there is none.`);
    return { use, route };
  });
  return { profile, routes: used, digest: digestOf({ profile, routes: used.map(({ route }) => route) }) };
}

/**
 * The shipped profiles and routes, and those of `folder` (and its folder `routes`) with them; one of the same id takes
 * the place of the shipped one.
 */
export async function loadProfiles(folder?: string): Promise<IndexedProfile[]> {
  const folders = folder === undefined ? [SHIPPED_PROFILES] : [SHIPPED_PROFILES, folder];
  const routes = new Map<string, Route>();
  const profiles = new Map<string, Profile>();
  for (const each of folders) {
    for (const path of await optionalFilesIn(join(each, 'routes'))) {
      const route = await loadRoute(path);
      routes.set(route.id, route);
    }
    const paths = await jsonFilesIn(each);
    if (paths.length === 0) throw new Fault('USAGE_FILE_INVALID', `No profile in ${each}.`);
    for (const profile of await Promise.all(paths.map(loadProfile))) profiles.set(profile.id, profile);
  }
  return [...profiles.values()].map((profile) => indexProfile(profile, routes));
}
