/** The keys of computers that the owner allowed, in /data/misc/adb/adb_keys: they go with the data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADB_KEYS, getData, putData } from './android-data.ts';
import type { Authorisation } from './faces.ts';

/**
 * @param allowed resolves true when the owner says yes.
 * @param changed called after a key was stored.
 */
export function ownerKeys(
  tree: string,
  required: boolean,
  allowed: Promise<boolean>,
  changed: () => void,
): Authorisation {
  return {
    required,
    keys: () => {
      try {
        return readFileSync(join(tree, ADB_KEYS), 'utf8').split('\n');
      } catch {
        return [];
      }
    },
    offer: async (line) => {
      if (!(await allowed)) return false;
      const known = (await getData(tree, ADB_KEYS)) ?? '';
      await putData(tree, ADB_KEYS, `${known}${line.trim()}\n`);
      changed();
      return true;
    },
  };
}

/** Recovery cannot read /data and so knows nobody. */
export function noKeys(required: boolean): Authorisation {
  return { required, keys: () => [], offer: async () => false };
}
