/** What a reboot leaves in the boot loader message: by init (init/reboot.cpp), or by recovery (recovery_main.cpp). */
import { readBootloaderMessage, writeBootloaderMessage } from '../storage/bootloader-message.ts';
import { finishRecovery } from './recovery-boot.ts';
import type { Unit } from './unit.ts';

/** init's reboot targets that become arguments of recovery. */
const RECOVERY_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  recovery: [],
  sideload: ['--sideload'],
  'sideload-auto-reboot': ['--sideload_auto_reboot'],
  fastboot: ['--fastboot'],
};

export async function rebootByInit(unit: Unit, target: string): Promise<void> {
  const args = RECOVERY_ARGUMENTS[target];
  if (args === undefined) return;
  const { misc } = unit.partitions;
  // A plain `reboot recovery` keeps arguments that somebody left there.
  if (args.length === 0 && (await readBootloaderMessage(misc)).command !== '') return;
  const kept = args.length > 0 ? args : (await readBootloaderMessage(misc)).args;
  await writeBootloaderMessage(misc, { command: 'boot-recovery', args: kept });
}

/** From minadbd: recovery ends its task first; that is why a rescue mode that is left is forgotten. */
export async function rebootByRecovery(unit: Unit, target: string): Promise<void> {
  await finishRecovery(unit);
  if (target !== 'recovery' && target !== 'rescue' && target !== 'fastboot') return;
  await writeBootloaderMessage(unit.partitions.misc, { command: `boot-${target}`, args: [] });
}

/** From the boot loader or fastbootd: what the host asked for is the order, whatever stood there before. */
export async function rebootByBootLoader(unit: Unit, target: string): Promise<void> {
  if (target !== 'recovery' && target !== 'fastboot') return;
  await writeBootloaderMessage(unit.partitions.misc, { command: `boot-${target}`, args: [] });
}
