/**
 * What is plugged in right now, from any number of drivers, as one picture that others can wait on.
 * Nothing is polled: every wait ends with an event of a driver, the time limit, or the signal.
 */
import type { Driver } from '../drivers/driver.ts';
import { asFault, Fault } from '../faults/fault.ts';
import type { Handset } from '../model/handset.ts';
import type { Sighting } from '../model/sighting.ts';
import { handsetsOf } from './handsets.ts';

export type Picture = readonly Handset[];

export interface Bench {
  /** The picture now; resolves when every driver has spoken once. */
  current(signal: AbortSignal): Promise<Picture>;
  /** Every picture from now on, the present one first. Slow readers see the latest only. */
  pictures(signal: AbortSignal): AsyncIterable<Picture>;
  /**
   * Waits until `found` finds something in the picture.
   * @throws Fault `DEVICE_TIMEOUT` after `milliseconds`; the signal's reason when aborted
   */
  until<T>(found: (picture: Picture) => T | undefined, milliseconds: number, signal: AbortSignal): Promise<T>;
  driverOf(sighting: Sighting): Driver;
  close(): Promise<void>;
}

export function openBench(drivers: readonly Driver[]): Bench {
  const closing = new AbortController();
  const latest = new Map<Driver, readonly Sighting[]>();
  let version = 0;
  let failure: Fault | undefined;
  let waiters: (() => void)[] = [];

  const changed = () => {
    version += 1;
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  };

  const follow = async (driver: Driver) => {
    try {
      for await (const sightings of driver.watch(closing.signal)) {
        latest.set(driver, sightings);
        changed();
      }
      // A driver that says no more would leave an old picture for ever.
      if (!closing.signal.aborted) throw new Fault('DEVICE_CLOSED', `The ${driver.id} driver stopped watching.`);
    } catch (error) {
      failure = asFault(error);
      changed();
    }
  };
  const following = drivers.map(follow);

  const nextChange = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      waiters.push(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });

  async function* pictures(signal: AbortSignal): AsyncGenerator<Picture> {
    let seen = -1;
    while (true) {
      signal.throwIfAborted();
      if (failure) throw failure;
      if (latest.size === drivers.length && seen !== version) {
        seen = version;
        yield handsetsOf([...latest.values()].flat());
      } else {
        await nextChange(signal);
      }
    }
  }

  const until = async <T>(found: (picture: Picture) => T | undefined, milliseconds: number, signal: AbortSignal) => {
    const late = AbortSignal.timeout(milliseconds);
    try {
      for await (const picture of pictures(AbortSignal.any([signal, late]))) {
        const result = found(picture);
        if (result !== undefined) return result;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (late.aborted) throw new Fault('DEVICE_TIMEOUT', `Nothing happened for ${milliseconds / 1000} seconds.`);
      throw error;
    }
    throw new Fault('BUG_UNREACHABLE', 'The pictures of the bench ended.');
  };

  return {
    until,
    pictures,
    current: async (signal) => {
      for await (const picture of pictures(signal)) return picture;
      throw new Fault('BUG_UNREACHABLE', 'The pictures of the bench ended.');
    },
    driverOf: (sighting) => {
      const driver = drivers.find((candidate) => candidate.id === sighting.driver);
      if (!driver) throw new Fault('BUG_UNREACHABLE', `No driver ${sighting.driver}.`);
      return driver;
    },
    close: async () => {
      closing.abort(new Fault('CANCELLED', 'The bench was closed.'));
      await Promise.all(following);
    },
  };
}
