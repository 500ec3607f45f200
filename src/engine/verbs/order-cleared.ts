/**
 * Whether recovery has finished what it was told: it clears the control block, and removes its command file, only at the
 * end (AOSP bootable/recovery recovery.cpp FinishRecovery). It copies the arguments of the file into the block when it
 * begins, so with a command file both must be clear; a phone without a readable misc partition has the file alone.
 */
import { wipeStillOrdered } from '../../decide/bcb.ts';
import { COMMAND_FILE, cacheIsPartition } from '../../decide/recovery-command.ts';
import type { Shell } from '../../drivers/driver.ts';
import type { Plan } from '../../model/plan.ts';
import { READ_BCB } from './write-bcb.ts';

const COMMAND_FILE_GONE = `[ -e ${COMMAND_FILE} ] && echo there || echo gone`;

export async function orderCleared(plan: Plan, shell: Shell, signal: AbortSignal): Promise<boolean> {
  const byFile = plan.steps.some((step) => step.verb === 'adb:write-recovery-command');
  const block = await shell.run(READ_BCB, signal);
  if (block.exitCode === 0 ? wipeStillOrdered(block.stdout) : !byFile) return false;
  if (!byFile) return true;
  // A /cache that is not mounted shows no file either.
  const mounts = await shell.run('mount', signal);
  if (mounts.exitCode !== 0 || !cacheIsPartition(mounts.stdout)) return false;
  const left = await shell.run(COMMAND_FILE_GONE, signal);
  return left.exitCode === 0 && left.stdout.trim() === 'gone';
}
