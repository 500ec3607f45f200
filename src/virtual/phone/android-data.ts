/** What Android itself keeps below /data, as small files; the programs in the phone's /system/bin read the same files. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { SeededBytes } from '../content/seeded-bytes.ts';
import { writeOwnerFiles } from '../content/user-files.ts';
import type { PhoneDefinition } from '../definition.ts';

export const BOOTSTAT_RECORD = 'misc/bootstat/build_date';
export const ADB_KEYS = 'misc/adb/adb_keys';
const SYSTEM_FOLDERS = ['app', 'data', 'local/tmp', 'media/0', 'misc/adb', 'property', 'system/packages', 'user/0'];
const FIRST_BOOT_APPS = ['com.android.settings', 'com.android.systemui', 'com.android.providers.media'];
const FIRST_BOOT_APP_BYTES = 256 * 1024;

/** Opens a file below the tree; a link that root on the phone made must not lead out of it into the host. */
async function openInside(tree: string, path: string, flags: number) {
  const file = join(tree, path);
  const folder = await realpath(dirname(file));
  if (!`${folder}${sep}`.startsWith(`${await realpath(tree)}${sep}`)) throw new Error(`${path} leads out of the phone`);
  return open(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o660);
}

export async function putData(tree: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true, mode: 0o771 });
  const handle = await openInside(tree, path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC);
  await handle.writeFile(content).finally(() => handle.close());
}

/** The text of a file below /data, or undefined. */
export async function getData(
  tree: string,
  path: string,
  encoding: 'utf8' | 'hex' = 'utf8',
): Promise<string | undefined> {
  try {
    const handle = await openInside(tree, path, constants.O_RDONLY);
    return await handle.readFile(encoding).finally(() => handle.close());
  } catch {
    return undefined;
  }
}

export function settingPath(namespace: 'global' | 'secure', key: string): string {
  return `system/users/0/settings/${namespace}/${key}`;
}

/** A new user of a new phone: empty, not set up, with its own android_id. `adbEnabled` follows the build type. */
export async function writeFirstBoot(tree: string, adbEnabled: boolean): Promise<void> {
  for (const folder of SYSTEM_FOLDERS) await mkdir(join(tree, folder), { recursive: true, mode: 0o771 });
  const settings = [
    ['global', 'device_provisioned', '0'],
    ['secure', 'user_setup_complete', '0'],
    ['global', 'adb_enabled', adbEnabled ? '1' : '0'],
    ['global', 'development_settings_enabled', adbEnabled ? '1' : '0'],
    ['global', 'euicc_provisioned', '0'],
    ['global', 'airplane_mode_on', '0'],
    ['secure', 'android_id', randomBytes(8).toString('hex')],
  ] as const;
  for (const [namespace, key, value] of settings) await putData(tree, settingPath(namespace, key), value);
  await mkdir(join(tree, 'system/accounts'), { recursive: true, mode: 0o771 });
  // The first start of the system's own programs writes caches; on a sealed partition they are new ciphertext.
  for (const app of FIRST_BOOT_APPS) {
    await putData(tree, `data/${app}/code_cache/art.bin`, randomBytes(FIRST_BOOT_APP_BYTES));
  }
}

/** The years after: the owner's files, accounts and programs on a phone that was set up. */
export async function writeOwnersLife(tree: string, definition: PhoneDefinition, random: SeededBytes): Promise<void> {
  await putData(tree, settingPath('global', 'device_provisioned'), '1');
  await putData(tree, settingPath('secure', 'user_setup_complete'), '1');
  await putData(tree, settingPath('global', 'adb_enabled'), '1');
  await putData(tree, settingPath('global', 'development_settings_enabled'), '1');
  await putData(tree, settingPath('global', 'boot_count'), '211');
  await putData(tree, settingPath('secure', 'android_id'), random.bytes(8).toString('hex'));
  for (const [index, account] of definition.accounts.entries()) {
    await putData(tree, `system/accounts/${index}`, `${account.name}\n${account.type}\n`);
  }
  const owners = definition.owners.map(({ user, admin, kind }) => `${user} ${admin} ${kind}\n`);
  if (owners.length > 0) await putData(tree, 'system/owners', owners.join(''));
  for (const { id, flags, running, name } of definition.users) {
    await putData(tree, `system/more-users/${String(id).padStart(5, '0')}`, `${id} ${flags} ${running}\n${name}`);
  }
  for (const app of ['org.example.chat', 'org.example.notes']) await putData(tree, `system/packages/${app}`, '10123\n');
  const booted = Math.floor(Date.now() / 1000) - 86_400;
  await putData(tree, 'property/persist.sys.boot.reason.history', `reboot,${booted}\nreboot,ota,${booted - 900_000}`);
  await putData(tree, BOOTSTAT_RECORD, `${booted - 9_000_000}\n`);
  await writeOwnerFiles(tree, definition.userdata.seed, definition.userdata.filledMib);
}
