/** The adb driver on phones in TWRP, in MIAssistant, in AOSP's sideload and in trade-in mode; and what is found there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench } from '../../../src/bench/bench.ts';
import { adbDriver } from '../../../src/drivers/adb/driver.ts';
import type { Session } from '../../../src/drivers/driver.ts';
import { hardFacts } from '../../../src/engine/hard-facts.ts';
import { interrogate } from '../../../src/engine/interrogate.ts';
import { small, startTestBench, type TestBench, within } from '../../virtual/bench-fixture.ts';

const NAMES = ['twrp-honest', 'miassistant-honest', 'miassistant-disabled', 'trade-in-evaluate'];

let bench: TestBench;
let phones: ReturnType<typeof openBench>;
beforeAll(async () => {
  const sideload = { ...(await small('retail-locked')), name: 'aosp-sideload', startIn: 'sideload' as const };
  bench = await startTestBench([...(await Promise.all(NAMES.map((name) => small(name)))), sideload]);
  phones = openBench([adbDriver({ host: '127.0.0.1', port: bench.server.port, program: 'adb' })]);
}, 60_000);
afterAll(async () => {
  await phones?.close();
  await bench?.close();
});

async function open(name: string): Promise<Session> {
  const seat = `tcp:${bench.phone(name).seat}`;
  const sighting = await phones.until(
    (picture) => picture.find((handset) => handset.seat === seat)?.sightings[0],
    10_000,
    within(),
  );
  return phones.driverOf(sighting).open(sighting, within());
}

describe('sideload', () => {
  test("Xiaomi's recovery says who it is, and answers only what it is asked", async () => {
    const session = await open('miassistant-honest');
    expect(session.shell).toBeUndefined();
    expect(await session.miassistant?.ask('getdevice', within())).toBe('dada_global');
    expect(await session.miassistant?.ask('getromzone', within())).toBe('2');
    expect(await hardFacts(session, within())).toEqual({
      marketDevice: 'dada_global',
      chipNumber: expect.stringMatching(/^0x[0-9a-f]{8}$/),
    });
    const found = await interrogate(session, within());
    expect(found).toMatchObject({
      service: 'miassistant',
      rootShell: 'no',
      identity: { kind: 'virtual', maker: { value: 'Xiaomi' } },
    });
  });

  test('the words of a refusal arrive as they are', async () => {
    const session = await open('miassistant-disabled');
    expect(await session.miassistant?.formatData(within())).toBe('Format_data_is_already_disable.\n');
  });

  test("AOSP's recovery knows none of the questions", async () => {
    const session = await open('aosp-sideload');
    expect(await session.miassistant?.ask('getdevice', within())).toBeUndefined();
    await expect(session.miassistant?.formatData(within())).rejects.toMatchObject({ code: 'DEVICE_REFUSED' });
    expect((await interrogate(session, within())).service).toBeUndefined();
    expect(await hardFacts(session, within())).toEqual({});
  });
});

test('TWRP is found, and its shell is root', async () => {
  const found = await interrogate(await open('twrp-honest'), within());
  expect(found).toMatchObject({ service: 'twrp', rootShell: 'now', identity: { kind: 'virtual' } });
  expect(found.preflight.find(({ code }) => code === 'ACCOUNTS_PRESENT')?.state).toBe('unknown');
});

test('trade-in mode is found, and says who the phone is', async () => {
  const session = await open('trade-in-evaluate');
  const found = await interrogate(session, within());
  expect(found).toMatchObject({
    service: 'trade-in',
    rootShell: 'no',
    identity: { kind: 'virtual', device: { value: 'tokay' }, serial: { value: '47121FDAQ01VPJ' } },
  });
  expect(await hardFacts(session, within())).toMatchObject({ serial: '47121FDAQ01VPJ', device: 'tokay' });
});
