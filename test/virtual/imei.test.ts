/** Every release of Android is asked for its IMEIs in its own way, and answers to no other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imeiFromParcel } from '../../src/decide/imei.ts';
import { imeiCommand } from '../../src/engine/imei-commands.ts';
import { small, startTestBench, type TestBench } from './bench-fixture.ts';

const [FIRST, SECOND] = ['356938111042371', '356938111042744'];
const RELEASES = [19, 22, 28, 29, 30, 34];
let bench: TestBench;

beforeAll(async () => {
  const phone = await small('userdebug-honest');
  bench = await startTestBench(
    RELEASES.map((sdk) => ({
      ...phone,
      ...{ name: `sdk-${sdk}`, imei: FIRST, secondImei: SECOND },
      properties: { ...phone.properties, 'ro.build.version.sdk': String(sdk) },
    })),
  );
}, 60_000);
afterAll(() => bench?.close());

const told = async (sdk: number, command: string | undefined) =>
  command === undefined ? undefined : imeiFromParcel(await bench.shell(bench.phone(`sdk-${sdk}`), command));

test.each(RELEASES)('API level %d', async (sdk) => {
  expect(await told(sdk, imeiCommand('imei', sdk))).toBe(FIRST);
  expect(await told(sdk, imeiCommand('imei-second', sdk))).toBe(sdk > 21 ? SECOND : undefined);
});

test('the way of another release is not answered', async () => {
  expect(await told(34, 'dumpsys iphonesubinfo')).toBeUndefined();
  expect(await told(28, imeiCommand('imei', 22))).toBeUndefined();
  expect(await told(34, 'service call iphonesubinfo 1 s16 com.android.shell i32 -1')).toBeUndefined();
  expect(await told(34, imeiCommand('imei-second', 29))).toBeUndefined();
  expect(await told(19, imeiCommand('imei-second', 22))).toBeUndefined();
});
