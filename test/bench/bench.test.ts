import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, openBench, type Picture } from '../../src/bench/bench.ts';
import { Fault } from '../../src/faults/fault.ts';
import { onPort, type ScriptedDriver, scriptedDriver } from './scripted-driver.ts';

const never = new AbortController().signal;
const LONG = 600_000;
let open: Bench | undefined;

function benchOf(...drivers: ScriptedDriver[]): Bench {
  open = openBench(drivers);
  return open;
}

afterEach(() => open?.close());

const seatsOf = (picture: Picture) => picture.map(({ seat }) => seat);
/** Found when the picture shows exactly these seats. */
const showing =
  (...seats: string[]) =>
  (picture: Picture) =>
    seatsOf(picture).join() === seats.join() ? seatsOf(picture) : undefined;

describe('the picture', () => {
  test('is not given before every driver has spoken', async () => {
    const [first, second] = [scriptedDriver(), scriptedDriver()];
    const bench = benchOf(first, second);
    let told = false;
    const current = bench.current(never).then((picture) => {
      told = true;
      return picture;
    });
    first.show(onPort('usb:1-1', '1'));
    await expect(bench.until(() => true, 1, never)).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(told).toBe(false);
    second.show(onPort('usb:1-2', '2'));
    expect(seatsOf(await current)).toEqual(['usb:1-1', 'usb:1-2']);
  });

  test('an empty bench is a picture too', async () => {
    const driver = scriptedDriver();
    driver.show();
    expect(await benchOf(driver).current(never)).toEqual([]);
  });

  test('a slow reader sees the latest only', async () => {
    const driver = scriptedDriver();
    const bench = benchOf(driver);
    driver.show(onPort('usb:1-1', '1'));
    const pictures = bench.pictures(never)[Symbol.asyncIterator]();
    const first = await pictures.next();
    for (const port of ['usb:1-2', 'usb:1-3', 'usb:1-4']) {
      driver.show(onPort(port, '1'));
      await bench.until(showing(port), LONG, never);
    }
    const second = await pictures.next();
    expect([first, second].map(({ value }) => seatsOf(value))).toEqual([['usb:1-1'], ['usb:1-4']]);
    await pictures.return?.(undefined);
  });
});

describe('waiting', () => {
  test('ends with the event, for everybody who waits for it', async () => {
    const driver = scriptedDriver();
    const bench = benchOf(driver);
    const waits = [1, 2, 3].map((n) => bench.until(showing(`usb:1-${n}`), LONG, never));
    for (const n of [1, 2, 3]) {
      driver.show(onPort(`usb:1-${n}`, String(n)));
      expect(await waits[n - 1]).toEqual([`usb:1-${n}`]);
    }
  });

  test('ends with the time limit', async () => {
    const driver = scriptedDriver();
    driver.show();
    const waiting = benchOf(driver).until(() => undefined, 1, never);
    await expect(waiting).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });

  test('ends with the reason of its signal, before and while it waits', async () => {
    const driver = scriptedDriver();
    driver.show();
    const bench = benchOf(driver);
    const reason = new Error('the operator');
    const abort = new AbortController();
    const waiting = bench.until(() => undefined, LONG, abort.signal);
    const asking = bench.current(AbortSignal.abort(reason));
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(asking).rejects.toBe(reason);
  });

  test('ends with the failure of a driver, also for those who come later', async () => {
    const driver = scriptedDriver();
    driver.show();
    const bench = benchOf(driver);
    const waiting = bench.until(() => undefined, LONG, never);
    driver.fail(new Fault('ENV_ADB_SERVER', 'gone'));
    await expect(waiting).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
    await expect(bench.current(never)).rejects.toMatchObject({ code: 'ENV_ADB_SERVER' });
  });

  test('a driver that fails by a bug says so', async () => {
    const driver = scriptedDriver();
    driver.fail(new TypeError('odd'));
    await expect(benchOf(driver).current(never)).rejects.toMatchObject({ code: 'BUG_UNEXPECTED' });
  });

  test('ends with a driver that falls silent without a word: an old picture is no picture', async () => {
    const bench = openBench([
      {
        id: 'adb',
        open: async () => ({ close: async () => undefined }),
        watch: async function* () {
          yield [onPort('usb:1-1', '1')];
        },
      },
    ]);
    await expect(bench.until(() => undefined, LONG, never)).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
    await bench.close();
  });

  test('what the caller throws while looking is passed on', async () => {
    const driver = scriptedDriver();
    driver.show();
    const looking = benchOf(driver).until(
      () => {
        throw new Fault('DEVICE_SWAPPED', 'another');
      },
      LONG,
      never,
    );
    await expect(looking).rejects.toMatchObject({ code: 'DEVICE_SWAPPED' });
  });
});

test('closing ends the drivers, and they are found by what they saw', async () => {
  const driver = scriptedDriver();
  driver.show(onPort('usb:1-1', '1'));
  const bench = benchOf(driver);
  await bench.current(never);
  expect(driver.watching).toBe(1);
  expect(bench.driverOf(onPort('usb:1-1', '1'))).toBe(driver);
  await bench.close();
  expect(driver.watching).toBe(0);
});
