import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, openBench } from '../../src/bench/bench.ts';
import type { Session, ShellResult } from '../../src/drivers/driver.ts';
import { READING_COMMANDS } from '../../src/engine/ask.ts';
import { type Link, openLink } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import { onPort, type ScriptedDriver, scriptedDriver } from '../bench/scripted-driver.ts';
import { answered, identityOf, PIXEL, parcelOf, printed } from '../decide/properties.ts';

const never = new AbortController().signal;
const LONG = 600_000;
const SEAT = 'usb:1-1';
const IMEI = '356938111042371';
const OTHER_IMEI = '356938111042744';

let bench: Bench | undefined;
afterEach(() => bench?.close());

/** A link to the Pixel of the fixtures on the seat, whose driver the test scripts. */
function linked(imei: string | undefined = IMEI): { driver: ScriptedDriver; link: Link } {
  const driver = scriptedDriver();
  bench = openBench([driver]);
  const identity = identityOf({}, imei === undefined ? {} : { imei: answered(parcelOf(imei)) });
  return { driver, link: openLink(bench, SEAT, identity) };
}

/** A session whose shell answers by command; what is not listed is refused. */
function answering(answers: Readonly<Record<string, string>>): Session {
  const run = async (command: string): Promise<ShellResult> => {
    const stdout = answers[command];
    return stdout === undefined ? { exitCode: 1, stdout: '', stderr: 'refused' } : { exitCode: 0, stdout, stderr: '' };
  };
  return { shell: { run, stream: () => Promise.reject(new Error('none')) }, close: async () => undefined };
}

const telling = (properties: Record<string, string>, imei?: string) =>
  answering({
    [READING_COMMANDS.props]: printed(properties),
    ...(imei === undefined ? {} : { [READING_COMMANDS.imei]: parcelOf(imei) }),
  });
const MUTE = telling({ 'ro.hardware': 'oriole' });

describe('what is on the seat', () => {
  test('only that, whatever else is plugged in', async () => {
    const { driver, link } = linked();
    driver.show(onPort('usb:1-2', '2'));
    await expect(link.open(never)).rejects.toMatchObject({ code: 'DEVICE_GONE' });
    driver.show(onPort('usb:1-2', '2'), onPort(SEAT, '7'));
    await bench?.until((picture) => picture.length === 2 || undefined, LONG, never);
    expect((await link.open(never)).sighting.handle).toBe('7');
  });
});

describe('a phone that comes back', () => {
  const before = onPort(SEAT, '1');

  test.each<[string, ReturnType<typeof onPort>[][], string]>([
    ['leaves and returns with another connection', [[], [onPort(SEAT, '2')]], '2'],
    ['leaves and returns with the same one, as over TCP', [[], [onPort(SEAT, '1')]], '1'],
    ['goes offline and returns', [[onPort(SEAT, '1', 'offline')], [onPort(SEAT, '1')]], '1'],
    ['jumps: nobody saw it leave', [[onPort(SEAT, '2')]], '2'],
    [
      'is seen on its way',
      [[], [onPort(SEAT, '2', 'authorizing')], [onPort(SEAT, '2', 'offline')], [onPort(SEAT, '2')]],
      '2',
    ],
    ['while others come and go', [[onPort('usb:1-2', '5')], [onPort('usb:1-2', '5'), onPort(SEAT, '6')]], '6'],
  ])('%s', async (_what, pictures, handle) => {
    const { driver, link } = linked();
    driver.show(before);
    await bench?.current(never);
    const back = link.awaitReturn(before, ['device'], LONG, never);
    for (const picture of pictures) {
      driver.show(...picture);
      const key = (list: readonly { handle: string; state: string }[]) =>
        list
          .map((each) => each.handle + each.state)
          .sort()
          .join();
      await bench?.until(
        (now) => key(now.flatMap(({ sightings }) => sightings)) === key(picture) || undefined,
        LONG,
        never,
      );
    }
    expect((await back).handle).toBe(handle);
  });

  test.each<[string, ReturnType<typeof onPort>[]]>([
    ['it never left', [before]],
    ['it is away', []],
    ['it is in another state', [onPort(SEAT, '2', 'recovery')]],
    ['it is on another seat', [onPort('usb:1-2', '2')]],
  ])('%s: no return', async (_what, picture) => {
    const { driver, link } = linked();
    driver.show(...picture);
    await expect(link.awaitReturn(before, ['device'], 5, never)).rejects.toMatchObject({ code: 'DEVICE_NO_RETURN' });
  });

  test('the wait ends with its signal, and with the adb server', async () => {
    const { driver, link } = linked();
    driver.show(before);
    const abort = new AbortController();
    const reason = new Fault('CANCELLED', 'x');
    const waiting = link.awaitReturn(before, ['device'], LONG, abort.signal);
    const other = link.awaitReturn(before, ['device'], LONG, never);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    driver.fail(new Fault('ENV_ADB_SERVER', 'x'));
    await expect(other).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
  });
});

