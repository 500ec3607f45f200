/** Starting Android: init, vold, bootstat, and the decision whether adbd runs and for whom. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SeededBytes } from '../content/seeded-bytes.ts';
import { writeMedia } from '../content/user-files.ts';
import { createStorageKey, openStorageKey } from '../storage/metadata-key.ts';
import { writePersistentDataBlock } from '../storage/persistent-data-block.ts';
import { BOOTSTAT_RECORD, getData, putData, settingPath, writeFirstBoot, writeOwnersLife } from './android-data.ts';
import {
  adoptCard,
  cardAdopted,
  mountAdoptedCard,
  ownerProperties,
  protectAfterReset,
  writeOwnerState,
} from './owner-state.ts';
import { firmwareProperties, type Properties } from './properties.ts';
import { EVALUATION, TRADE_IN_PROPERTY } from './trade-in-evaluate.ts';
import type { Unit } from './unit.ts';

const MIB = 1024 * 1024;
const HISTORY_ENTRIES = 4;
/** How Android is reachable: `off` has no adbd, `trade-in` only answers tradeinmode. */
export type AdbMode = 'off' | 'trade-in' | 'secure' | 'open';

export function debuggable(unit: Unit): boolean {
  return unit.definition.properties['ro.debuggable'] === '1';
}

async function mountOrMake(unit: Unit): Promise<void> {
  if (!(await unit.cache.mount())) {
    await mkdir(join(unit.cache.tree, 'recovery'), { recursive: true, mode: 0o770 });
    await unit.cache.format();
  }
  if (!(await unit.metadata.mount())) {
    await mkdir(unit.metadata.tree, { recursive: true, mode: 0o711 });
    await unit.metadata.format();
  }
  if (!cardAdopted(unit)) await unit.sdVolume?.mount();
}

/** vold: a new key for a new file system, (MetadataCrypt.cpp). */
async function freshUserdata(unit: Unit, fill: (tree: string) => Promise<void>): Promise<void> {
  const sealed = unit.definition.userdata.encryption === 'metadata';
  const key = sealed ? await createStorageKey(unit.metadata.tree, unit.secureElement) : undefined;
  await unit.metadata.sync();
  await mkdir(unit.userdata.tree, { recursive: true, mode: 0o771 });
  await writeFirstBoot(unit.userdata.tree, debuggable(unit));
  await fill(unit.userdata.tree);
  await unit.userdata.format(key);
}

/** The factory and the owner: called once in the life of a unit. */
export async function makePhone(unit: Unit): Promise<void> {
  const { definition } = unit;
  const random = new SeededBytes(`phone ${definition.userdata.seed}`);
  const writeCard = (tree: string) =>
    writeMedia(tree, `sd ${definition.userdata.seed}`, (definition.sdCard?.filledMib ?? 0) * MIB);
  if (definition.sdCard && unit.sdVolume) {
    await mkdir(unit.sdVolume.tree, { recursive: true, mode: 0o771 });
    if (!definition.sdCard.adopted) {
      await writeCard(unit.sdVolume.tree);
      await unit.sdVolume.format();
    }
  }
  await mountOrMake(unit);
  await unit.userdata.unmount();
  await freshUserdata(unit, async (tree) => {
    if (!definition.setUp) return;
    await writeOwnersLife(tree, definition, random);
    await writeOwnerState(unit);
  });
  const handle = definition.accounts.length > 0 ? random.bytes(64) : Buffer.alloc(0);
  await writePersistentDataBlock(unit.partitions.frp, handle, definition.properties['sys.oem_unlock_allowed'] === '1');
  await adoptCard(unit, writeCard);
  if (!definition.setUp) await protectAfterReset(unit);
  unit.memory.made = true;
  await unit.remember();
}

/**
 * Mounts everything; userdata without a readable file system is made new, which is what a reset looks like from here.
 * @param beforeFresh called when that is about to happen.
 * @returns true when userdata was new.
 */
