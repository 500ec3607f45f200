/**
 * Sightings merged into phones on seats. A seat is where the cable is plugged in; it survives a reboot, and the serial
 * does not have to. Two phones with one serial stay two, because they sit in different places.
 */
import type { Handset } from '../model/handset.ts';
import type { DeviceState, Sighting } from '../model/sighting.ts';

/** The sign `#` separates serial and connection below; no serial can play the seat of another phone with it. */
const plain = (serial: string) => serial.replaceAll('%', '%25').replaceAll('#', '%23');

/**
 * Without a port, phones of one serial would fall together, and which of them is meant would depend on the order in
 * which they are listed: then each is named by its connection too, which does not survive a restart, and that is said.
 */
function seatOf(sighting: Sighting, all: readonly Sighting[]): string {
  if (sighting.port !== undefined) return sighting.port;
  const alone = all.filter((other) => other.port === undefined && other.serial === sighting.serial).length === 1;
  return `serial:${plain(sighting.serial)}${alone ? '' : `#${sighting.handle}`}`;
}

/** One handset per seat, in order of seats, whatever the order of sightings. */
export function handsetsOf(sightings: readonly Sighting[]): Handset[] {
  const seats = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const seat = seatOf(sighting, sightings);
    seats.set(seat, [...(seats.get(seat) ?? []), sighting]);
  }
  return [...seats]
    .map(([seat, members]): Handset => {
      const binding = members.some((member) => member.port !== undefined) ? 'strong' : 'weak';
      return { seat, binding, sightings: members };
    })
    .sort((a, b) => a.seat.localeCompare(b.seat, 'en', { numeric: true }) || (a.seat < b.seat ? -1 : 1));
}

/** States in which something can be asked of the phone, and then those in which it is at least there. */
const ALIVE: readonly DeviceState[] = ['device', 'recovery', 'sideload', 'rescue', 'fastboot', 'fastbootd'];
const THERE: readonly DeviceState[] = ['unauthorized', 'bootloader', 'no-permissions'];

/**
 * Of two living ones adb's: it tells at once when a phone leaves, while fastboot has to look again and may still show
 * what left a moment ago.
 */
function liveliness({ driver, state }: Sighting): number {
  if (ALIVE.includes(state)) return driver === 'adb' ? 3 : 2;
  return THERE.includes(state) ? 1 : 0;
}

/**
 * The sighting that shows the phone's present mode. When two drivers see something on one seat, the one that lives:
 * adb holds on to a phone that has left, as offline. Of equal ones the last.
 */
export function presentSighting(handset: Handset): Sighting {
  const best = handset.sightings.toSorted((a, b) => liveliness(a) - liveliness(b)).at(-1);
  if (!best) throw new RangeError('a handset has at least one sighting');
  return best;
}

/**
 * The phones that a person can mean by `name`: a seat exactly, else every phone with that serial.
 * More than one answer is ambiguous, and it is the caller's duty to say so.
 */
export function handsetsNamed(handsets: readonly Handset[], name: string): readonly Handset[] {
  const bySeat = handsets.filter((handset) => handset.seat === name || handset.seat === `tcp:${name}`);
  if (bySeat.length > 0) return bySeat;
  return handsets.filter((handset) => handset.sightings.some((sighting) => sighting.serial === name));
}
