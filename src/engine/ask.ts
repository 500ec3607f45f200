/** Small questions to a phone. A refusal or a time-out is an answer (`unavailable`), never an exception. */
import { parseGetprop } from '../decide/getprop.ts';
import { imeiFromParcel } from '../decide/imei.ts';
import { asNumber } from '../decide/property-fact.ts';
import type { Session } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import { type Reading, type ReadingName, type Readings, readingText } from '../model/readings.ts';
import { IMEI_COMMANDS, imeiCommand } from './imei-commands.ts';

/** What is asked in a shell. The variables of a boot loader, and Xiaomi's recovery, answer another way. */
export type ShellReading = Exclude<ReadingName, 'getvar' | 'miassistant'>;

/** Constants only: nothing of a phone or a person ever becomes part of a command. Of the IMEI those of Android 11 and later. */
export const READING_COMMANDS: Readonly<Record<ShellReading, string>> = {
  props: 'getprop',
  uid: 'id -u',
  'android-id': 'settings get secure android_id',
  'user-setup-complete': 'settings get secure user_setup_complete',
  'device-provisioned': 'settings get global device_provisioned',
  'secure-frp-mode': 'settings get global secure_frp_mode',
  'secure-frp-mode-old': 'settings get secure secure_frp_mode',
  // Not `cmd persistent_data_block status`, which tells the same but prints the secret itself to a root shell.
  'frp-block': 'dumpsys persistent_data_block',
  accounts: 'dumpsys account',
  owners: 'dpm list-owners',
  'device-policy': 'dumpsys device_policy',
  'lock-settings': 'dumpsys lock_settings',
  // Never `locksettings verify`: it counts as a failed attempt on the owner's lock.
  'lock-disabled': 'locksettings get-disabled',
  keyguard: 'dumpsys window policy',
  battery: 'dumpsys battery',
  volumes: 'sm list-volumes all',
  disks: 'sm list-disks',
  users: 'pm list users',
  'euicc-provisioned': 'settings get global euicc_provisioned',
  subscriptions: 'dumpsys isub',
  dsu: 'gsi_tool status',
  su: 'command -v su',
  'third-party-packages': 'pm list packages -3',
  ...IMEI_COMMANDS,
  'boot-count': 'settings get global boot_count',
  features: 'pm list features',
  'trade-in': 'tradeinmode getstatus',
};

/**
 * Dumps of services, with phone numbers, organisations and names of windows in them. Preflight has judged them; nothing
 * is compared with them later, and they have no place in a journal.
 */
const NOT_KEPT: readonly ReadingName[] = ['frp-block', 'device-policy', 'lock-settings', 'keyguard', 'subscriptions'];

export function keptReadings(readings: Readings): Readings {
  return Object.fromEntries(Object.entries(readings).filter(([name]) => !NOT_KEPT.some((each) => each === name)));
}

const ANSWER_MS = 15_000;

function sdkOf(readings: Readings): number | undefined {
  const props = readingText(readings, 'props');
  return 'text' in props ? asNumber(parseGetprop(props.text).get('ro.build.version.sdk') ?? '') : undefined;
}

/** Undefined where nobody could answer: this release has no such call, or the phone has no IMEI at all. */
function commandOf(name: ShellReading, before: Readings): string | undefined {
  if (name === 'imei') return imeiCommand(name, sdkOf(before));
  if (name !== 'imei-second') return READING_COMMANDS[name];
  const first = readingText(before, 'imei');
  const told = 'text' in first && imeiFromParcel(first.text) !== undefined;
  return told ? imeiCommand(name, sdkOf(before)) : undefined;
}

/** @param before what the phone has answered already, by which some questions are chosen */
export async function ask(
  session: Session,
  name: ShellReading,
  signal: AbortSignal,
  before: Readings = {},
): Promise<Reading> {
  if (!session.shell) return { unavailable: 'no shell in this mode' };
  const command = commandOf(name, before);
  if (command === undefined) return { unavailable: 'there is no way to ask this phone' };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    return await session.shell.run(command, limit);
  } catch (error) {
    signal.throwIfAborted();
    return { unavailable: limit.aborted ? 'no answer in time' : `refused (${asFault(error).code})` };
  }
}

/** Asks one after the other: a phone's shell is no faster when crowded. */
export async function askAll(session: Session, names: readonly ShellReading[], signal: AbortSignal): Promise<Readings> {
  const readings: Readings = {};
  for (const name of names) readings[name] = await ask(session, name, signal, readings);
  return readings;
}