export async function mountAndroid(unit: Unit, beforeFresh: () => Promise<void>): Promise<boolean> {
  // Only the factory leaves a phone mounted; everybody else starts from the storage.
  if (unit.userdata.mounted) return false;
  await mountOrMake(unit);
  const sealed = unit.definition.userdata.encryption === 'metadata';
  const key = sealed ? await openStorageKey(unit.metadata.tree, unit.secureElement) : undefined;
  const there = (!sealed || key !== undefined) && (await unit.userdata.mount(key));
  if (there && (await getData(unit.userdata.tree, settingPath('secure', 'android_id'))) !== undefined) return false;
  await beforeFresh();
  if (there) {
    // Recovery made an empty file system: a volume without metadata encryption.
    await writeFirstBoot(unit.userdata.tree, debuggable(unit));
    await unit.userdata.sync();
  } else {
    await freshUserdata(unit, async () => undefined);
  }
  await protectAfterReset(unit);
  unit.memory.resets += 1;
  await unit.remember();
  return true;
}

/** bootstat: without its record in userdata the reason is a factory reset (bootstat.cpp CalculateBootCompletePrefix). */
async function recordBoot(unit: Unit, reason: string): Promise<string> {
  const { tree } = unit.userdata;
  const known = (await getData(tree, BOOTSTAT_RECORD)) !== undefined;
  const seconds = Math.floor(Date.now() / 1000);
  const final = known ? reason : 'reboot,factory_reset';
  if (!known) await putData(tree, BOOTSTAT_RECORD, `${seconds}\n`);
  const historyFile = 'property/persist.sys.boot.reason.history';
  const earlier = ((await getData(tree, historyFile)) ?? '').split('\n').filter((line) => line !== '');
  await putData(tree, historyFile, [`${final},${seconds}`, ...earlier].slice(0, HISTORY_ENTRIES).join('\n'));
  return final;
}

/** ActivityManagerService: Settings.Global.BOOT_COUNT, which begins anew with the settings. */
async function countBoot(tree: string): Promise<void> {
  const path = settingPath('global', 'boot_count');
  await putData(tree, path, String(Number((await getData(tree, path)) ?? 0) + 1));
}

/** Sets all properties of a running Android. */
export async function startAndroid(unit: Unit, properties: Properties, reason: string): Promise<void> {
  await mountAdoptedCard(unit);
  const bootReason = await recordBoot(unit, reason);
  await countBoot(unit.userdata.tree);
  const persistent: Record<string, string> = {};
  const folder = join(unit.userdata.tree, 'property');
  for (const name of await readdir(folder).catch(() => [])) {
    persistent[name] = (await getData(unit.userdata.tree, `property/${name}`)) ?? '';
  }
  properties.replaceAll({
    'init.svc.bootanim': 'stopped',
    'init.svc.zygote': 'running',
    'init.svc.adbd': 'running',
    'sys.usb.state': 'adb',
    'gsm.sim.state': 'ABSENT',
    'dev.bootcomplete': '1',
    ...firmwareProperties(unit),
    ...(await ownerProperties(unit)),
    ...persistent,
    'sys.boot.reason': bootReason,
    'ro.boot.bootreason': reason.split(',', 1)[0] ?? reason,
    'sys.boot_completed': '1',
  });
  await unit.userdata.sync();
}

export async function adbModeOf(unit: Unit, properties: Properties): Promise<AdbMode> {
  const { tree } = unit.userdata;
  // Evaluation: full adb for everybody, whatever the settings say.
  if (properties.get(TRADE_IN_PROPERTY) === EVALUATION) return 'open';
  const on = async (namespace: 'global' | 'secure', key: string) =>
    (await getData(tree, settingPath(namespace, key)))?.trim() === '1';
  if (await on('global', 'adb_enabled')) return properties.get('ro.adb.secure') === '0' ? 'open' : 'secure';
  const inSetup = !(await on('global', 'device_provisioned')) && !(await on('secure', 'user_setup_complete'));
  return unit.definition.tradeIn && inSetup && !debuggable(unit) ? 'trade-in' : 'off';
}
