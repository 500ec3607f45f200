/** `adb:write-bcb` — orders the wipe as Android itself does, and reads the order back from the partition. */
import { BCB_BYTES, wipeOrder } from '../../decide/bcb.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

const MISC = '/dev/block/by-name/misc';
/** One write of 2048 bytes stays whole in a pipe (POSIX PIPE_BUF is 4096 on Linux), so one block of dd takes it all. */
const WRITE = `dd of=${MISC} bs=${BCB_BYTES} count=1 conv=notrunc 2>/dev/null && sync`;
export const READ_BCB = `dd if=${MISC} bs=${BCB_BYTES} count=1 2>/dev/null`;

export async function writeBcb(context: VerbContext): Promise<StepEvidence> {
  const { signal } = context;
  const { session } = await openThePhone(context);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  const order = wipeOrder();
  const written = await session.shell.run(WRITE, signal, order);
  if (written.exitCode !== 0) {
    throw new Fault('WIPE_STEP_FAILED', 'The order to erase could not be written to the misc partition.', {
      touched: true,
    });
  }
  const back = await session.shell.run(READ_BCB, signal);
  if (back.stdout !== new TextDecoder().decode(order)) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The misc partition does not hold the order to erase.', { touched: true });
  }
  return { reply: 'exit code 0', marker: `${BCB_BYTES} bytes written`, observation: 'read back and equal' };
}
