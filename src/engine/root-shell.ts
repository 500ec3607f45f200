/** A root shell on the phone of a link, for those who only want to read. AOSP adb/daemon/restart_service.cpp. */
import type { Session, Shell } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import type { Link } from './link.ts';

async function isRoot(session: Session, signal: AbortSignal): Promise<boolean> {
  const answer = await session.shell?.run('id -u', signal);
  return answer?.exitCode === 0 && answer.stdout.trim() === '0';
}

/**
 * Asks adbd to become root where it is not, and waits until the phone is back.
 * @throws Fault `PLAN_CAPABILITY_MISSING` without a shell, `DEVICE_REFUSED` when adb may not be root, `DEVICE_SWAPPED`
 */
export async function openRootShell(link: Link, milliseconds: number, signal: AbortSignal): Promise<Shell> {
  const { sighting, session } = await link.open(signal);
  await link.compare(session, signal);
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  if (await isRoot(session, signal)) return session.shell;
  const reply = await session.root?.(signal);
  if (reply === 'restarting' || reply === 'already') {
    await link.awaitReturn(sighting, ['device', 'recovery'], milliseconds, signal);
    const again = await link.open(signal);
    await link.compare(again.session, signal);
    if (again.session.shell && (await isRoot(again.session, signal))) return again.session.shell;
  }
  throw new Fault('DEVICE_REFUSED', 'The phone does not let us read its raw storage: its shell is not root.', {
    hint: 'Raw storage needs a userdebug build, a recovery with a root shell, or an image of the storage (--image).',
  });
}
