/** The question for the IMEI follows the release that the phone tells, and nothing of the phone becomes part of it. */
import { expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import type { Session } from '../../src/drivers/driver.ts';
import { askAll } from '../../src/engine/ask.ts';
import { imeiCommand } from '../../src/engine/imei-commands.ts';
import { PIXEL, parcelOf, printed } from '../decide/properties.ts';
import { fakeShell } from './fake-shell.ts';

const [FIRST, SECOND] = ['356938111042371', '356938111042744'];

async function asked(sdk: string, answers: readonly string[]) {
  const commands: string[] = [];
  const rest = [...answers];
  const session = {
    close: async () => undefined,
    ...fakeShell((command) => {
      if (command === 'getprop') return { stdout: printed({ ...PIXEL, 'ro.build.version.sdk': sdk }) };
      commands.push(command);
      return { stdout: rest.shift() ?? '' };
    }),
  } as Session;
  const readings = await askAll(session, ['props', 'imei', 'imei-second'], new AbortController().signal);
  return { commands, imeis: identify(readings).imeis };
}

const PACKAGE = 's16 com.android.shell';
test.each([
  ['19', ['dumpsys iphonesubinfo']],
  ['21', ['dumpsys iphonesubinfo']],
  ['22', ['service call iphonesubinfo 1', 'service call iphonesubinfo 3 i32 1']],
  ['23', [`service call iphonesubinfo 1 ${PACKAGE}`, `service call iphonesubinfo 3 i32 1 ${PACKAGE}`]],
  ['29', [`service call iphonesubinfo 1 ${PACKAGE}`, `service call iphonesubinfo 3 i32 1 ${PACKAGE}`]],
  ['30', [`service call iphonesubinfo 1 ${PACKAGE}`, `service call iphonesubinfo 4 i32 1 ${PACKAGE} i32 -1`]],
  ['36', [`service call iphonesubinfo 1 ${PACKAGE}`, `service call iphonesubinfo 4 i32 1 ${PACKAGE} i32 -1`]],
  ['', [`service call iphonesubinfo 1 ${PACKAGE}`]],
  ['34; reboot', [`service call iphonesubinfo 1 ${PACKAGE}`]],
])('API level %j', async (sdk, commands) => {
  const found = await asked(sdk, [parcelOf(FIRST), parcelOf(SECOND)]);
  expect(found.commands).toEqual(commands);
  expect(found.imeis).toMatchObject({ value: commands.length > 1 ? [FIRST, SECOND] : [FIRST] });
});

test('the words of old releases are read, and named as the source', async () => {
  const found = await asked('19', [`Phone Subscriber Info:\n  Phone Type = GSM\n  Device ID = ${FIRST}\n`]);
  expect(found.imeis).toEqual({ value: [FIRST], source: 'dumpsys iphonesubinfo' });
});

test('a phone without an IMEI is not asked for a second one', async () => {
  const found = await asked('34', ["Result: Parcel(00000000 ffffffff   '........')"]);
  expect(found.commands).toHaveLength(1);
});

test.each([
  ['the same once more', FIRST],
  // A number of a SIM in Germany, of which the last digit happens to fit.
  ['a number of the SIM', '262011234567899'],
  ['none', ''],
])('in the second slot %s: one IMEI', async (_what, second) => {
  expect((await asked('34', [parcelOf(FIRST), parcelOf(second)])).imeis).toMatchObject({ value: [FIRST] });
});

test('every question is a constant', () => {
  for (let sdk = 0; sdk < 60; sdk += 1) {
    for (const name of ['imei', 'imei-second'] as const) {
      expect(imeiCommand(name, sdk) ?? 'none').toMatch(/^[a-z][a-zA-Z0-9 .-]*$/);
    }
  }
});
