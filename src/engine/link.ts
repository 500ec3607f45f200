/**
 * The phone on one seat, through all its restarts. It knows who the phone was before the wipe and compares hard facts
 * whenever one comes back: another phone on the seat ends the run before anything is done to it.
 */
import type { Bench } from '../bench/bench.ts';
import { presentSighting } from '../bench/handsets.ts';
import { type PhoneMatch, samePhone } from '../decide/same-phone.ts';
import type { Session } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import type { Identity } from '../model/identity.ts';
import type { DeviceState, Sighting } from '../model/sighting.ts';
import { hardFacts } from './hard-facts.ts';

/** States in which the phone is on its way, not there. */
const TRANSIENT: readonly DeviceState[] = ['offline', 'connecting', 'authorizing', 'detached', 'unknown'];

/** For `awaitReturn` when the phone has left already: no connection is this one, so the first that is wanted counts. */
export const NOTHING_BEFORE: Sighting = { driver: 'adb', handle: '', serial: '', state: 'unknown' };

export interface Link {
  readonly seat: string;
  /**
   * What the last comparison said, and `unknown` since the phone left: who was there before the wipe proves nothing of
   * who is there afterwards. Never `different`, which throws.
   */
  match(): PhoneMatch;
  /** What is on the seat now, without a word to it; undefined when there is nothing. */
  look(signal: AbortSignal): Promise<Sighting | undefined>;
  /** A session on what is on the seat now. @throws Fault `DEVICE_GONE` when there is nothing */
  open(signal: AbortSignal): Promise<{ sighting: Sighting; session: Session }>;
  /**
   * Waits until the seat shows another connection than `before`, in one of the wanted states.
   * @throws Fault `DEVICE_NO_RETURN` after `milliseconds`
   */
  awaitReturn(
    before: Sighting,
    wanted: readonly DeviceState[],
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<Sighting>;
  /** Waits until the connection `before` is gone. @throws Fault `DEVICE_TIMEOUT` */
  awaitGone(before: Sighting, milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Compares hard facts with those from before the wipe. @throws Fault `DEVICE_SWAPPED` */
  compare(session: Session, signal: AbortSignal): Promise<PhoneMatch>;
}

export function openLink(bench: Bench, seat: string, identity: Identity): Link {
  let match: PhoneMatch = 'unknown';

  const sightingOn = (handsets: Awaited<ReturnType<Bench['current']>>): Sighting | undefined => {
    const handset = handsets.find((candidate) => candidate.seat === seat);
    return handset && presentSighting(handset);
  };

  return {
    seat,
    match: () => match,
    look: async (signal) => sightingOn(await bench.current(signal)),
    open: async (signal) => {
      const sighting = sightingOn(await bench.current(signal));
      if (!sighting) {
        throw new Fault('DEVICE_GONE', `No phone is on ${seat} any more.`, { hint: 'Check the cable.' });
      }
      return { sighting, session: await bench.driverOf(sighting).open(sighting, signal) };
    },
    awaitReturn: async (before, wanted, milliseconds, signal) => {
      let left = false;
      match = 'unknown';
      try {
        return await bench.until(
          (picture) => {
            const sighting = sightingOn(picture);
            if (!sighting || TRANSIENT.includes(sighting.state)) left = true;
            if (!sighting || (!left && sighting.handle === before.handle && sighting.state === before.state)) return;
            return wanted.includes(sighting.state) ? sighting : undefined;
          },
          milliseconds,
          signal,
        );
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'DEVICE_TIMEOUT') throw error;
        const words = `The phone did not come back on ${seat} as ${wanted.join(' or ')} within ${milliseconds / 1000} s.`;
        throw new Fault('DEVICE_NO_RETURN', words, { cause: error, hint: 'Look at its screen and at the cable.' });
      }
    },
    awaitGone: async (before, milliseconds, signal) => {
      match = 'unknown';
      await bench.until(
        (picture) => {
          const sighting = sightingOn(picture);
          return sighting?.handle === before.handle && sighting.state === before.state ? undefined : true;
        },
        milliseconds,
        signal,
      );
    },
    compare: async (session, signal) => {
      match = 'unknown';
      const now = samePhone(identity, await hardFacts(session, signal));
      if (now.match === 'different') {
        throw new Fault('DEVICE_SWAPPED', `Another phone is on ${seat}: ${now.why}.`, {
          hint: 'Put the first phone back on its seat and run `wipebench resume`.',
        });
      }
      match = now.match;
      return match;
    },
  };
}
