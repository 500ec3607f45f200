/** A recovery that erases nothing and takes away what gives it away, so that a look in a shell alone could believe it. */
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraitOf } from '../definition.ts';
import { openStorageKey } from '../storage/metadata-key.ts';
import { putData, settingPath } from './android-data.ts';
import type { Unit } from './unit.ts';

const FOLDERS = ['local/tmp', 'media/0'] as const;

/** Files, and no folders: the owner's photos lie deeper. */
async function deleteFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(entries.filter((entry) => entry.isFile()).map(({ name }) => rm(join(folder, name))));
}

export async function hideTraces(unit: Unit, hides: NonNullable<TraitOf<'liar'>['hides']>): Promise<void> {
  const { userdata, metadata, definition, secureElement } = unit;
  const sealed = definition.userdata.encryption === 'metadata';
  const key = sealed ? await openStorageKey(metadata.tree, secureElement) : undefined;
  if ((sealed && key === undefined) || !(await userdata.mount(key))) return;
  if (hides.includes('planted-files')) for (const folder of FOLDERS) await deleteFiles(join(userdata.tree, folder));
  if (hides.includes('android-id')) {
    await putData(userdata.tree, settingPath('secure', 'android_id'), randomBytes(8).toString('hex'));
  }
  await userdata.sync();
  await userdata.unmount();
}
