/** A driver in memory: the test says what is plugged in, and when it fails. */
import type { Driver, Session } from '../../src/drivers/driver.ts';
import type { Sighting } from '../../src/model/sighting.ts';

export interface ScriptedDriver extends Driver {
  show(...sightings: Sighting[]): void;
  fail(error: unknown): void;
  /** How many watchers there are now. */
  readonly watching: number;
}

export function scriptedDriver(
  open: Driver['open'] = async (): Promise<Session> => ({ close: async () => undefined }),
): ScriptedDriver {
  let latest: readonly Sighting[] | undefined;
  let failure: { error: unknown } | undefined;
  let watching = 0;
  let wake = Promise.withResolvers<void>();
  const changed = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  return {
    id: 'adb',
    open,
    get watching() {
      return watching;
    },
    show: (...sightings) => {
      latest = sightings;
      changed();
    },
    fail: (error) => {
      failure = { error };
      changed();
    },
    watch: async function* (signal) {
      watching += 1;
      signal.addEventListener('abort', changed, { once: true });
      try {
        let told: readonly Sighting[] | undefined;
        while (!signal.aborted) {
          if (failure) throw failure.error;
          if (latest && latest !== told) {
            told = latest;
            yield latest;
          } else await wake.promise;
        }
      } finally {
        watching -= 1;
      }
    },
  };
}

/** A phone on a USB port. */
export function onPort(
  port: string,
  handle: string,
  state: Sighting['state'] = 'device',
  serial = `S${port}`,
): Sighting {
  return { driver: 'adb', handle, port, serial, state };
}
