import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handsetsNamed, handsetsOf, presentSighting } from '../../src/bench/handsets.ts';
import { handsetSchema } from '../../src/model/handset.ts';
import type { Sighting } from '../../src/model/sighting.ts';

const seen = (handle: string, serial: string, port?: string): Sighting => ({
  driver: 'adb',
  handle,
  serial,
  state: 'device',
  ...(port === undefined ? {} : { port }),
});
const seats = (sightings: readonly Sighting[]) => handsetsOf(sightings).map(({ seat }) => seat);

describe('phones on seats', () => {
  test('a port is a seat, whatever the serial', () => {
    const two = [seen('1', '0123456789ABCDEF', 'usb:1-2'), seen('2', '0123456789ABCDEF', 'usb:1-1')];
    expect(handsetsOf(two)).toMatchObject([
      { seat: 'usb:1-1', binding: 'strong', sightings: [{ handle: '2' }] },
      { seat: 'usb:1-2', binding: 'strong', sightings: [{ handle: '1' }] },
    ]);
  });

  test('without a port the serial is all there is, and the binding is weak', () => {
    expect(handsetsOf([seen('1', 'S1')])).toMatchObject([{ seat: 'serial:S1', binding: 'weak' }]);
  });

  test('two phones of one serial and no port stay two, and neither takes the plain name', () => {
    const two = [seen('7', 'S1'), seen('9', 'S1')];
    expect(seats(two)).toEqual(['serial:S1#7', 'serial:S1#9']);
    expect(seats(two.toReversed())).toEqual(seats(two));
  });

  test('one of them has a port', () => {
    expect(seats([seen('7', 'S1', 'usb:1-1'), seen('9', 'S1')])).toEqual(['serial:S1', 'usb:1-1']);
  });

  test('a serial cannot play the seat of another phone', () => {
    const sightings = [seen('3', 'X'), seen('4', 'X'), seen('5', 'X#3'), seen('6', 'X%233')];
    expect(new Set(seats(sightings)).size).toBe(4);
  });

  test('ports are sorted as people count', () => {
    expect(seats([seen('1', 'a', 'usb:1-10'), seen('2', 'b', 'usb:1-9'), seen('3', 'c', 'usb:1-9.1')])).toEqual([
      'usb:1-9',
      'usb:1-9.1',
      'usb:1-10',
    ]);
  });

  describe('two drivers on one seat', () => {
    const adb = (state: Sighting['state']): Sighting => ({ ...seen('1', 'S1', 'usb:1-1'), state });
    const fastboot = (state: Sighting['state']): Sighting => ({ ...adb(state), driver: 'fastboot', handle: 'usb:1-1' });
    const present = (...sightings: Sighting[]) => {
      const [handset, ...others] = handsetsOf(sightings);
      if (!handset || others.length > 0) throw new Error('not one handset');
      const { driver, state } = presentSighting(handset);
      return `${driver} ${state}`;
    };

    test.each<[Sighting, Sighting, string]>([
      [adb('offline'), fastboot('fastboot'), 'fastboot fastboot'],
      [adb('detached'), fastboot('fastbootd'), 'fastboot fastbootd'],
      [adb('unauthorized'), fastboot('fastboot'), 'fastboot fastboot'],
      [adb('offline'), fastboot('no-permissions'), 'fastboot no-permissions'],
      [adb('device'), fastboot('unknown'), 'adb device'],
      // Fastboot looks again only every second, so what it shows may have left a moment ago.
      [adb('device'), fastboot('fastboot'), 'adb device'],
      [adb('recovery'), fastboot('fastboot'), 'adb recovery'],
    ])('%j and %j', (one, other, shown) => {
      expect(present(one, other)).toBe(shown);
      expect(present(other, one)).toBe(shown);
    });
  });

  test('a handset without sightings is a bug', () => {
    expect(() => presentSighting({ seat: 'x', binding: 'weak', sightings: [] })).toThrow(RangeError);
  });

  const sighting = fc
    .record({
      serial: fc.constantFrom('', 'S1', 'S1#1', '0123456789ABCDEF', 'S%231'),
      port: fc.constantFrom(undefined, 'usb:1-1', 'usb:1-01', 'usb:1-2', 'tcp:h:5555'),
    })
    .map(({ serial, port }) => ({ serial, port }));
  const listed = fc
    .array(sighting, { maxLength: 8 })
    .map((all) => all.map(({ serial, port }, index) => seen(String(index), serial, port)));

  test('laws: the order of sightings does not matter, none is lost, and only a shared port joins two', () => {
    fc.assert(
      fc.property(listed, fc.infiniteStream(fc.nat()), (sightings, ranks) => {
        const shuffled = sightings
          .map((one) => ({ one, rank: ranks.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        const plain = (all: readonly Sighting[]) =>
          handsetsOf(all).map(({ seat, binding, sightings: members }) => ({
            seat,
            binding,
            handles: members.map(({ handle }) => handle).toSorted(),
          }));
        expect(plain(shuffled)).toEqual(plain(sightings));
        expect(plain(sightings).flatMap(({ handles }) => handles)).toHaveLength(sightings.length);
        for (const handset of handsetsOf(sightings)) {
          expect(handsetSchema.safeParse(handset).success).toBe(true);
          const ports = new Set(handset.sightings.map(({ port }) => port));
          expect(ports.size).toBe(1);
          if (handset.binding === 'weak') expect(handset.sightings).toHaveLength(1);
        }
      }),
    );
  });
});

describe('the phone that a person names', () => {
  const handsets = handsetsOf([
    seen('1', 'S1', 'usb:1-1'),
    seen('2', 'S1', 'usb:1-2'),
    seen('3', '127.0.0.1:5555', 'tcp:127.0.0.1:5555'),
    seen('4', 'usb:1-1', 'usb:1-3'),
  ]);

  test.each([
    ['usb:1-2', ['usb:1-2']],
    ['127.0.0.1:5555', ['tcp:127.0.0.1:5555']],
    ['S1', ['usb:1-1', 'usb:1-2']],
    // A phone whose serial is the name of a seat does not take that seat.
    ['usb:1-1', ['usb:1-1']],
    ['S', []],
    ['', []],
  ])('%j', (name, wanted) => {
    expect(handsetsNamed(handsets, name).map(({ seat }) => seat)).toEqual(wanted);
  });
});
