/** Recovery's start: which arguments it was given, in AOSP's order of precedence (recovery_main.cpp get_args). */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  clearBootloaderMessage,
  readBootloaderMessage,
  writeBootloaderMessage,
} from '../storage/bootloader-message.ts';
import { getData } from './android-data.ts';
import type { Unit } from './unit.ts';

export type RecoveryTask =
  | { readonly kind: 'wipe'; readonly reason: string | undefined }
  | { readonly kind: 'sideload' | 'rescue' | 'fastboot' | 'menu' };

const COMMAND_FILE = 'recovery/command';

/** True when the boot loader should start recovery and not Android. */
export async function recoveryRequested(unit: Unit): Promise<boolean> {
  return /^boot-(recovery|rescue|fastboot)$/.test((await readBootloaderMessage(unit.partitions.misc)).command);
}

/**
 * Reads the arguments and writes them back to the boot loader message, so that an interrupted task is taken up again
 * on the next boot.
 */
export async function takeArguments(unit: Unit): Promise<RecoveryTask> {
  const { misc } = unit.partitions;
  const message = await readBootloaderMessage(misc);
  let args = message.args;
  if (args.length === 0 && message.command === 'boot-rescue') args = ['--rescue'];
  if (args.length === 0 && message.command === 'boot-fastboot') args = ['--fastboot'];
  if (args.length === 0) {
    const file = (await getData(unit.cache.tree, COMMAND_FILE)) ?? '';
    args = file
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  await writeBootloaderMessage(misc, { command: 'boot-recovery', args });
  const reason = args.find((arg) => arg.startsWith('--reason='))?.slice('--reason='.length);
  if (args.includes('--wipe_data')) return { kind: 'wipe', reason };
  if (args.includes('--sideload') || args.includes('--sideload_auto_reboot')) return { kind: 'sideload' };
  if (args.includes('--fastboot')) return { kind: 'fastboot' };
  return { kind: args.includes('--rescue') ? 'rescue' : 'menu' };
}

/** FinishRecovery: only now is the request forgotten. */
export async function finishRecovery(unit: Unit): Promise<void> {
  await clearBootloaderMessage(unit.partitions.misc);
  await rm(join(unit.cache.tree, COMMAND_FILE), { force: true });
  await unit.cache.sync();
}
