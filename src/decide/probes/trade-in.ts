/**
 * Trade-in mode opens only on a phone that was never set up (AOSP adb/daemon/tradeinmode.cpp). On a phone that was wiped
 * out of this very mode that is nothing new; there it counts that the evaluation, which user data keep open over a
 * restart, has ended. It proves nothing of the raw storage, and its answer is the phone's own word.
 */
import type { StateSignal } from '../../model/state-evidence.ts';
import { parseTradeIn } from '../trade-in.ts';
import { signalOf } from './probe.ts';

/** That was seen by the wait for the phone's return: the shell of evaluation was refused. */
export function evaluationEnded(): StateSignal {
  const text = 'The evaluation that user data had kept open has ended.';
  return signalOf('evaluation-ended', 'reset', 'decisive', text);
}

/**
 * @param json what `tradeinmode getstatus` printed
 * @param ended whether the end of the evaluation was seen; undefined when the wipe did not begin in trade-in mode
 * @returns undefined when that is no such answer
 */
export function tradeInSignals(json: string, ended: boolean | undefined): StateSignal[] | undefined {
  const status = parseTradeIn(json);
  if (!status) return undefined;
  const words = 'The phone offers its trade-in mode, ';
  const open =
    ended === undefined
      ? signalOf('trade-in-open', 'reset', 'decisive', `${words}so it was not set up since.`)
      : ended
        ? evaluationEnded()
        : signalOf('trade-in-open', 'unknown', 'supporting', `${words}as it did before.`);
  const frp = status.factoryResetProtection;
  if (frp === undefined) return [open];
  return [
    open,
    signalOf('frp', 'unknown', 'supporting', `Factory reset protection is ${frp ? 'active' : 'not active'}.`),
  ];
}
