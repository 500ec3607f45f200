/**
 * The part of `adb:await-reset` for a phone that erases itself after an evaluation. The mark of evaluation is a property
 * that Android keeps in user data (`persist.adb.tradeinmode`): a phone that only restarted would still let an ordinary
 * shell in. So it has erased itself when that shell is refused again and trade-in mode answers, as on a phone that was
 * never set up.
 */
import { parseTradeIn } from '../../decide/trade-in.ts';
import { Fault } from '../../faults/fault.ts';
import { readingText } from '../../model/readings.ts';
import type { StepEvidence } from '../../model/run.ts';
import { ask } from '../ask.ts';
import type { VerbContext } from '../context.ts';
import { NOTHING_BEFORE } from '../link.ts';
import { tradeInProperty } from './trade-in-evaluate.ts';

export async function awaitTradeIn(context: VerbContext): Promise<StepEvidence> {
  const { link, signal, memory, step } = context;
  await link.awaitReturn(NOTHING_BEFORE, ['device'], step.timeoutSeconds * 1000, signal);
  const { session } = await link.open(signal);
  await link.compare(session, signal);
  const mode = await tradeInProperty(session, signal);
  if (mode !== undefined) {
    memory.state = {
      channel: 'shell',
      signals: [
        {
          id: 'evaluation-ended',
          says: 'not-reset',
          worth: 'decisive',
          text: 'The phone restarted and still lets an ordinary shell in: it did not erase itself.',
        },
      ],
    };
    await context.record('state', memory.state);
    throw new Fault('WIPE_NOT_OBSERVED', 'The phone restarted without erasing itself.', { touched: true });
  }
  const reading = readingText({ 'trade-in': await ask(session, 'trade-in', signal) }, 'trade-in');
  if (!('text' in reading) || !parseTradeIn(reading.text)) {
    throw new Fault('WIPE_NOT_OBSERVED', 'The phone came back and answers nothing.', { touched: true });
  }
  memory.acknowledged = true;
  return {
    reply: 'the phone came back',
    marker: 'trade-in mode answers',
    observation: 'the ordinary shell of evaluation, which user data had kept open, is refused again',
  };
}
