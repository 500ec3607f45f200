/** The ADB driver: what the adb server sees, as sightings, and sessions on them. */
import { Fault } from '../../faults/fault.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { Driver } from '../driver.ts';
import { type AdbServerAddress, hostQuery, trackDevices } from './connection.ts';
import { matchServerFailure } from './known-outputs.ts';
import { parseDeviceList } from './parse-devices.ts';
import { ensureAdbServer } from './server.ts';
import { adbSession } from './session.ts';

/** States in which no service can be opened, and the words of the server that mean the same. */
const CLOSED_STATES: Readonly<Record<string, string>> = {
  unauthorized: 'device unauthorized',
  authorizing: 'device still authorizing',
  connecting: 'device still connecting',
  offline: 'device offline',
  detached: 'device offline',
  'no-permissions': 'no permissions',
};

/**
 * Event-driven: the server's own tracking says that something changed, and the list with paths and transport ids is
 * then asked for once. Nothing is polled.
 */
async function* watch(address: AdbServerAddress, signal: AbortSignal): AsyncGenerator<readonly Sighting[]> {
  await ensureAdbServer(address, signal);
  const tracker = await trackDevices(address);
  let pending = true;
  let failure: unknown;
  let wake: () => void = () => undefined;
  const notify = () => {
    pending = true;
    wake();
  };
  const fail = (error: unknown) => {
    failure ??= error;
    wake();
  };
  tracker.on('changeSet', notify);
  tracker.on('error', fail);
  tracker.on('end', () => fail(new Fault('ENV_ADB_SERVER', 'The adb server ended.')));
  const abort = () => wake();
  signal.addEventListener('abort', abort, { once: true });
  try {
    while (!signal.aborted) {
      if (pending) {
        pending = false;
        yield parseDeviceList(await hostQuery(address, 'host:devices-l', signal));
        continue;
      }
      if (failure !== undefined) {
        throw failure instanceof Fault
          ? failure
          : new Fault('ENV_ADB_SERVER', 'The connection to the adb server was lost.', { cause: failure });
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted || pending || failure !== undefined) resolve();
      });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    tracker.end();
  }
}

export function adbDriver(address: AdbServerAddress): Driver {
  return {
    id: 'adb',
    watch: (signal) => watch(address, signal),
    open: async (sighting, signal) => {
      signal.throwIfAborted();
      const known = matchServerFailure(CLOSED_STATES[sighting.state] ?? '');
      if (known) throw new Fault(known.code, `The phone is ${sighting.state}.`, { hint: known.hint });
      if (!/^\d+$/.test(sighting.handle)) {
        throw new Fault('DEVICE_REFUSED', 'The adb server is too old to tell phones apart (no transport id).');
      }
      return adbSession(address, sighting.handle, sighting.state);
    },
  };
}
