/** Test harness mode, and evaluation in trade-in mode, as the real adb sees them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawCopy } from '../stories/ground-truth.ts';
import { adbState, reach, small, startTestBench, type TestBench, within } from './bench-fixture.ts';

const NAMES = ['harness-honest', 'harness-liar', 'harness-screen-lock', 'harness-no-block', 'trade-in-evaluate'];

let bench: TestBench;
beforeAll(async () => {
  const bound = { ...(await small('trade-in-evaluate')), name: 'trade-in-bound' };
  bench = await startTestBench([
    ...(await Promise.all(NAMES.map((name) => small(name)))),
    await small('trade-in-liar'),
    { ...bound, accounts: [{ name: 'a@example.org', type: 'com.google' }] },
    { ...(await small('trade-in-evaluate')), name: 'trade-in-fails', character: [{ kind: 'fail-wipe' }] },
    { ...(await small('plaintext-honest')), name: 'too-old' },
  ]);
}, 120_000);
afterAll(() => bench?.close());

const on = (name: string, command: string) => bench.on(bench.phone(name), 'shell', command);
const androidId = (name: string) => bench.shell(bench.phone(name), 'settings get secure android_id');

describe('test harness mode', () => {
  test.each([
    ['harness-screen-lock', 2, 'Test Harness Mode cannot be enabled if there is a lock screen\n'],
    ['harness-no-block', 1, 'Failed to enable Test Harness Mode\n'],
    ['too-old', 20, "cmd: Can't find service: testharness\n"],
  ])('%s refuses and stays as it is', async (name, code, words) => {
    const raw = rawCopy(bench.phone(name));
    const said = await on(name, 'cmd testharness enable');
    expect([said.code, said.stderr]).toEqual([code, words]);
    expect(bench.phone(name).state).toBe('system');
    // A running Android writes a few blocks all the time.
    expect(raw.survivors() / raw.written).toBeGreaterThan(0.9);
  });

  test('honest: everything is gone but the keys of this computer, and the phone is set up for tests', async () => {
    const phone = bench.phone('harness-honest');
    const [raw, id] = [rawCopy(phone), await androidId('harness-honest')];
    expect((await on('harness-honest', 'cmd testharness enable')).code).toBe(0);
    await phone.waitForState('booting', within());
    await phone.waitForState('system', within());
    expect(await adbState(bench, phone)).toBe('device');
    expect(raw.survivors()).toBe(0);
    expect(await androidId('harness-honest')).not.toBe(id);
    expect(await bench.shell(phone, 'getprop persist.sys.test_harness; settings get global device_provisioned')).toBe(
      '1\n1',
    );
    expect(await bench.shell(phone, 'getprop sys.boot.reason')).toBe('reboot,factory_reset');
    // The area is emptied at the first start: a later reset brings the set-up wizard, and no keys.
    await reach(() => bench.on(phone, 'reboot', 'sideload'), phone, 'sideload');
    await reach(() => bench.on(phone, 'reboot', 'rescue'), phone, 'rescue');
  });

  test('liar: the mode is on, and everything is there', async () => {
    const phone = bench.phone('harness-liar');
    const [raw, id] = [rawCopy(phone), await androidId('harness-liar')];
    expect((await on('harness-liar', 'cmd testharness enable')).code).toBe(0);
    await phone.waitForState('booting', within());
    await phone.waitForState('system', within());
    expect(await bench.shell(phone, 'getprop persist.sys.test_harness')).toBe('1');
    expect(await androidId('harness-liar')).toBe(id);
    expect(raw.survivors() / raw.written).toBeGreaterThan(0.9);
  });
});

describe('evaluation in trade-in mode', () => {
  async function evaluate(name: string): Promise<void> {
    const phone = bench.phone(name);
    expect((await on(name, 'getprop')).code).not.toBe(0);
    expect([0, 255]).toContain((await on(name, 'tradeinmode evaluate')).code);
    for (const signal = within(); (await on(name, 'id -u')).code !== 0; ) signal.throwIfAborted();
    expect(await bench.shell(phone, 'id -u; getprop persist.adb.tradeinmode')).toBe('2000\n2');
  }

  test('honest: an ordinary shell for everybody; the next start erases, and trade-in mode is back', async () => {
    const phone = bench.phone('trade-in-evaluate');
    await evaluate('trade-in-evaluate');
    await bench.shell(phone, 'echo something >/data/local/tmp/left');
    const raw = rawCopy(phone);
    expect(raw.written).toBeGreaterThan(50);
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'phone-wipe', phone: 'trade-in-evaluate' }));
    expect(raw.survivors()).toBe(0);
    expect((await on('trade-in-evaluate', 'getprop')).code).not.toBe(0);
    expect(JSON.parse((await on('trade-in-evaluate', 'tradeinmode getstatus')).stdout.toString())).toMatchObject({
      serial: '47121FDAQ01VPJ',
    });
  });

  test('liar: it opens, and restarts as it was', async () => {
    const phone = bench.phone('trade-in-liar');
    await evaluate('trade-in-liar');
    const raw = rawCopy(phone);
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(raw.survivors() / raw.written).toBeGreaterThan(0.9);
    expect(await bench.shell(phone, 'getprop persist.adb.tradeinmode')).toBe('2');
  });

  test('refused while an account is bound', async () => {
    const said = await on('trade-in-bound', 'tradeinmode evaluate');
    expect([said.code, said.stderr]).toEqual([1, 'Error: evaluation mode is not allowed.\n']);
  });

  test('a wipe that fails is tried again, and then recovery waits for a person', async () => {
    const phone = bench.phone('trade-in-fails');
    await evaluate('trade-in-fails');
    await reach(() => bench.on(phone, 'reboot'), phone, 'recovery');
    expect(phone.state).toBe('recovery');
  });
});
