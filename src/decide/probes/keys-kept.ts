/**
 * A phone as it is sold forgets in a reset which computers it trusts, and switches debugging off. One that lets this bench
 * in all the same, and shows no sign of a reset, is not like one; a person who opens it again after a reset leaves that
 * sign. Builds for developers let everybody in.
 */
import type { Readings } from '../../model/readings.ts';
import type { StateSignal } from '../../model/state-evidence.ts';
import { parseGetprop } from '../getprop.ts';
import { signalOf, textOf } from './probe.ts';

const ID = 'keys-kept';

/** @param others what the other probes say of the same look, without the planted files: whoever hides those is no reset phone */
export function keysKept(after: Readings, others: readonly StateSignal[]): StateSignal {
  if (others.some((item) => item.says === 'reset')) {
    return signalOf(ID, 'unknown', 'supporting', 'Somebody may have let this bench in after the reset.');
  }
  const properties = parseGetprop(textOf(after, 'props') ?? '');
  const is = (name: string, value: string) => properties.get(name) === value;
  const sold = is('ro.adb.secure', '1') && is('ro.debuggable', '0');
  const opened = is('persist.sys.test_harness', '1') || is('persist.adb.tradeinmode', '2');
  const words = 'The phone still lets this bench in, which a reset phone does not.';
  return sold && !opened
    ? signalOf(ID, 'not-reset', 'supporting', words)
    : signalOf(ID, 'unknown', 'supporting', 'This build of Android lets a bench in after a reset too.');
}
