/** TWRP and Xiaomi's recovery, as the real adb sees them; their raw storage is the judge. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { rawCopy } from '../stories/ground-truth.ts';
import { adbState, reach, small, startTestBench, type TestBench, WRITE_BCB, within } from './bench-fixture.ts';
import { openService } from './open-service.ts';

const NAMES = [
  'twrp-honest',
  'twrp-liar',
  'twrp-rm-fallback',
  'twrp-no-discard',
  'twrp-fail-wipe',
  'twrp-plaintext',
  'miassistant-honest',
  'miassistant-liar',
  'miassistant-android',
  'miassistant-disabled',
];

let bench: TestBench;
beforeAll(async () => {
  const definitions = await Promise.all(NAMES.map((name) => small(name)));
  const more: PhoneDefinition[] = [
    { ...(await small('twrp-honest')), name: 'twrp-ordered' },
    { ...(await small('twrp-honest')), name: 'twrp-dies', character: [{ kind: 'dies-at', step: 'wipe-userdata' }] },
    { ...(await small('cache-command-honest')), name: 'lineage', recovery: 'lineage', startIn: 'recovery' },
    { ...(await small('retail-locked')), name: 'by-keys' },
  ];
  bench = await startTestBench([...definitions, ...more]);
}, 120_000);
afterAll(() => bench?.close());

const PHOTO = Buffer.from('ffd8ffe000104a464946', 'hex');
const said = async (name: string, command: string) => bench.shell(bench.phone(name), command);

describe('TWRP', () => {
  test('a root shell for everybody, its properties, no Android, and data decrypted', async () => {
    expect(await adbState(bench, bench.phone('twrp-honest'))).toBe('recovery');
    expect(await said('twrp-honest', 'id -u; getprop ro.twrp.boot; ls /data/media/0 | head -1')).toBe('0\n1\nDCIM');
    expect(await said('twrp-honest', 'command -v twrp')).toBe('/system/bin/twrp');
    for (const command of ['settings get secure android_id', 'dumpsys account', 'service call iphonesubinfo 1']) {
      expect((await bench.on(bench.phone('twrp-honest'), 'shell', command)).code, command).toBeGreaterThan(125);
    }
  });

  test('words it does not know change nothing, and everything ends with 0', async () => {
    const raw = rawCopy(bench.phone('twrp-honest'));
    expect(await said('twrp-honest', 'twrp format everything')).toMatch(
      /^Error with format command value: 'everything'/,
    );
    expect(await said('twrp-honest', 'twrp wipe moon')).toMatch(/^Error with wipe command value/);
    expect(await said('twrp-honest', 'twrp erase data')).toMatch(
      /^Unrecognized script command: 'erase'\nDone processing/,
    );
    expect(raw.survivors()).toBe(raw.written);
  });

  test('wipe data keeps the photos', async () => {
    expect(await said('twrp-plaintext', 'twrp wipe data')).toContain('Wiping data without wiping /data/media');
    expect((await readFile(bench.phone('twrp-plaintext').rawPath('userdata'))).includes(PHOTO)).toBe(true);
    expect(await said('twrp-plaintext', 'ls /data')).toBe('media');
  });

  test.each([
    ['twrp-honest', 0, 0],
    ['twrp-plaintext', 0, 0],
    ['twrp-no-discard', 0.7, 1],
    ['twrp-liar', 1, 1],
    ['twrp-rm-fallback', 0.9, 1],
    ['twrp-fail-wipe', 1, 1],
  ])('format data of %s leaves between %d and %d of what stood on the raw storage', async (name, least, most) => {
    const phone = bench.phone(name);
    const raw = rawCopy(phone);
    expect(raw.written).toBeGreaterThan(100);
    const words = await said(name, 'twrp format data');
    expect(words).toMatch(/Done processing script file$/);
    expect(/Unable to/.test(words)).toBe(name === 'twrp-fail-wipe');
    expect(/Removing all files/.test(words)).toBe(name === 'twrp-rm-fallback');
    const share = raw.survivors() / raw.written;
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  test('after an honest format the key is gone, a plain file system stands there, and Android begins anew', async () => {
    const phone = bench.phone('twrp-honest');
    expect(await said('twrp-honest', 'ls /metadata; twrp wipe cache')).not.toContain('vold');
    expect((await readFile(phone.rawPath('userdata'))).readUInt16LE(0x438)).toBe(0xef53);
    await reach(() => bench.on(phone, 'reboot', 'recovery'), phone, 'recovery');
    expect(await adbState(bench, phone)).toBe('recovery');
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await adbState(bench, phone)).toBeUndefined();
    expect((await readFile(phone.rawPath('userdata'))).readUInt16LE(0x438)).not.toBe(0xef53);
  });

  test("Android's own order to erase is to TWRP its wipe data: the photos stay", async () => {
    const phone = bench.phone('twrp-ordered');
    const raw = rawCopy(phone);
    await bench.shell(phone, WRITE_BCB);
    await reach(() => bench.on(phone, 'reboot', 'recovery'), phone, 'system');
    expect(raw.survivors() / raw.written).toBeGreaterThan(0.5);
  });

  test('a battery that falls out in the middle', async () => {
    const phone = bench.phone('twrp-dies');
    const ended = await bench.on(phone, 'shell', 'twrp format data');
    expect(ended.stdout.toString()).not.toContain('Done processing');
    await phone.waitForState('off', within());
  });

  test('LineageOS recovery: root, and its own properties only', async () => {
    const phone = bench.phone('lineage');
    expect(await bench.shell(phone, 'id -u')).toBe('0');
    expect((await bench.on(phone, 'shell', 'twrp format data')).code).toBeGreaterThan(125);
  });
});

describe('MIAssistant', () => {
  const service = (name: string, text: string) => openService(bench.server.port, bench.phone(name).seat, text);

  test('sideload with questions, and nothing that erases more than user data', async () => {
    expect(await adbState(bench, bench.phone('miassistant-honest'))).toBe('sideload');
    expect(await service('miassistant-honest', 'getdevice:')).toBe('OKAYdada_global\n');
    expect(await service('miassistant-honest', 'getsn:')).toMatch(/^OKAY0x[0-9a-f]{8}\n$/);
    expect(await service('miassistant-honest', 'getversion:')).toBe('OKAYOS2.0.214.0.VOCMIXM-wipebench-virtual\n');
    for (const name of ['shell:id', 'rescue-wipe:userdata:8', 'format-storage:', 'wipe-efs:', 'root:']) {
      expect(await service('miassistant-honest', name), name).toMatch(/^FAIL/);
    }
  });

  test.each([
    ['miassistant-honest', 'Format_data_success.', true],
    ['miassistant-liar', 'Format_data_success.', false],
    ['miassistant-disabled', 'Format_data_is_already_disable.', false],
  ])('%s answers %s', async (name, answer, gone) => {
    const phone = bench.phone(name);
    const raw = rawCopy(phone);
    expect(await service(name, 'format-data:')).toBe(`OKAY${answer}\n`);
    expect(raw.survivors()).toBe(gone ? 0 : raw.written);
    await reach(() => service(name, 'reboot:'), phone, 'system');
  });

  test('a restart into sideload from Android lands there, and rescue mode does not exist', async () => {
    const phone = bench.phone('miassistant-android');
    await reach(() => bench.on(phone, 'reboot', 'sideload'), phone, 'sideload');
    expect(await service('miassistant-android', 'getdevice:')).toBe('OKAYdada_global\n');
    await reach(() => service('miassistant-android', 'reboot:rescue'), phone, 'system');
  });
});

describe('keys', () => {
  test('a person brings a phone into sideload, and into a recovery that shows nothing on adb', async () => {
    const phone = bench.phone('by-keys');
    await phone.pressRecoveryKeys('sideload');
    expect([phone.state, await adbState(bench, phone)]).toEqual(['sideload', 'sideload']);
    await phone.pressRecoveryKeys();
    expect([phone.state, await adbState(bench, phone)]).toEqual(['recovery', undefined]);
  });
});
