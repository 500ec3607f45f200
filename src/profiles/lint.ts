/** Lints a folder: reads all of its files, good and bad, and tells everything at once. */
import { resolve } from 'node:path';
import { Fault } from '../faults/fault.ts';
import type { FileKind } from './json-schema.ts';
import { lintFiles } from './lint-set.ts';
import { filesIn, SHIPPED_PROFILES } from './load.ts';
import { type DataFile, readProfile, readRoute, unreadable } from './parse-file.ts';
import type { Problem } from './problem.ts';

export interface LintReport {
  readonly problems: readonly Problem[];
  readonly profiles: number;
  readonly routes: number;
}

async function attempt(file: string, kind: FileKind): Promise<DataFile> {
  try {
    return await (kind === 'profile' ? readProfile(file) : readRoute(file));
  } catch (error) {
    if (error instanceof Fault && error.code === 'USAGE_FILE_INVALID') return unreadable(file, kind, error.message);
    throw error;
  }
}

async function readFolder(folder: string): Promise<DataFile[]> {
  const { profiles, routes } = await filesIn(folder);
  return Promise.all([
    ...profiles.map((file) => attempt(file, 'profile')),
    ...routes.map((file) => attempt(file, 'route')),
  ]);
}

/**
 * @param folder one of the user's, which is looked at together with the shipped ones; those themselves when left out
 * @throws Fault `USAGE_FILE_INVALID` when it is not there, or holds neither a profile nor a route; `ENV_FILE`, `ENV_PERMISSION`
 */
export async function lintFolder(folder?: string): Promise<LintReport> {
  const shipped = folder === undefined || resolve(folder) === resolve(SHIPPED_PROFILES);
  const own = await readFolder(shipped ? SHIPPED_PROFILES : folder);
  const others = shipped ? [] : await readFolder(SHIPPED_PROFILES);
  const count = (kind: FileKind) => own.filter((file) => file.kind === kind).length;
  return { problems: lintFiles(own, others), profiles: count('profile'), routes: count('route') };
}
