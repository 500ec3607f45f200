/**
 * `adb:trade-in-evaluate` — opens the phone for inspection; in exchange its next start erases it (AOSP adb
 * docs/dev/adb_tradeinmode.md, system/core/init/first_stage_mount.cpp RequestTradeInModeWipeIfNeeded). adbd restarts in the
 * middle of the answer, so the exit code may be lost; what counts is that an ordinary shell answers afterwards.
 */
import { parseGetprop } from '../../decide/getprop.ts';
import { parseTradeIn, type TradeInStatus } from '../../decide/trade-in.ts';
import type { Session } from '../../drivers/driver.ts';
import { Fault } from '../../faults/fault.ts';
import { readingText } from '../../model/readings.ts';
import type { StepEvidence } from '../../model/run.ts';
import { ask } from '../ask.ts';
import type { VerbContext } from '../context.ts';
import { openThePhone } from '../the-phone.ts';

const EVALUATE = 'tradeinmode evaluate';
/** The shell protocol's exit code of a program whose connection went away. */
const CUT_OFF = 255;
export const EVALUATION = '2';

async function statusOf(session: Session, signal: AbortSignal): Promise<TradeInStatus | undefined> {
  const reading = readingText({ 'trade-in': await ask(session, 'trade-in', signal) }, 'trade-in');
  return 'text' in reading ? parseTradeIn(reading.text) : undefined;
}

/** `persist.adb.tradeinmode`, or undefined when no ordinary shell answers. */
export async function tradeInProperty(session: Session, signal: AbortSignal): Promise<string | undefined> {
  const props = readingText({ props: await ask(session, 'props', signal) }, 'props');
  if (!('text' in props)) return undefined;
  const properties = parseGetprop(props.text);
  return properties.size === 0 ? undefined : (properties.get('persist.adb.tradeinmode') ?? '');
}

/** True when the program said that it did it, or was cut off by the restart that it causes. */
async function evaluate(session: Session, signal: AbortSignal): Promise<boolean> {
  try {
    const said = await session.shell?.run(EVALUATE, signal);
    return said?.exitCode === 0 || said?.exitCode === CUT_OFF;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Fault && error.code === 'DEVICE_CLOSED') return true;
    throw error;
  }
}

export async function tradeInEvaluate(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, step } = context;
  const { sighting, session } = await openThePhone(context);
  const status = await statusOf(session, signal);
  if (!session.shell || !status) throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone is not in trade-in mode.');
  if (status.factoryResetProtection !== false) {
    const words = status.factoryResetProtection ? 'is active' : 'may be active';
    throw new Fault('DEVICE_REFUSED', `Factory reset protection ${words}, and then a phone refuses this.`, {
      hint: 'Only the owner of the account can lift it.',
    });
  }
  if (!(await evaluate(session, signal))) {
    throw new Fault('DEVICE_REFUSED', 'The phone refused to be opened for evaluation.', {
      hint: 'Take another route.',
    });
  }
  await link.awaitReturn(sighting, ['device'], step.timeoutSeconds * 1000, signal);
  const opened = await link.open(signal);
  await link.compare(opened.session, signal);
  if ((await tradeInProperty(opened.session, signal)) !== EVALUATION) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The phone did not open for evaluation, so it will not erase itself.', {
      touched: true,
    });
  }
  return {
    reply: 'tradeinmode ended, or was cut off by the restart of adb that it causes',
    marker: 'an ordinary shell answers without authorisation',
    observation: `persist.adb.tradeinmode is ${EVALUATION}`,
  };
}
