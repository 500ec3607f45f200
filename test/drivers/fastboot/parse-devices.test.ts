import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFastbootAddress } from '../../../src/drivers/fastboot/address.ts';
import { parseFastbootDevices } from '../../../src/drivers/fastboot/parse-devices.ts';
import { sightingSchema } from '../../../src/model/sighting.ts';

const of = (line: string) => parseFastbootDevices(`${line}\n`);

describe('the list of fastboot', () => {
  test.each<[string, object]>([
    [
      'ZY22XXXXXX             fastboot usb:1-4.2',
      { handle: 'usb:1-4.2', port: 'usb:1-4.2', serial: 'ZY22XXXXXX', state: 'fastboot' },
    ],
    ['ZY22XXXXXX\tfastboot', { handle: 'ZY22XXXXXX', serial: 'ZY22XXXXXX', state: 'fastboot' }],
    ['ZY22XXXXXX\t fastboot', { handle: 'ZY22XXXXXX', serial: 'ZY22XXXXXX' }],
    [
      'A serial with blanks   Android-Fastboot usb:336592896X',
      { handle: 'usb:336592896X', serial: 'A serial with blanks' },
    ],
    ['????????????           fastboot usb:1-2', { handle: 'usb:1-2', serial: '', state: 'fastboot' }],
    ['                       fastboot usb:1-2', { handle: 'usb:1-2', serial: '', state: 'fastboot' }],
    [
      'no permissions; see [http://developer.android.com/tools/device.html]\tfastboot',
      {
        serial: '',
        state: 'no-permissions',
        detail: 'no permissions; see [http://developer.android.com/tools/device.html]',
      },
    ],
    [
      'no permissions (missing udev rules? user is in the plugdev group); see [http://developer.android.com/tools/device.html] fastboot usb:3-1',
      { port: 'usb:3-1', serial: '', state: 'no-permissions' },
    ],
  ])('%j', (line, expected) => {
    expect(of(line)).toMatchObject([{ driver: 'fastboot', ...expected }]);
  });

  test('the port is the one that adb shows for the same cable', () => {
    expect(of('S1                     fastboot usb:1-4.2')[0]?.port).toBe('usb:1-4.2');
  });

  test.each([
    ['????????????           fastboot', 'nothing to tell it by'],
    ['tcp:10.0.0.1           fastboot', 'a serial that is an address'],
    ['-w                     fastboot', 'a serial that is an option'],
    ['something else', 'no line of a phone'],
  ])('%j cannot be opened: %s', (line) => {
    expect(of(line)).toMatchObject([{ state: 'unknown' }]);
  });

  test('a serial that plays the place of another phone makes both unusable', () => {
    const list = parseFastbootDevices(
      'usb:1-1                fastboot usb:1-2\nS1 fastboot usb:1-1\nS2 fastboot usb:1-3\n',
    );
    expect(list.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'fastboot']);
  });

  test('law: whatever is printed, every line is one sighting of a valid form', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('S fastboot usb:1-1', 'no permissions\tfastboot'))),
        (lines) => {
          const text = lines.join('\n');
          const list = parseFastbootDevices(text);
          expect(list).toHaveLength(text.split('\n').filter((line) => line.trim() !== '').length);
          for (const sighting of list) expect(sightingSchema.safeParse(sighting).success).toBe(true);
        },
      ),
    );
  });
});

describe('an address', () => {
  test('with and without the seat of the phone in adb', () => {
    expect(parseFastbootAddress('tcp:10.0.0.7:5554')).toEqual({
      host: '10.0.0.7',
      port: 5554,
      handle: 'tcp:10.0.0.7:5554',
      seat: 'tcp:10.0.0.7:5554',
    });
    expect(parseFastbootAddress('tcp:h-1.lan:5554@tcp:127.0.0.1:5555')).toMatchObject({
      handle: 'tcp:h-1.lan:5554',
      seat: 'tcp:127.0.0.1:5555',
    });
    expect(parseFastbootAddress('tcp:h:1@usb:1-4.2').seat).toBe('usb:1-4.2');
  });

  test.each([
    '',
    'h:1',
    'tcp:h',
    'tcp:h:0',
    'tcp:h:65536',
    'udp:h:1',
    'tcp:-w:1',
    'tcp:h:1@',
    'tcp:h:1@x',
    'tcp:h:1@usb:1 2',
  ])('%j is none', (text) => {
    expect(() => parseFastbootAddress(text)).toThrow(expect.objectContaining({ code: 'USAGE_ARGUMENT' }));
  });
});
