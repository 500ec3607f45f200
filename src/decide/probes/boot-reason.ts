/**
 * AOSP system/core/bootstat: the history lies in user data; its newest entry says `factory_reset` when they were new.
 * Where the history from before the wipe was never read, as in a boot loader, the entry may be an older one.
 */
import type { Readings } from '../../model/readings.ts';
import { parseGetprop } from '../getprop.ts';
import { type Probe, signalOf, textOf } from './probe.ts';

const ID = 'boot-reason';

/** Newest entry first; such as `reboot,factory_reset,1733270400`, in seconds of the phone's own clock. */
function newestEntry(readings: Readings): string {
  const history = parseGetprop(textOf(readings, 'props') ?? '').get('persist.sys.boot.reason.history') ?? '';
  return history.split('\n', 1)[0] ?? '';
}

export const bootReasonProbe: Probe = {
  id: ID,
  looksAt: 'history of boot reasons',
  needs: ['props'],
  proves: 'Android found its user data new at this start, and no such entry stood there before.',
  cannotProve: 'Not by which method they were emptied. Not every maker keeps this history.',
  signal: ({ before, after }) => {
    const newest = newestEntry(after);
    if (/factory_reset/.test(newest) && newest !== newestEntry(before)) {
      const worth = textOf(before, 'props') === undefined ? 'supporting' : 'decisive';
      return signalOf(ID, 'reset', worth, 'Android recorded that it started with new user data.');
    }
    return signalOf(ID, 'unknown', 'supporting', 'Android did not record a start after a factory reset.');
  },
};