describe('a phone that goes', () => {
  const before = onPort(SEAT, '1');
  test.each<[string, ReturnType<typeof onPort>[]]>([
    ['away', []],
    ['offline', [onPort(SEAT, '1', 'offline')]],
    ['and is back already', [onPort(SEAT, '2')]],
  ])('%s', async (_what, picture) => {
    const { driver, link } = linked();
    driver.show(before);
    await bench?.current(never);
    const gone = link.awaitGone(before, LONG, never);
    driver.show(...picture);
    await expect(gone).resolves.toBeUndefined();
  });

  test('it does not', async () => {
    const { driver, link } = linked();
    driver.show(before);
    await expect(link.awaitGone(before, 5, never)).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });
});

describe('is it still the same phone', () => {
  test.each<[string, Session, string]>([
    ['IMEI and serial', telling(PIXEL, IMEI), 'same'],
    ['the serial alone', telling(PIXEL), 'same'],
    ['a new serial, the same IMEI', telling({ ...PIXEL, 'ro.serialno': 'new' }, IMEI), 'same'],
    ['nothing that could be compared', MUTE, 'unknown'],
    ['no shell', { close: async () => undefined }, 'unknown'],
    ['a shell that refuses everything', answering({}), 'unknown'],
    [
      'trade-in mode with the IMEI',
      answering({ [READING_COMMANDS['trade-in']]: JSON.stringify({ imeis: [IMEI] }) }),
      'same',
    ],
    [
      'rescue mode, which tells the model',
      { rescueGetprop: async () => 'oriole', close: async () => undefined },
      'unknown',
    ],
    [
      'rescue mode that answers nothing',
      { rescueGetprop: () => Promise.reject(new Fault('DEVICE_CLOSED', 'x')), close: async () => undefined },
      'unknown',
    ],
  ])('%s: %3$s', async (_what, session, match) => {
    const { link } = linked();
    expect(await link.compare(session, never)).toBe(match);
    expect(link.match()).toBe(match);
  });

  test.each<[string, Session]>([
    ['another IMEI, even with the same serial', telling(PIXEL, OTHER_IMEI)],
    ['another serial', telling({ ...PIXEL, 'ro.serialno': 'other' })],
    ['another model', telling({ ...PIXEL, 'ro.serialno': '', 'ro.product.device': 'tokay' })],
    ['trade-in mode with another serial', answering({ [READING_COMMANDS['trade-in']]: '{"serial":"other"}' })],
    ['rescue mode of another model', { rescueGetprop: async () => 'tokay', close: async () => undefined }],
  ])('%s: swapped', async (_what, session) => {
    const { link } = linked();
    await expect(link.compare(session, never)).rejects.toMatchObject({ code: 'DEVICE_SWAPPED' });
    expect(link.match()).not.toBe('same');
  });

  test('who was there before proves nothing of who is there afterwards', async () => {
    const { driver, link } = linked();
    driver.show(onPort(SEAT, '1'));
    expect(await link.compare(telling(PIXEL, IMEI), never)).toBe('same');
    expect(await link.compare(MUTE, never)).toBe('unknown');
    expect(link.match()).toBe('unknown');
    await link.compare(telling(PIXEL, IMEI), never);
    driver.show(onPort(SEAT, '2'));
    await link.awaitReturn(onPort(SEAT, '1'), ['device'], LONG, never);
    expect(link.match()).toBe('unknown');
    await link.compare(telling(PIXEL, IMEI), never);
    await link.awaitGone(onPort(SEAT, '1'), LONG, never);
    expect(link.match()).toBe('unknown');
    await link.compare(telling(PIXEL, IMEI), never);
    await expect(link.compare(telling(PIXEL, OTHER_IMEI), never)).rejects.toMatchObject({ code: 'DEVICE_SWAPPED' });
    expect(link.match()).toBe('unknown');
  });

  test('a cancel while it is asked is a cancel, not an unknown phone', async () => {
    const { link } = linked();
    const reason = new Fault('CANCELLED', 'x');
    const abort = new AbortController();
    const session = answering({});
    const run = async () => {
      abort.abort(reason);
      throw reason;
    };
    const stuck = { ...session, shell: { run, stream: () => Promise.reject(reason) } };
    await expect(link.compare(stuck, abort.signal)).rejects.toBe(reason);
  });
});
