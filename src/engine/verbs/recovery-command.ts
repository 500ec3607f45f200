/** `adb:write-recovery-command` — orders the wipe in recovery's command file on /cache, and reads the order back. */
import { COMMAND_FILE, cacheIsPartition, commandFile } from '../../decide/recovery-command.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

const FOLDER = '/cache/recovery';
const WRITE = `mkdir -p ${FOLDER} && cat >${COMMAND_FILE} && sync`;
const READ = `cat ${COMMAND_FILE}`;

export async function writeRecoveryCommand(context: VerbContext): Promise<StepEvidence> {
  const { signal } = context;
  const { session } = await openThePhone(context);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  const mounts = await session.shell.run('mount', signal);
  if (mounts.exitCode !== 0 || !cacheIsPartition(mounts.stdout)) {
    throw new Fault('DEVICE_REFUSED', 'This phone has no partition /cache, so its recovery would not see the order.', {
      hint: 'Use the route root, which writes the order into the misc partition.',
    });
  }
  const order = commandFile();
  const written = await session.shell.run(WRITE, signal, new TextEncoder().encode(order));
  if (written.exitCode !== 0) {
    throw new Fault('WIPE_STEP_FAILED', 'The order to erase could not be written to /cache.', { touched: true });
  }
  const back = await session.shell.run(READ, signal);
  if (back.exitCode !== 0 || back.stdout !== order) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The command file on /cache does not hold the order to erase.', {
      touched: true,
    });
  }
  return { reply: 'exit code 0', marker: 'the order stands in the command file', observation: 'read back and equal' };
}
