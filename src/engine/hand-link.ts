/** The link to a phone that is on no cable: there is nothing to see, to open or to wait for, and it says so. */
import { Fault } from '../faults/fault.ts';
import type { Link } from './link.ts';

const noCable = () => new Fault('DEVICE_GONE', 'This phone is wiped by hand; it is on no cable.');

export function handLink(seat: string): Link {
  return {
    seat,
    // Who the phone is, only the person knows: it is never `same`.
    match: () => 'unknown',
    look: async () => undefined,
    open: async () => {
      throw noCable();
    },
    awaitReturn: async () => {
      throw noCable();
    },
    awaitGone: async () => undefined,
    compare: async () => {
      throw noCable();
    },
  };
}
