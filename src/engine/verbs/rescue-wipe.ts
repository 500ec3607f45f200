/**
 * `adb:rescue-wipe` — recovery erases user data, cache and metadata at once and answers exactly eight bytes
 * (AOSP bootable/recovery/minadbd/minadbd_services.cpp; the host's side is client/commandline.cpp adb_wipe_devices).
 */
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

export async function rescueWipe(context: VerbContext): Promise<StepEvidence> {
  const { signal, memory } = context;
  const { session } = await openThePhone(context);
  if (!session.rescueWipe) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone is not in rescue mode.');
  const reply = await session.rescueWipe(signal);
  if (reply === 'FAILFAIL') {
    throw new Fault('WIPE_REPORTED_FAILURE', 'Recovery reports that the wipe failed.', { touched: true });
  }
  if (reply !== 'DONEDONE') {
    const words = reply === '' ? 'no answer' : 'an answer that is not in the protocol';
    throw new Fault('DEVICE_REPLY', `Recovery ended the wipe with ${words}.`, { touched: true });
  }
  memory.acknowledged = true;
  const alive = await session.rescueGetprop?.('ro.build.product', signal).catch(() => undefined);
  return {
    reply: 'recovery ended the service',
    marker: 'DONEDONE',
    observation: alive === undefined ? null : 'recovery still answers; the state after the restart is looked at later',
  };
}
