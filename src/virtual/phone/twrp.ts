/**
 * TWRP as the phone's recovery (TeamWin android_bootable_recovery: partition.cpp, openrecoveryscript.cpp): a root shell for
 * everybody, user data decrypted where it can be, and the program `twrp`, whose words are in `system-bin/twrp`. It always
 * ends well; what it answers here is what it prints.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { traitOf } from '../definition.ts';
import { openStorageKey } from '../storage/metadata-key.ts';
import type { Unit } from './unit.ts';
import { discardUserdata, formatPlainUserdata, type WipeHooks } from './wipe-data.ts';

export const TWRP_PROPERTIES: Readonly<Record<string, string>> = {
  'ro.twrp.version': '3.7.1_12-0',
  'ro.twrp.boot': '1',
  'ro.debuggable': '1',
  'ro.adb.secure': '0',
};

/** `media`: what `wipe data` says, which keeps the photos; `files`: names of files were removed, and nothing else. */
export type TwrpAnswer = 'done' | 'media' | 'files' | 'failed' | 'error';

/** Decrypts and mounts user data, when the key is there. */
export async function mountInTwrp(unit: Unit): Promise<void> {
  const sealed = unit.definition.userdata.encryption === 'metadata';
  const key = sealed ? await openStorageKey(unit.metadata.tree, unit.secureElement) : undefined;
  if (!sealed || key !== undefined) await unit.userdata.mount(key);
}

/** @param kept a folder of the top that stays */
async function removeFiles(unit: Unit, kept?: string): Promise<void> {
  const { userdata } = unit;
  for (const name of userdata.mounted ? await readdir(userdata.tree) : []) {
    if (name !== kept) await rm(join(userdata.tree, name), { recursive: true, force: true });
  }
  await userdata.sync();
}

async function formatCache(unit: Unit): Promise<void> {
  await unit.cache.unmount();
  await unit.partitions.cache.discard(0, unit.partitions.cache.sizeBytes);
  await mkdir(join(unit.cache.tree, 'recovery'), { recursive: true, mode: 0o770 });
  await unit.cache.format();
}

/** Wipe_Encryption: a new file system on user data, and on the partition that holds the key folder. */
async function formatData(unit: Unit, hooks: WipeHooks): Promise<TwrpAnswer> {
  const { definition } = unit;
  if (traitOf(definition, 'fail-wipe') !== undefined) return 'failed';
  if (traitOf(definition, 'files-only') !== undefined) {
    await removeFiles(unit);
    return 'files';
  }
  if (traitOf(definition, 'liar') !== undefined) return 'done';
  await unit.userdata.unmount();
  await discardUserdata(unit, hooks);
  await formatPlainUserdata(unit);
  if (definition.userdata.encryption === 'metadata') {
    await unit.metadata.unmount();
    if (traitOf(definition, 'no-discard') === undefined) {
      await unit.partitions.metadata.discard(0, unit.partitions.metadata.sizeBytes);
    }
    await mkdir(unit.metadata.tree, { recursive: true, mode: 0o711 });
    await unit.metadata.format();
  }
  return 'done';
}

/** What the program asks for, such as `format-data`. */
export async function twrpCommand(unit: Unit, command: string, hooks: WipeHooks): Promise<TwrpAnswer> {
  const { memory, definition } = unit;
  if (!['format-data', 'wipe-data', 'wipe-cache'].includes(command)) return 'error';
  await hooks.step('wipe-start');
  await hooks.sleep(traitOf(definition, 'slow')?.wipeMs ?? definition.timing.wipeMs);
  if (command === 'wipe-cache') {
    if (traitOf(definition, 'liar') === undefined) await formatCache(unit);
    return 'done';
  }
  memory.wipes += 1;
  await unit.remember();
  if (command === 'format-data') return formatData(unit, hooks);
  if (traitOf(definition, 'liar') === undefined) {
    await removeFiles(unit, 'media');
    await formatCache(unit);
  }
  return 'media';
}
