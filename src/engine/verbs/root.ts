/** `adb:root` — AOSP adb/daemon/restart_service.cpp: adbd restarts as root on debuggable builds only. */
import type { Session } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';

async function uidOf(session: Session, signal: AbortSignal): Promise<string> {
  if (!session.shell) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell in this mode.');
  const answer = await session.shell.run('id -u', signal);
  return answer.exitCode === 0 ? answer.stdout.trim() : 'unknown';
}

/** Leaves the link with a root shell, whatever connection carries it. */
export async function becomeRoot(context: VerbContext): Promise<StepEvidence> {
  const { link, signal } = context;
  const { sighting, session } = await link.open(signal);
  await link.compare(session, signal);
  if ((await uidOf(session, signal)) === '0') {
    return { reply: 'the shell is root already', marker: 'uid 0', observation: '`id -u` answers 0' };
  }
  const reply = await session.root?.(signal);
  if (reply !== 'restarting' && reply !== 'already') {
    throw new Fault('DEVICE_REFUSED', `The phone does not let adb be root (${reply ?? 'no such service'}).`);
  }
  const milliseconds = context.step.timeoutSeconds * 1000;
  await link.awaitReturn(sighting, ['device', 'recovery'], milliseconds, signal);
  const again = await link.open(signal);
  await link.compare(again.session, signal);
  if ((await uidOf(again.session, signal)) !== '0') {
    throw new Fault('DEVICE_REFUSED', 'adb said that it restarts as root, and is not root.');
  }
  return { reply: `adb answered ${reply}`, marker: 'the connection came back', observation: '`id -u` answers 0' };
}
