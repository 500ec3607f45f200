/** `miassistant:format-data` — Xiaomi's recovery erases user data and answers one line; see `decide/miassistant-output`. */
import { formatAnswer } from '../../decide/miassistant-output.ts';
import { Fault } from '../../faults/fault.ts';
import type { StepEvidence } from '../../model/run.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

export async function miassistantFormatData(context: VerbContext): Promise<StepEvidence> {
  const { signal, memory } = context;
  const { session } = await openThePhone(context);
  const device = await session.miassistant?.ask('getdevice', signal);
  if (!session.miassistant || device === undefined) {
    throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone is not in "Connect with MIAssistant".');
  }
  const answer = formatAnswer(await session.miassistant.formatData(signal));
  if (answer === 'failed') {
    throw new Fault('WIPE_REPORTED_FAILURE', 'Recovery reports that the wipe failed.', { touched: true });
  }
  if (answer === 'forbidden') {
    throw new Fault('DEVICE_REFUSED', 'Recovery says that formatting is switched off on this phone.', {
      hint: 'Erase the phone in its Settings.',
    });
  }
  if (answer !== 'done') {
    throw new Fault('DEVICE_REPLY', 'Recovery ended the wipe with an answer that is not known.', { touched: true });
  }
  memory.acknowledged = true;
  const alive = await session.miassistant.ask('getdevice', signal).catch(() => undefined);
  return {
    reply: 'recovery ended the service',
    marker: 'Format_data_success.',
    observation: alive === device ? 'recovery still answers; the state after the restart is looked at later' : null,
  };
}
