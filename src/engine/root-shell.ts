/** A root shell on the phone of a link. AOSP adb/daemon/restart_service.cpp: adbd restarts as root on debuggable builds only. */
import type { Session, Shell } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import type { StepEvidence } from '../model/run.ts';
import type { Link } from './link.ts';

async function shellAndUid({ shell }: Session, signal: AbortSignal): Promise<{ shell: Shell; root: boolean }> {
  if (!shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  const answer = await shell.run('id -u', signal);
  return { shell, root: answer.exitCode === 0 && answer.stdout.trim() === '0' };
}

const HINT =
  'Raw storage needs a userdebug build or a recovery with a root shell; an image of it can be read by `wipebench sample --image`.';

/**
 * Asks adbd to become root where it is not, and waits until the phone is back.
 * @throws Fault `PLAN_CAPABILITY_MISSING` without a shell, `DEVICE_REFUSED` when adb may not be root, `DEVICE_SWAPPED`
 */
export async function openRootShell(
  link: Link,
  milliseconds: number,
  signal: AbortSignal,
): Promise<{ readonly shell: Shell; readonly evidence: StepEvidence }> {
  const observation = '`id -u` answers 0';
  const { sighting, session } = await link.open(signal);
  await link.compare(session, signal);
  const before = await shellAndUid(session, signal);
  if (before.root) {
    return { shell: before.shell, evidence: { reply: 'the shell is root already', marker: 'uid 0', observation } };
  }
  const reply = await session.root?.(signal);
  if (reply !== 'restarting' && reply !== 'already') {
    throw new Fault('DEVICE_REFUSED', `The phone does not let adb be root (${reply ?? 'no such service'}).`, {
      hint: HINT,
    });
  }
  await link.awaitReturn(sighting, ['device', 'recovery'], milliseconds, signal);
  const again = await link.open(signal);
  await link.compare(again.session, signal);
  const after = await shellAndUid(again.session, signal);
  if (!after.root) {
    throw new Fault('DEVICE_REFUSED', 'adb said that it restarts as root, and is not root.', { hint: HINT });
  }
  return {
    shell: after.shell,
    evidence: { reply: `adb answered ${reply}`, marker: 'the connection came back', observation },
  };
}
