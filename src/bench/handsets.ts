/**
 * Sightings merged into phones on seats. A seat is where the cable is plugged in; it survives a reboot, and the serial
 * does not have to. Two phones with one serial stay two, because they sit in different places.
 */
import type { Handset } from '../model/handset.ts';
import type { Sighting } from '../model/sighting.ts';

function seatOf(sighting: Sighting): string {
  return sighting.port ?? `serial:${sighting.serial}`;
}

/** One handset per seat, in order of seats. Sightings without a port that share a serial cannot be told apart by seat. */
export function handsetsOf(sightings: readonly Sighting[]): Handset[] {
  const seats = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    let seat = seatOf(sighting);
    // Without a port, two phones of the same driver with one serial would fall together: keep them apart.
    if (sighting.port === undefined && seats.has(seat)) seat = `${seat}#${sighting.handle}`;
    seats.set(seat, [...(seats.get(seat) ?? []), sighting]);
  }
  return [...seats]
    .map(([seat, members]): Handset => {
      const binding = members.some((member) => member.port !== undefined) ? 'strong' : 'weak';
      return { seat, binding, sightings: members };
    })
    .sort((a, b) => a.seat.localeCompare(b.seat, 'en', { numeric: true }));
}

/** The sighting that shows the phone's present mode: there is one driver so far, hence the last one. */
export function presentSighting(handset: Handset): Sighting {
  const last = handset.sightings.at(-1);
  if (!last) throw new RangeError('a handset has at least one sighting');
  return last;
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
