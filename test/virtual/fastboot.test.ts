/** Virtual phones in their boot loader, and the real fastboot program. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { rawCopy } from '../stories/ground-truth.ts';
import { adbState, reach, small, startTestBench, type TestBench, within } from './bench-fixture.ts';
import { fastbootHandle, fastbootOn } from './fastboot-program.ts';

let bench: TestBench;

/** The unlocked phone under another name and character; its serial stays what it is unless changed. */
async function like(name: string, change: (definition: PhoneDefinition) => Partial<PhoneDefinition>) {
  const definition = await small('fastboot-unlocked');
  return { ...definition, name, ...change(definition) };
}

beforeAll(async () => {
  const names = [
    'fastboot-unlocked',
    'fastboot-locked',
    'fastboot-liar',
    'fastboot-dies',
    'fastboot-motorola',
    'fastboot-mediatek',
  ];
  bench = await startTestBench([
    ...(await Promise.all(names.map((name) => small(name)))),
    await small('userdebug-honest'),
    await like('partial', () => ({ character: [{ kind: 'partial', offsetMib: 8, lengthMib: 2 }] })),
    await like('no-discard', () => ({ character: [{ kind: 'no-discard' }] })),
    await like('fails', () => ({ character: [{ kind: 'fail-wipe' }] })),
    await like('merging', ({ fastboot }) => ({ fastboot: { ...fastboot, updatePending: true } })),
    await like('no-cache', ({ fastboot }) => ({ fastboot: { ...fastboot, format: 'lk', absent: ['cache'] } })),
    await like('swapped', () => ({ character: [{ kind: 'swapped', after: 'reboot', serial: 'OTHER0000001' }] })),
  ]);
}, 120_000);
afterAll(() => bench?.close());

const said = async (phone: VirtualPhone, ...args: string[]) => (await fastbootOn(phone, ...args)).text;

const digest = (phone: VirtualPhone) =>
  createHash('sha256')
    .update(readFileSync(phone.rawPath('userdata')))
    .digest('hex');

describe('what fastboot shows', () => {
  test('a phone in its boot loader is not on adb, and lists its variables', async () => {
    const phone = bench.phone('fastboot-unlocked');
    expect(phone.state).toBe('bootloader');
    expect(await adbState(bench, phone)).toBeUndefined();
    const { code, text } = await fastbootOn(phone, 'getvar', 'all');
    expect(code).toBe(0);
    expect(text).toContain('(bootloader) serialno:48221FDAQ01XK2\n');
    expect(text).toContain('(bootloader) unlocked:yes\n');
    expect(text).toContain('(bootloader) is-userspace:no\n');
    expect(text).toContain('(bootloader) wipebench-virtual:1\n');
    expect(text).toContain('(bootloader) partition-size:userdata: 0x3000000\n');
  });

  test.each([
    ['fastboot-locked', /unlocked:no$/m],
    ['fastboot-motorola', /securestate: flashing_unlocked$/m],
    ['fastboot-motorola', /ro\.build\.fingerprint\[0\]: motorola.*$/m],
    ['fastboot-motorola', /ro\.build\.fingerprint\[1\]: /m],
    ['fastboot-motorola', /imei: \d{15}$/m],
    ['fastboot-mediatek', /partition-size:userdata: 3000000\n\(bootloader\) partition-type:userdata: f2fs$/m],
    ['fastboot-mediatek', /partition-type:misc: raw data$/m],
    ['fastboot-mediatek', /product: lancelot$/m],
  ])('%s lists %s', async (name, line) => {
    expect(await said(bench.phone(name), 'getvar', 'all')).toMatch(line);
  });

  test('Motorola has no line `unlocked`', async () => {
    expect(await said(bench.phone('fastboot-motorola'), 'getvar', 'all')).not.toMatch(/unlocked:/);
    expect(await said(bench.phone('fastboot-motorola'), 'getvar', 'unlocked')).toMatch(
      /FAILED \(remote: 'unknown variable'\)/,
    );
  });

  test('what it does not know: refused by some, OKAY and nothing by others', async () => {
    expect(await said(bench.phone('fastboot-unlocked'), 'getvar', 'nonsense')).toMatch(
      /FAILED \(remote: 'GetVar Variable Not found'\)/,
    );
    expect(await said(bench.phone('no-cache'), 'getvar', 'partition-type:cache')).toMatch(/^partition-type:cache: $/m);
  });

  test('nothing can be put on it, and nothing is unlocked', async () => {
    const phone = bench.phone('fastboot-locked');
    for (const args of [
      ['oem', 'unlock'],
      ['flashing', 'unlock'],
    ]) {
      expect(await fastbootOn(phone, ...args)).toMatchObject({
        code: 1,
        text: expect.stringContaining('FAILED (remote:'),
      });
    }
    expect(await said(phone, 'flashing', 'get_unlock_ability')).toContain('get_unlock_ability: 0');
    expect(await said(phone, 'oem', 'device-info')).toContain('Device unlocked: false');
    expect(await said(phone, 'getvar', 'unlocked')).toContain('unlocked: no');
  });

  test('a host that does not speak the protocol is hung up on', async () => {
    const port = Number(fastbootHandle(bench.phone('fastboot-unlocked')).split(':').at(-1));
    for (const words of ['GET / HTTP/1.0\r\n\r\n', Buffer.concat([Buffer.from('FB01'), Buffer.alloc(8, 0xff)])]) {
      const socket = connect({ host: '127.0.0.1', port });
      socket.write(words);
      await new Promise((resolve) =>
        socket
          .on('close', resolve)
          .on('error', () => undefined)
          .resume(),
      );
    }
    expect(await said(bench.phone('fastboot-unlocked'), 'getvar', 'version')).toContain('version: 0.4');
  });

  test('a pulled cable and its return', async () => {
    const phone = bench.phone('fastboot-locked');
    const refused = () =>
      new Promise<boolean>((resolve) => {
        const port = Number(fastbootHandle(phone).split(':').at(-1));
        const socket = connect({ host: '127.0.0.1', port });
        socket.on('connect', () => resolve(false)).on('error', () => resolve(true));
        socket.on('connect', () => socket.destroy());
      });
    await phone.unplug();
    expect(await refused()).toBe(true);
    await phone.plug();
    expect(await said(phone, 'getvar', 'serialno')).toContain('serialno: 48221FDAQ02XK7');
  });
});

