import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { adbState, reach, small, startTestBench, type TestBench, within } from './bench-fixture.ts';
import { openService } from './open-service.ts';

let bench: TestBench;
beforeAll(async () => {
  const names = [
    'userdebug-honest',
    'retail-locked',
    'retail-locked-adb-off',
    'unauthorized',
    'no-recovery',
    'twin-a',
    'twin-b',
  ];
  const definitions = await Promise.all(names.map((name) => small(name)));
  bench = await startTestBench([
    ...definitions,
    {
      ...(await small('userdebug-liar')),
      name: 'asks',
      authorisation: 'ask',
      properties: { ...definitions[1]?.properties },
    },
  ]);
});
afterAll(() => bench.close());

const service = (phone: VirtualPhone, name: string) => openService(bench.server.port, phone.seat, name);

describe('what adb shows', () => {
  test('devices, unauthorized, and equal serial numbers', async () => {
    expect(await adbState(bench, bench.phone('userdebug-honest'))).toBe('device');
    expect(await adbState(bench, bench.phone('retail-locked'))).toBe('device');
    expect(await adbState(bench, bench.phone('unauthorized'))).toBe('unauthorized');
    const serials = await Promise.all(
      ['twin-a', 'twin-b'].map((name) => bench.shell(bench.phone(name), 'getprop ro.serialno')),
    );
    expect(serials).toEqual(['0123456789ABCDEF', '0123456789ABCDEF']);
    expect(await bench.shell(bench.phone('twin-a'), 'getprop ro.wipebench.virtual')).toBe('1');
  });

  test('an unauthorized phone becomes a device when its owner allows the key, and knows it afterwards', async () => {
    const phone = bench.phone('asks');
    expect(await adbState(bench, phone)).toBe('unauthorized');
    expect((await bench.on(phone, 'shell', 'id')).code).not.toBe(0);
    phone.allowKeys();
    await bench.on(phone, 'wait-for-device');
    expect(await bench.shell(phone, 'id -u')).toBe('2000');
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await adbState(bench, phone)).toBe('device');
  });

  test('a pulled cable and its return', async () => {
    const phone = bench.phone('twin-a');
    await phone.unplug();
    expect(await adbState(bench, phone)).toBeUndefined();
    await phone.plug();
    expect(await adbState(bench, phone)).toBe('device');
  });

  test('root, twice, and back; and not on a production build', async () => {
    const phone = bench.phone('userdebug-honest');
    expect((await bench.on(phone, 'root')).stdout.toString()).toBe('restarting adbd as root\n');
    await bench.on(phone, 'wait-for-device');
    expect(await bench.shell(phone, 'id -u')).toBe('0');
    expect((await bench.on(phone, 'root')).stdout.toString()).toBe('adbd is already running as root\n');
    expect((await bench.on(phone, 'unroot')).stdout.toString()).toBe('restarting adbd as non root\n');
    await bench.on(phone, 'wait-for-device');
    expect(await bench.shell(phone, 'id -u')).toBe('2000');
    const retail = await bench.on(bench.phone('retail-locked-adb-off'), 'root');
    expect(retail.stdout.toString()).toBe('adbd cannot run as root in production builds\n');
  });

  test('reboot from the shell, to the boot loader, and a recovery without adb', async () => {
    const phone = bench.phone('twin-b');
    await bench.on(phone, 'shell', 'reboot');
    await phone.waitForState('system', within());
    expect(await bench.shell(phone, 'getprop sys.boot_completed')).toBe('1');
    await reach(() => bench.on(phone, 'reboot', 'bootloader'), phone, 'bootloader');
    expect(await adbState(bench, phone)).toBeUndefined();
    const dark = bench.phone('no-recovery');
    await reach(() => bench.on(dark, 'reboot', 'sideload'), dark, 'off');
    expect(await adbState(bench, dark)).toBeUndefined();
  });
});

describe('the rescue chain', () => {
  test('a retail phone is wiped in rescue mode and returns in trade-in mode', async () => {
    const phone = bench.phone('retail-locked');
    await bench.on(phone, 'reboot', 'rescue');
    await phone.waitForState('system', within());
    expect(await adbState(bench, phone)).toBe('device');
    const id = await bench.shell(phone, 'settings get secure android_id');
    await reach(() => bench.on(phone, 'reboot', 'sideload'), phone, 'sideload');
    expect(await adbState(bench, phone)).toBe('sideload');
    expect((await bench.on(phone, 'shell', 'id')).code).not.toBe(0);
    expect(await service(phone, 'rescue-wipe:userdata:8')).toMatch(/^FAIL/);
    await reach(() => bench.on(phone, 'reboot', 'rescue'), phone, 'rescue');
    expect(await adbState(bench, phone)).toBe('rescue');
    expect(await service(phone, 'rescue-getprop:ro.wipebench.virtual')).toBe('OKAY1\n');
    expect(await service(phone, 'rescue-getprop:ro.product.model')).toBe('OKAY\n');
    expect(await service(phone, 'rescue-wipe:userdata:8')).toBe('OKAYDONEDONE');
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await adbState(bench, phone)).toBe('device');
    expect((await bench.on(phone, 'shell', 'getprop')).code).not.toBe(0);
    expect((await bench.on(phone, 'shell', 'tradeinmode getstatus; id')).code).not.toBe(0);
    const said = await bench.on(phone, 'shell', 'tradeinmode getstatus');
    const status = JSON.parse(said.stdout.toString());
    expect(status).toMatchObject({
      serial: '47121FDAQ00VPJ',
      product: { model: 'Pixel 9', device: 'tokay' },
      locks: { factory_reset_protection: false },
      storage: { capacity_bytes: 48 * 1024 * 1024 },
    });
    expect(status.imeis[0]).toMatch(/^\d{15}$/);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  test('an older retail phone is not on adb any more', async () => {
    const phone = bench.phone('retail-locked-adb-off');
    await reach(() => bench.on(phone, 'reboot', 'sideload'), phone, 'sideload');
    await reach(() => bench.on(phone, 'reboot', 'rescue'), phone, 'rescue');
    expect(await service(phone, 'rescue-wipe:userdata:8')).toBe('OKAYDONEDONE');
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await adbState(bench, phone)).toBeUndefined();
  });
});
