/** Reads profiles: JSON files of this package, or of a folder that the user names. Parsed once, here. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IndexedProfile } from '../decide/plan.ts';
import { Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import { fileFault } from '../host/files.ts';
import { readJsonFile } from '../host/json-file.ts';
import { profileSchema } from '../model/profile.ts';

const MAX_PROFILE_BYTES = 1024 * 1024;

/** The profiles that are shipped with this program. */
export const SHIPPED_PROFILES = fileURLToPath(new URL('../../profiles/', import.meta.url));

/** @throws Fault `USAGE_FILE_INVALID` with path, line and reason of everything that is wrong in the file */
export async function loadProfile(path: string): Promise<IndexedProfile> {
  const profile = await readJsonFile(path, profileSchema, MAX_PROFILE_BYTES);
  return { profile, digest: digestOf(profile) };
}

export async function loadProfiles(folder: string = SHIPPED_PROFILES): Promise<IndexedProfile[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'schema.json').sort();
  } catch (error) {
    throw fileFault(error, folder);
  }
  if (names.length === 0) throw new Fault('USAGE_FILE_INVALID', `No profile in ${folder}.`);
  return Promise.all(names.map((name) => loadProfile(join(folder, name))));
}
