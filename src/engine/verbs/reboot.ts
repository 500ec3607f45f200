/** `adb:reboot` and `fastboot:reboot` — asks the phone to restart and watches that it really goes, and where it comes back. */

import type { RebootTarget } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import { type DeviceState, deviceStateSchema } from '../../model/sighting.ts';
import type { VerbContext } from '../context.ts';

const TARGETS: readonly RebootTarget[] = ['system', 'recovery', 'sideload', 'rescue', 'bootloader', 'fastboot'];

/** `returns`: a state to wait for; `any`: the next step waits; `none`: it need not come back. */
function returnState(context: VerbContext): DeviceState | undefined {
  const returns = context.step.args['returns'];
  return returns === 'any' || returns === 'none' ? undefined : deviceStateSchema.parse(returns);
}

export async function reboot(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, step } = context;
  const target = TARGETS.find((name) => name === step.args['to']);
  if (!target) throw new Fault('BUG_UNREACHABLE', `No such restart: ${String(step.args['to'])}.`);
  const { sighting, session } = await link.open(signal);
  if (!session.reboot) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone cannot be restarted in this mode.');
  // Minutes may lie between the plan and the consent: a phone that was put there meanwhile is left alone.
  await link.compare(session, signal);
  await session.reboot(target, signal);
  const milliseconds = step.timeoutSeconds * 1000;
  const wanted = returnState(context);
  if (wanted === undefined) {
    await link.awaitGone(sighting, milliseconds, signal);
    return { reply: 'the request was taken', marker: 'the connection ended', observation: 'the phone left its seat' };
  }
  const back = await link.awaitReturn(sighting, [wanted], milliseconds, signal);
  const again = await link.open(signal);
  const match = await link.compare(again.session, signal);
  return {
    reply: 'the request was taken',
    marker: 'the connection ended',
    observation: `the phone came back as ${back.state}${match === 'same' ? ', and it is the same one' : ''}`,
  };
}
