import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDeviceList } from '../../../src/drivers/adb/parse-devices.ts';
import { sightingSchema } from '../../../src/model/sighting.ts';

const URL = 'http://developer.android.com/tools/device.html';
const one = (line: string) => {
  const found = parseDeviceList(line);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('states', () => {
  test.each([
    'device',
    'recovery',
    'sideload',
    'rescue',
    'bootloader',
    'unauthorized',
    'authorizing',
    'connecting',
    'offline',
    'host',
    'detached',
    'unknown',
  ])('%s', (state) => {
    expect(one(`S1                     ${state} usb:1-4.2 transport_id:3`)).toEqual({
      driver: 'adb',
      handle: '3',
      port: 'usb:1-4.2',
      serial: 'S1',
      state,
    });
  });

  test.each([
    ['of old', `no permissions (user in plugdev group; are your udev rules wrong?); see [${URL}]`],
    ['without the closing bracket', `no permissions (user in plugdev group; are your udev rules wrong?); see [${URL}`],
    ['of now', `no permissions (missing udev rules? user is in the plugdev group); see [${URL}]`],
    ['of another group', `no permissions (user alice is not in the plugdev group); see [${URL}]`],
    ['bare', 'no permissions'],
  ])('no permissions, %s', (_what, words) => {
    expect(one(`1A2B3C                 ${words} usb:1-4 transport_id:9`)).toMatchObject({
      serial: '1A2B3C',
      state: 'no-permissions',
      port: 'usb:1-4',
      handle: '9',
    });
    expect(one(`????????????           ${words}`)).toMatchObject({ serial: '????????????', state: 'no-permissions' });
  });

  test('a word that adb did not know before keeps its whole line', () => {
    expect(one('S1  zombie usb:1-1')).toMatchObject({ state: 'unknown', serial: '', detail: 'S1  zombie usb:1-1' });
  });
});

describe('words behind the state', () => {
  test('all of them', () => {
    expect(
      one('R58M             device usb:3-1.4 product:beyond1 model:SM_G973F device:beyond1 transport_id:12'),
    ).toEqual({
      driver: 'adb',
      handle: '12',
      port: 'usb:3-1.4',
      serial: 'R58M',
      state: 'device',
      product: 'beyond1',
      model: 'SM_G973F',
      device: 'beyond1',
    });
  });

  test('names with blanks, as phones with KaiOS have', () => {
    const words = 'product:Nokia 8110 4G model:Nokia_8110_4G device:Nokia 8110 4G';
    expect(one(`NE1A83                 device usb:1-4 ${words} transport_id:7`)).toEqual({
      driver: 'adb',
      handle: '7',
      port: 'usb:1-4',
      serial: 'NE1A83',
      state: 'device',
      product: 'Nokia 8110 4G',
      model: 'Nokia_8110_4G',
      device: 'Nokia 8110 4G',
    });
  });

  test('a phone whose names imitate the words of the server takes no other seat and no other transport', () => {
    const words = 'product:a usb:9-9 transport_id:99 model:m device:d usb:8-8 transport_id:88';
    expect(one(`S1                     device usb:1-4 ${words} transport_id:7`)).toMatchObject({
      handle: '7',
      port: 'usb:1-4',
      device: 'd usb:8-8 transport_id:88',
    });
  });

  test('a server without transport ids: the handle says so and can be opened by nobody', () => {
    expect(one('S1                     device usb:1-4 product:p model:m device:d')).toMatchObject({
      handle: 'serial:S1',
    });
  });

  test('unauthorized, without product, model or device', () => {
    expect(one('S1                     unauthorized transport_id:1')).toEqual({
      driver: 'adb',
      handle: '1',
      serial: 'S1',
      state: 'unauthorized',
    });
  });

  test('empty values', () => {
    expect(one('S1  device usb: product: model: device: transport_id:')).toMatchObject({
      handle: 'serial:S1',
      state: 'device',
    });
  });
});

describe('serials', () => {
  test.each([
    ['empty', '                       device usb:1-1 transport_id:4', '', 'usb:1-1'],
    ['none', '(no serial number)     device usb:1-1 transport_id:4', '(no serial number)', 'usb:1-1'],
    [
      'with blanks and dashes',
      '12345678 - 9abcdef0 - 1 device usb:1-1 transport_id:4',
      '12345678 - 9abcdef0 - 1',
      'usb:1-1',
    ],
    ['named as a state', 'device                 offline transport_id:4', 'device', undefined],
    ['that holds a state', 'my device here         device transport_id:4', 'my device here', undefined],
    ['longer than its column', `${'x'.repeat(40)} device transport_id:4`, 'x'.repeat(40), undefined],
    ['a tab behind it', 'S1\tdevice', 'S1', undefined],
    ['TCP', '192.168.2.112:5555     device transport_id:4', '192.168.2.112:5555', 'tcp:192.168.2.112:5555'],
    ['TCP by name', 'phone.lan:5555         device transport_id:4', 'phone.lan:5555', 'tcp:phone.lan:5555'],
    ['IPv6', '[fe80::1]:5555         device transport_id:4', '[fe80::1]:5555', 'tcp:[fe80::1]:5555'],
    ['emulator', 'emulator-5554          device transport_id:4', 'emulator-5554', 'adb:emulator-5554'],
    ['mDNS', 'adb-S1-xY12._adb-tls-connect._tcp device transport_id:4', 'adb-S1-xY12._adb-tls-connect._tcp', undefined],
    [
      'DFU-like',
      'CPID:8003 CPRV:01 SRTG:[iBoot-1] device usb:1-2 transport_id:4',
      'CPID:8003 CPRV:01 SRTG:[iBoot-1]',
      'usb:1-2',
    ],
  ])('%s', (_what, line, serial, port) => {
    const found = one(line);
    expect(found?.serial).toBe(serial);
    expect(found?.port).toBe(port);
    expect(found?.state).not.toBe('unknown');
  });

  test('two phones of one serial stay two', () => {
    const serial = '0123456789ABCDEF';
    const found = parseDeviceList(
      `${serial}       device usb:1-1 transport_id:1\n${serial}       device usb:1-2 transport_id:2\n`,
    );
    expect(found.map(({ port, handle }) => [port, handle])).toEqual([
      ['usb:1-1', '1'],
      ['usb:1-2', '2'],
    ]);
  });
});

test('chatter of the client is no phone, wherever it stands', () => {
  const text = [
    'List of devices attached',
    "adb server version (40) doesn't match this client (41); killing...",
    '* daemon not running; starting now at tcp:5037',
    '* daemon started successfully *',
    'S1                     device transport_id:1',
    '',
    '   ',
  ].join('\r\n');
  expect(parseDeviceList(text).map(({ serial }) => serial)).toEqual(['S1']);
  expect(parseDeviceList('')).toEqual([]);
});

describe('laws', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'device',
      'offline',
      'no permissions',
      ' ',
      '  ',
      '\t',
      ':',
      'usb:1-1',
      'transport_id:4',
      'S1',
      '????',
      '[',
      '\r',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const line = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('').replaceAll('\n', ''));
  test('a line of nothing but blanks, tens of thousands of them, is read to its end', () => {
    expect(parseDeviceList(`${' '.repeat(60_000)}x`)).toHaveLength(1);
    expect(parseDeviceList(`${'\r'.repeat(60_000)}x`)).toHaveLength(1);
    expect(parseDeviceList(`S1 device ${'\t'.repeat(60_000)}x`)).toHaveLength(1);
  });

  const silent = (text: string) => text.trim() === '' || /^(\* |adb server |List of devices)/.test(text.trimEnd());

  test('no line throws, none is lost, each gives a valid sighting', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const found = parseDeviceList(lines.join(end));
        expect(found).toHaveLength(lines.filter((each) => !silent(each)).length);
        for (const sighting of found) expect(sightingSchema.safeParse(sighting).error).toBeUndefined();
      }),
    );
  });

  test('what adb prints is read back', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_]{1,12}$/);
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9.:_-]{1,30}$/),
        fc.constantFrom('device', 'recovery', 'sideload'),
        word,
        fc.nat(),
        (serial, state, model, id) => {
          const printed = `${serial.padEnd(22)} ${state} usb:1-1 product:${model} model:${model} device:${model} transport_id:${id}`;
          expect(one(printed)).toEqual({
            driver: 'adb',
            handle: String(id),
            port: 'usb:1-1',
            serial,
            state,
            product: model,
            model,
            device: model,
          });
        },
      ),
    );
  });
});