describe('erase', () => {
  test('an honest one: the raw storage is empty, and the next start makes a new phone', async () => {
    const phone = bench.phone('userdebug-honest');
    const id = await bench.shell(phone, 'settings get secure android_id');
    await reach(() => bench.on(phone, 'reboot', 'bootloader'), phone, 'bootloader');
    const before = rawCopy(phone);
    expect(before.written).toBeGreaterThan(500);
    for (const partition of ['userdata', 'metadata', 'cache']) {
      const { code, text } = await fastbootOn(phone, 'erase', partition);
      expect({ code, okay: text.includes(`Erasing '${partition}'`) && /OKAY \[/.test(text) }).toEqual({
        code: 0,
        okay: true,
      });
    }
    expect(before.survivors()).toBe(0);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'phone-wipe', phone: phone.name, reported: true }),
    );
    await reach(() => fastbootOn(phone, 'reboot'), phone, 'system');
    expect(await bench.shell(phone, 'settings get secure android_id')).not.toBe(id);
    expect(await bench.shell(phone, 'getprop persist.sys.boot.reason.history')).toMatch(/^reboot,factory_reset/);
  });

  test('user data alone is enough for a new phone: its key opens nothing any more', async () => {
    const phone = bench.phone('userdebug-honest');
    const id = await bench.shell(phone, 'settings get secure android_id');
    await reach(() => bench.on(phone, 'reboot', 'bootloader'), phone, 'bootloader');
    await fastbootOn(phone, 'erase', 'userdata');
    await reach(() => fastbootOn(phone, 'reboot'), phone, 'system');
    expect(await bench.shell(phone, 'settings get secure android_id')).not.toBe(id);
  });

  test.each([
    ['fastboot-locked', 'userdata', 'Erase is not allowed in Lock State'],
    ['fastboot-locked', 'cache', 'Erase is not allowed in Lock State'],
    ['fastboot-unlocked', 'frp', 'Erase is not allowed for Critical Partitions'],
    ['fastboot-unlocked', 'misc', 'Erase is not allowed for Critical Partitions'],
    ['fastboot-unlocked', 'persist', "Partition doesn't exist"],
    ['merging', 'userdata', 'Cannot erase userdata while a snapshot update is in progress'],
    ['no-cache', 'cache', "Partition doesn't exist"],
    ['fails', 'userdata', 'failed to erase partition'],
  ])('%s refuses %s and erases nothing', async (name, partition, words) => {
    const phone = bench.phone(name);
    const before = digest(phone);
    expect(await fastbootOn(phone, 'erase', partition)).toMatchObject({
      code: 1,
      text: expect.stringContaining(`FAILED (remote: '${words}')`),
    });
    expect(digest(phone)).toBe(before);
  });

  test('a liar says OKAY and erases nothing', async () => {
    const phone = bench.phone('fastboot-liar');
    const before = digest(phone);
    expect(await fastbootOn(phone, 'erase', 'userdata')).toMatchObject({
      code: 0,
      text: expect.stringMatching(/OKAY \[/),
    });
    expect(digest(phone)).toBe(before);
  });

  test.each(['partial', 'no-discard'])('%s says OKAY and leaves something', async (name) => {
    const phone = bench.phone(name);
    const before = rawCopy(phone);
    expect((await fastbootOn(phone, 'erase', 'userdata')).code).toBe(0);
    expect(before.survivors()).toBeGreaterThan(0);
    expect(before.survivors()).toBeLessThan(before.written);
  });

  test('a phone that dies in the erase answers nothing', async () => {
    const phone = bench.phone('fastboot-dies');
    const { code, text } = await fastbootOn(phone, 'erase', 'userdata');
    expect(code).not.toBe(0);
    expect(text).not.toMatch(/OKAY/);
    expect(text).toMatch(/^Erasing 'userdata' +FAILED \(/m);
    expect(phone.state).toBe('off');
  });
});

