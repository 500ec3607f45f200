/**
 * What is there now, as one picture. A boot loader says little, so a phone that appears is asked for its serial and for
 * whether it is fastbootd; the answers hold until it leaves, or for some seconds: it may have changed between two looks.
 */
import type { Sighting } from '../../model/sighting.ts';
import type { FastbootAddress } from './address.ts';
import { greet } from './greet.ts';
import { parseFastbootDevices } from './parse-devices.ts';
import { type FastbootProgram, listPhones } from './program.ts';
import { fastbootMembers, type RunCommand } from './session.ts';

const LIST_MS = 5000;
/** A phone that was asked to restart may answer a last time; so long it is held for gone unless it was seen to leave. */
const LEAVING_MS = 3000;
const ANSWERS_HOLD_MS = 10_000;
/** A boot loader serves one connection at a time: that it is busy with another one is no reason to say that it is not there. */
const FIRST_TRIES = 5;

interface Asked {
  readonly serial: string;
  readonly state: 'fastboot' | 'fastbootd';
}

export interface Presence {
  /** The picture now. Never rejects for trouble with the program or a phone. */
  look(signal: AbortSignal): Promise<readonly Sighting[]>;
  /** Somebody begins to watch: what was known of the phones is old. */
  begin(): void;
  /** Runs `work` with the phone marked as there: it may be too busy to be greeted. */
  during<T>(handle: string, work: () => Promise<T>): Promise<T>;
  /** The phone said that it restarts. */
  leaves(handle: string): void;
}

export function openPresence(
  program: FastbootProgram,
  addresses: readonly FastbootAddress[],
  commandsOf: (handle: string) => RunCommand,
): Presence {
  const busy = new Map<string, number>();
  const asked = new Map<string, Asked>();
  const askedAt = new Map<string, number>();
  const leaving = new Map<string, number>();
  const networked = new Set(addresses.map(({ handle }) => handle));
  const looked = new Set<string>();
  let listed: readonly Sighting[] = [];

  const ask = async (handle: string, signal: AbortSignal): Promise<Asked | undefined> => {
    const known = asked.get(handle);
    const fresh = performance.now() - (askedAt.get(handle) ?? 0) < ANSWERS_HOLD_MS;
    if ((known !== undefined && fresh) || busy.has(handle)) return known;
    const { getvar } = fastbootMembers(commandsOf(handle));
    try {
      const userspace = await getvar('is-userspace', signal);
      const serial = (await getvar('serialno', signal)) ?? '';
      const answer: Asked = { serial, state: userspace === 'yes' ? 'fastbootd' : 'fastboot' };
      asked.set(handle, answer);
      askedAt.set(handle, performance.now());
      return answer;
    } catch {
      // It left in the middle, or does not answer: the next look tells.
      return known;
    }
  };

  /** False as long as a phone that was sent away may still be seen going. */
  const stays = (handle: string, there: boolean): boolean => {
    const until = leaving.get(handle);
    if (until === undefined) return there;
    if (there && performance.now() < until) return false;
    leaving.delete(handle);
    return there;
  };

  /** `busy`: somebody listens there, and has not said yet which phone it is. */
  const seenAt = async (address: FastbootAddress, signal: AbortSignal): Promise<Sighting[] | 'busy'> => {
    const { handle, seat } = address;
    const greeted = busy.has(handle) ? 'silent' : await greet(address, signal);
    const there = stays(handle, greeted === 'present' || (greeted === 'silent' && asked.has(handle)));
    if (!there) {
      asked.delete(handle);
      return greeted === 'silent' ? 'busy' : [];
    }
    const answer = await ask(handle, signal);
    return answer === undefined ? 'busy' : [{ driver: 'fastboot', handle, port: seat, ...answer }];
  };

  const overNetwork = async (address: FastbootAddress, signal: AbortSignal): Promise<Sighting[]> => {
    const tries = looked.has(address.handle) ? 1 : FIRST_TRIES;
    looked.add(address.handle);
    for (let left = tries; left > 0 && !signal.aborted; left -= 1) {
      const seen = await seenAt(address, signal);
      if (seen !== 'busy') return seen;
    }
    return [];
  };

  const overUsb = async (signal: AbortSignal): Promise<Sighting[]> => {
    const text = await listPhones(program, signal, LIST_MS).catch(() => undefined);
    // No answer is no picture: what was there a second ago is held for being there.
    if (text !== undefined) listed = parseFastbootDevices(text);
    const here = listed.filter(({ handle }) => stays(handle, true));
    const gone = (handle: string) => !networked.has(handle) && !listed.some((each) => each.handle === handle);
    for (const handle of asked.keys()) if (gone(handle)) asked.delete(handle);
    for (const handle of leaving.keys()) if (gone(handle)) stays(handle, false);
    return Promise.all(
      here.map(async (sighting) => {
        if (sighting.state !== 'fastboot') return sighting;
        const answer = await ask(sighting.handle, signal);
        return { ...sighting, state: answer?.state ?? 'fastboot', serial: sighting.serial || (answer?.serial ?? '') };
      }),
    );
  };

  return {
    look: async (signal) => {
      const parts = await Promise.all([overUsb(signal), ...addresses.map((address) => overNetwork(address, signal))]);
      return parts.flat();
    },
    begin: () => {
      for (const handle of asked.keys()) if (!busy.has(handle)) asked.delete(handle);
      looked.clear();
      listed = [];
    },
    during: async (handle, work) => {
      busy.set(handle, (busy.get(handle) ?? 0) + 1);
      try {
        return await work();
      } finally {
        const left = (busy.get(handle) ?? 1) - 1;
        if (left === 0) busy.delete(handle);
        else busy.set(handle, left);
      }
    },
    leaves: (handle) => {
      asked.delete(handle);
      leaving.set(handle, performance.now() + LEAVING_MS);
    },
  };
}
