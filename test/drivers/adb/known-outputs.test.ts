import { describe, expect, test } from 'vitest';
import { matchServerFailure, ROOT_REPLIES, SERVER_FAILURES } from '../../../src/drivers/adb/known-outputs.ts';

/** Texts as packages/modules/adb prints them: transport.cpp, adb.cpp, client/commandline.cpp, services.cpp. */
const TEXTS: readonly [string, string][] = [
  [
    "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\nTry 'adb kill-server' if that seems wrong.\nOtherwise check for a confirmation dialog on your device.",
    'DEVICE_UNAUTHORIZED',
  ],
  ['device still authorizing', 'DEVICE_OFFLINE'],
  ['device still connecting', 'DEVICE_OFFLINE'],
  ['device offline', 'DEVICE_OFFLINE'],
  ['device offline (no transport)', 'DEVICE_OFFLINE'],
  ['device offline (transport offline)', 'DEVICE_OFFLINE'],
  ["device 'S1' not found", 'DEVICE_GONE'],
  ['device not found', 'DEVICE_GONE'],
  ["no device with transport id '7'", 'DEVICE_GONE'],
  ['no devices/emulators found', 'DEVICE_GONE'],
  ['more than one device/emulator', 'USAGE_DEVICE_AMBIGUOUS'],
  ['more than one device with serial 0123456789ABCDEF', 'USAGE_DEVICE_AMBIGUOUS'],
  [
    'insufficient permissions for device: user in plugdev group; are your udev rules wrong?\nSee [http://developer.android.com/tools/device.html] for more information',
    'ENV_PERMISSION',
  ],
  ['no permissions (missing udev rules? user is in the plugdev group)', 'ENV_PERMISSION'],
  ['closed', 'DEVICE_REFUSED'],
];

describe('what adb says', () => {
  test.each(TEXTS)('%j is %s', (text, code) => {
    const known = matchServerFailure(text);
    expect(known?.code).toBe(code);
    expect(known?.hint).toMatch(/\.$/);
    expect(matchServerFailure(`${text}\n`)).toBe(known);
  });

  test('every row of the table is met by a text', () => {
    const met = new Set(TEXTS.map(([text]) => matchServerFailure(text)));
    expect(SERVER_FAILURES.filter((known) => !met.has(known))).toEqual([]);
  });

  test.each(['', 'unknown host service', 'protocol fault', 'closed for repair', 'my device offline', 'OKAY', 'device'])(
    '%j is not known',
    (text) => {
      expect(matchServerFailure(text)).toBeUndefined();
    },
  );
});

describe('what `root:` answers', () => {
  test.each([
    ['restarting adbd as root\n', 'restarting'],
    ['adbd is already running as root\n', 'already'],
    ['adbd cannot run as root in production builds\n', 'refused'],
    ['restarting adbd as root', 'restarting'],
    ['restarting adbd as root?\n', undefined],
    ['', undefined],
    ['Permission denied\nrestarting adbd as root\n', undefined],
  ])('%j: %s', (text, wanted) => {
    const words = Object.entries(ROOT_REPLIES).flatMap(([word, pattern]) => (pattern.test(text) ? [word] : []));
    expect(words).toEqual(wanted === undefined ? [] : [wanted]);
  });
});