describe('restarts', () => {
  test('boot loader, fastbootd, boot loader, recovery, and Android', async () => {
    const phone = bench.phone('userdebug-honest');
    await reach(() => bench.on(phone, 'reboot', 'fastboot'), phone, 'fastbootd');
    expect(await adbState(bench, phone)).toBeUndefined();
    expect(await said(phone, 'getvar', 'is-userspace')).toContain('is-userspace: yes');
    expect(await said(phone, 'oem', 'unlock')).toContain('Unable to open fastboot HAL');
    await reach(() => fastbootOn(phone, 'reboot', 'bootloader'), phone, 'bootloader');
    expect(await said(phone, 'getvar', 'is-userspace')).toContain('is-userspace: no');
    await reach(() => fastbootOn(phone, 'reboot', 'fastboot'), phone, 'fastbootd');
    await reach(() => fastbootOn(phone, 'reboot', 'recovery'), phone, 'recovery');
    expect(await adbState(bench, phone)).toBe('recovery');
    await reach(() => bench.on(phone, 'reboot', 'bootloader'), phone, 'bootloader');
    await reach(() => fastbootOn(phone, 'reboot'), phone, 'system');
    expect(await adbState(bench, phone)).toBe('device');
  });

  test('fastbootd erases too, and takes what is not orange for locked', async () => {
    const phone = bench.phone('userdebug-honest');
    await reach(() => bench.on(phone, 'reboot', 'fastboot'), phone, 'fastbootd');
    const before = rawCopy(phone);
    expect((await fastbootOn(phone, 'erase', 'userdata')).code).toBe(0);
    expect((await fastbootOn(phone, 'erase', 'metadata')).code).toBe(0);
    expect(before.survivors()).toBe(0);
    await reach(() => fastbootOn(phone, 'reboot'), phone, 'system');
    const locked = bench.phone('fastboot-locked');
    await reach(() => fastbootOn(locked, 'reboot', 'fastboot'), locked, 'fastbootd');
    expect(await said(locked, 'erase', 'userdata')).toContain(
      "FAILED (remote: 'Erase is not allowed on locked devices')",
    );
  });

  test('another phone on the seat after a restart', async () => {
    const phone = bench.phone('swapped');
    // It was put there when the phone was restarted into its boot loader, at the start of the bench.
    await phone.waitForState('bootloader', within());
    expect(await said(phone, 'getvar', 'serialno')).toContain('serialno: OTHER0000001');
  });
});
