/** Small questions to a phone. A refusal or a time-out is an answer (`unavailable`), never an exception. */
import type { Session } from '../drivers/driver.ts';
import { asFault } from '../faults/fault.ts';
import type { Reading, ReadingName, Readings } from '../model/readings.ts';

/** What is asked in a shell. The variables of a boot loader come another way. */
export type ShellReading = Exclude<ReadingName, 'getvar'>;

/** Constants only: nothing of a phone or a person ever becomes part of a command. */
export const READING_COMMANDS: Readonly<Record<ShellReading, string>> = {
  props: 'getprop',
  uid: 'id -u',
  'android-id': 'settings get secure android_id',
  'user-setup-complete': 'settings get secure user_setup_complete',
  'device-provisioned': 'settings get global device_provisioned',
  'secure-frp-mode': 'settings get global secure_frp_mode',
  accounts: 'dumpsys account',
  owners: 'dpm list-owners',
  battery: 'dumpsys battery',
  volumes: 'sm list-volumes all',
  users: 'pm list users',
  'third-party-packages': 'pm list packages -3',
  imei: 'service call iphonesubinfo 1 s16 com.android.shell',
  'trade-in': 'tradeinmode getstatus',
};

const ANSWER_MS = 15_000;

export async function ask(session: Session, name: ShellReading, signal: AbortSignal): Promise<Reading> {
  if (!session.shell) return { unavailable: 'no shell in this mode' };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    return await session.shell.run(READING_COMMANDS[name], limit);
  } catch (error) {
    signal.throwIfAborted();
    return { unavailable: limit.aborted ? 'no answer in time' : `refused (${asFault(error).code})` };
  }
}

/** Asks one after the other: a phone's shell is no faster when crowded. */
export async function askAll(session: Session, names: readonly ShellReading[], signal: AbortSignal): Promise<Readings> {
  const readings: Readings = {};
  for (const name of names) readings[name] = await ask(session, name, signal);
  return readings;
}
