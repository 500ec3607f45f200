/**
 * Every text of the emulator's console that steers this program (AOSP external/qemu android/android-emu/android/console.cpp;
 * the list of snapshots is QEMU's own `info snapshots`). What is not here is never taken for success.
 */
import { Fault } from '../../faults/fault.ts';

/** Ends a reply. `OK` may be followed by words, as in "OK: killing emulator, bye bye". */
export const REPLY_OK = /^OK(?::.*)?$/;
export const REPLY_KO = /^KO(?::.*)?$/;
/** The first line of every greeting. */
export const GREETING = /^Android Console: /;
export const NEEDS_TOKEN = /^Android Console: Authentication required$/;

/** Made of characters that mean nothing to the console, and no option of a program. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** @throws Fault `DEVICE_REFUSED` for a name that cannot be given to the console or to a program as it is */
export function checkedName(name: string, what: string): string {
  if (NAME.test(name)) return name;
  throw new Fault('DEVICE_REFUSED', `The name of the ${what} holds characters that this program does not pass on.`, {
    hint: `Rename or delete it by hand.`,
  });
}

const HEADINGS = [
  /^List of snapshots present on all disks:$/,
  /^List of partial \(non-loadable\) snapshots on '[^']*':$/,
  /^ID\s+TAG\s+VM SIZE\s+DATE\s+VM CLOCK(\s+ICOUNT)?$/,
  /^None$/,
];
const NO_SNAPSHOT = /^There is no snapshot available\.$/;
/** ID, TAG, VM SIZE, DATE, VM CLOCK, and with newer ones ICOUNT. */
const ROW =
  /^\S+\s+(\S.*?)\s+[\d.]+ ?(?:B|[KMGT]i?B?)\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+\d+:\d\d:\d\d\.\d+(?:\s+\S+)?$/;

/**
 * The names of all snapshots, also of those that cannot be loaded: they hold old data all the same.
 * @throws Fault `DEVICE_REPLY` for a line that is not understood, because a snapshot might hide in it, and for no answer
 */
export function parseSnapshots(lines: readonly string[]): readonly string[] {
  const told = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (told.length === 1 && NO_SNAPSHOT.test(told[0] ?? '')) return [];
  if (!HEADINGS[0]?.test(told[0] ?? '')) {
    throw new Fault('DEVICE_REPLY', 'The console of the emulator does not list its snapshots.');
  }
  const names = told.flatMap((line) => {
    if (HEADINGS.some((heading) => heading.test(line))) return [];
    const name = ROW.exec(line)?.[1];
    if (name === undefined) throw new Fault('DEVICE_REPLY', 'The list of snapshots is not understood.');
    return [name];
  });
  return [...new Set(names)];
}
