/**
 * Where the state of the owner lies: in user data, so that a reset takes it away, or in what no reset touches. The
 * programs in the phone's /system/bin read the same files.
 */
import { randomBytes } from 'node:crypto';
import { XTS_KEY_BYTES } from '../storage/block-cipher.ts';
import { accountBound } from '../storage/persistent-data-block.ts';
import { getData, putData, settingPath } from './android-data.ts';
import type { Unit } from './unit.ts';

/** Below /data; its content is the kind of credential, as `dumpsys lock_settings` prints it. */
export const SCREEN_LOCK = 'system/screen-lock';
const DSU = 'system/dsu';
/** Below /metadata (core fs_mgr/libsnapshot). */
const UPDATE = 'ota/state';
/** vold: the key of an adopted card, by the id of its partition. */
const CARD_ID = '57f8f4bcabf4655fbf67946fc0f9f25b';
const CARD_KEY = `misc/vold/expand_${CARD_ID}.key`;

/** With the rest of the owner's life; see `writeOwnersLife`. */
export async function writeOwnerState(unit: Unit): Promise<void> {
  const { definition, userdata, metadata } = unit;
  const { tree } = userdata;
  if (definition.screenLock) await putData(tree, SCREEN_LOCK, 'PIN');
  if (definition.admins.length > 0) await putData(tree, 'system/admins', `${definition.admins.join('\n')}\n`);
  if (definition.esim.length > 0) await putData(tree, settingPath('global', 'euicc_provisioned'), '1');
  if (definition.dsu !== 'none') await putData(tree, DSU, definition.dsu);
  if (definition.testHarness) await putData(tree, 'property/persist.sys.test_harness', '1');
  if (definition.rooted) await putData(tree, 'system/packages/com.topjohnwu.magisk', '10124\n');
  if (definition.update !== 'none') {
    await putData(metadata.tree, UPDATE, definition.update);
    await metadata.sync();
  }
  if (definition.sdCard?.adopted) await putData(tree, CARD_KEY, randomBytes(XTS_KEY_BYTES));
}

/** Of the file system on a portable card. */
export function cardUuid({ memory }: Unit): string {
  return memory.cardUuid ?? '4B1D-9C7E';
}

/** Until the card is partitioned anew. */
export function cardAdopted({ definition, memory }: Unit): boolean {
  return definition.sdCard?.adopted === true && memory.cardUuid === undefined;
}

/** The key of the adopted card, while user data still hold it. */
async function cardKey(unit: Unit): Promise<Buffer | undefined> {
  const text = await getData(unit.userdata.tree, CARD_KEY, 'hex');
  return text === undefined ? undefined : Buffer.from(text, 'hex');
}

/** The factory: the card that the owner adopted, sealed with its key. @param fill puts the owner's files into it */
export async function adoptCard(unit: Unit, fill: (tree: string) => Promise<void>): Promise<void> {
  const key = await cardKey(unit);
  if (key === undefined || unit.sdVolume === undefined) return;
  await fill(unit.sdVolume.tree);
  await unit.sdVolume.format(key);
}

/** At each start of Android: without its key an adopted card is a disk without any volume. */
export async function mountAdoptedCard(unit: Unit): Promise<void> {
  if (!cardAdopted(unit) || unit.sdVolume?.mounted) return;
  const key = await cardKey(unit);
  if (key !== undefined) await unit.sdVolume?.mount(key);
}

/**
 * The first start after a reset that nobody allowed: an account that is still bound to the persistent data block makes
 * factory reset protection active (PersistentDataBlockService.java; before Android 15 the set-up wizard does it).
 */
export async function protectAfterReset(unit: Unit): Promise<void> {
  if (!(await accountBound(unit.partitions.frp))) return;
  await putData(unit.userdata.tree, settingPath('global', 'secure_frp_mode'), '1');
}

/** Files below /sys for `sm` and `dumpsys isub`: what card is there, and what is on the eSIM chip. */
export function ownerFiles(unit: Unit): Record<string, string> {
  const { definition, sdVolume } = unit;
  const card = cardAdopted(unit) ? 'adopted' : 'portable';
  const dark = cardAdopted(unit) ? 'unreadable' : 'unmounted';
  return {
    ...(sdVolume === undefined
      ? {}
      : {
          'phone/card': `${sdVolume.mounted ? card : dark}\n`,
          'phone/card-uuid': `${cardUuid(unit)}\n`,
          'dev/block/179:0/size': `${sdVolume.raw.sizeBytes / 512}\n`,
        }),
    ...(definition.esim.length === 0 ? {} : { 'modem/esim': `${definition.esim.join('\n')}\n` }),
  };
}

/** Properties that follow from where the phone is with its SIMs and systems. */
export async function ownerProperties(unit: Unit): Promise<Record<string, string>> {
  const { definition, metadata, userdata } = unit;
  const merging = (await getData(metadata.tree, UPDATE)) === 'merging';
  const running = (await getData(userdata.tree, DSU)) === 'running';
  return {
    ...(definition.sim === undefined ? {} : { 'gsm.sim.state': definition.sim.join(',') }),
    ...(definition.update === 'none' ? {} : { 'init.svc.snapuserd': merging ? 'running' : 'stopped' }),
    ...(definition.dsu === 'none' ? {} : { 'ro.gsid.image_running': running ? '1' : '0' }),
  };
}
