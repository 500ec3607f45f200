/** The fastboot driver: phones in their boot loader or in fastbootd, through the fastboot program of the platform tools. */
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../faults/fault.ts';
import { findProgram } from '../../host/find-program.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { Driver } from '../driver.ts';
import type { FastbootAddress } from './address.ts';
import { whileThere } from './greet.ts';
import { matchFailure } from './known-outputs.ts';
import { openPresence, type Presence } from './presence.ts';
import { type FastbootProgram, runOnPhone } from './program.ts';
import { fastbootSession, type RunCommand } from './session.ts';

const LOOK_EVERY_MS = 1000;

/**
 * Fastboot has nothing that tells of phones that come and go, so somebody has to look again and again; only while the
 * bench is watched, and only changes are told. Without the program there is an empty picture and silence: `doctor` says
 * what is missing, and everything else works without it.
 */
async function* watch(
  { program }: FastbootProgram,
  presence: Presence,
  woken: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<readonly Sighting[]> {
  presence.begin();
  let told: string | undefined;
  const there = findProgram(program) !== undefined;
  try {
    while (!signal.aborted) {
      const picture = there ? await presence.look(signal) : [];
      const now = JSON.stringify(picture);
      if (now !== told && !signal.aborted) {
        told = now;
        yield picture;
      }
      await (there ? Promise.race([delay(LOOK_EVERY_MS, undefined, { signal }), woken()]) : ended(signal));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export interface FastbootOptions extends FastbootProgram {
  /** Phones that are reached over a network. */
  readonly addresses: readonly FastbootAddress[];
}

export function fastbootDriver(options: FastbootOptions): Driver {
  const commandsOf =
    (handle: string): RunCommand =>
    (args, signal, timeoutMs) => {
      const address = options.addresses.find((each) => each.handle === handle);
      const run = (gone?: AbortSignal) => runOnPhone(options, handle, args, { signal, timeoutMs, gone });
      return presence.during(handle, () => (address === undefined ? run() : whileThere(address, run)));
    };
  const asking =
    (handle: string): RunCommand =>
    (args, signal, timeoutMs) =>
      runOnPhone(options, handle, args, { signal, timeoutMs });
  const presence = openPresence(options, options.addresses, asking);
  let wake = Promise.withResolvers<void>();
  return {
    id: 'fastboot',
    watch: (signal) => watch(options, presence, () => wake.promise, signal),
    open: async (sighting, signal) => {
      signal.throwIfAborted();
      const { handle, state } = sighting;
      if (state === 'no-permissions') {
        const known = matchFailure('no permissions');
        throw new Fault('ENV_PERMISSION', 'This user may not open the USB device of the phone.', {
          ...(known ? { hint: known.hint } : {}),
        });
      }
      if (state !== 'fastboot' && state !== 'fastbootd') {
        throw new Fault('DEVICE_REFUSED', 'What fastboot shows there cannot be told from other phones.', {
          hint: 'Unplug the phones like it, and use a port that fastboot shows as usb:…',
        });
      }
      return fastbootSession(commandsOf(handle), () => {
        presence.leaves(handle);
        // At once, and not at the next look: who waits for the phone must see that this connection is over.
        const woken = wake;
        wake = Promise.withResolvers();
        woken.resolve();
      });
    },
  };
}
