/** A phone in a hurry: it goes away and comes back again and again, and the ADB server must see each of its lives. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { adbState, small, startTestBench, type TestBench, within } from './bench-fixture.ts';

const ROUNDS = Number(process.env['WIPEBENCH_TEST_REBOOTS'] ?? 6);

let bench: TestBench;
let phone: VirtualPhone;
beforeAll(async () => {
  const definition = await small('userdebug-honest', { timing: { bootMs: 0, wipeMs: 0 } });
  const userdata = { ...definition.userdata, sizeMib: 32, filledMib: 1 };
  bench = await startTestBench([{ ...definition, userdata }]);
  phone = bench.phone('userdebug-honest');
});
afterAll(() => bench?.close());

async function expectState(state: string): Promise<void> {
  const trouble = bench.events.filter(({ type }) => type === 'phone-trouble');
  expect([await adbState(bench, phone), trouble]).toEqual([state, []]);
}

test('every reboot ends where it should, and the server shows it', { timeout: 600_000 }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const away = round % 2 === 0 ? 'recovery' : 'sideload';
    await bench.on(phone, 'reboot', away);
    await phone.waitForState(away, within());
    await expectState(away);
    await bench.on(phone, 'reboot');
    await phone.waitForState('system', within());
    await expectState('device');
  }
});

test('the cable is pulled and put back without a pause', { timeout: 600_000 }, async () => {
  for (let round = 0; round < ROUNDS * 4; round++) {
    const pulled = phone.unplug();
    // Every second time the hand is faster than the server.
    if (round % 2 === 0) await pulled;
    await phone.plug();
    await pulled;
    await expectState('device');
  }
});
