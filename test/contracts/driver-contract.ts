/**
 * What every driver must do, whatever the transport. A new driver is done when it passes this with phones of its own:
 * real ones, or virtual ones behind the real protocol.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Driver, Session } from '../../src/drivers/driver.ts';
import type { DeviceState, Sighting } from '../../src/model/sighting.ts';

export interface StagePhone {
  is(sighting: Sighting): boolean;
  unplug(): Promise<void>;
  plug(): Promise<void>;
}

export interface DriverStage {
  readonly driver: Driver;
  /** Up: with a shell that is not root and may become so, or in its boot loader. */
  readonly phone: StagePhone;
  /** Does not accept this computer; where the transport has such a thing. */
  readonly stranger?: StagePhone;
  /** Connections of the driver that are open now. */
  connections(): number;
  /** Resolves when no more than so many connections are open. */
  settled(connections: number): Promise<void>;
  close(): Promise<void>;
}

const LIMIT_MS = 25_000;
const within = () => AbortSignal.timeout(LIMIT_MS);

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  // A piece is valid until the next one is asked for, and up to that very moment.
  for await (const part of stream) {
    await new Promise((late) => setImmediate(late));
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

/** What a phone of the stage offers when it is up: members that a transport does not have are not asked for. */
export type StageOffers = 'shell' | 'fastboot';

export function driverContract(name: string, start: () => Promise<DriverStage>, offers: StageOffers = 'shell'): void {
  const up = offers === 'shell' ? 'device' : 'fastboot';
  const forShell = describe.runIf(offers === 'shell');
  describe(`${name}: the contract of drivers`, () => {
    let stage: DriverStage;
    beforeAll(async () => {
      stage = await start();
    });
    afterAll(() => stage.close());

    /** The first sighting of the phone that is as wanted. */
    async function seen(phone: StagePhone, wanted: (sighting: Sighting | undefined) => boolean) {
      const done = new AbortController();
      for await (const picture of stage.driver.watch(AbortSignal.any([within(), done.signal]))) {
        const sighting = picture.find((each) => phone.is(each));
        if (wanted(sighting)) return sighting;
      }
      throw new Error('it was never seen so');
    }
    async function present(state: DeviceState, phone: StagePhone = stage.phone): Promise<Sighting> {
      const sighting = await seen(phone, (each) => each?.state === state);
      if (!sighting) throw new Error('not there');
      return sighting;
    }
    async function shellOf(): Promise<Required<Pick<Session, 'shell'>> & Session> {
      const session = await stage.driver.open(await present('device'), within());
      if (!session.shell) throw new Error('no shell');
      return { ...session, shell: session.shell };
    }

    describe('watch', () => {
      test('gives the whole picture first', async () => {
        const { stranger } = stage;
        await present(up);
        if (stranger) await present('unauthorized', stranger);
        for await (const picture of stage.driver.watch(within())) {
          expect(picture.some((each) => stage.phone.is(each) && each.state === up)).toBe(true);
          const refuses = (each: Sighting) => stranger?.is(each) && each.state === 'unauthorized';
          expect(picture.some(refuses)).toBe(stranger !== undefined);
          expect(new Set(picture.map(({ handle }) => handle)).size).toBe(picture.length);
          break;
        }
      });

      test('then each change', async () => {
        const pictures = stage.driver.watch(within())[Symbol.asyncIterator]();
        const states = async () => {
          const { value } = await pictures.next();
          return (value as readonly Sighting[]).find((each) => stage.phone.is(each))?.state;
        };
        let state = await states();
        while (state !== up) state = await states();
        await stage.phone.unplug();
        while (state === up) state = await states();
        await stage.phone.plug();
        while (state !== up) state = await states();
        await pictures.return?.(undefined);
      });

      test('ends with its signal and leaves no connection', async () => {
        const before = stage.connections();
        const abort = new AbortController();
        let pictures = 0;
        for await (const _picture of stage.driver.watch(abort.signal)) {
          pictures += 1;
          abort.abort(new Error('enough'));
        }
        expect(pictures).toBe(1);
        await stage.settled(before);
      });
    });

    describe('open', () => {
      test.runIf(offers === 'shell')('refuses a phone that does not accept this computer', async () => {
        const sighting = await present('unauthorized', stage.stranger ?? stage.phone);
        await expect(stage.driver.open(sighting, within())).rejects.toMatchObject({ code: 'DEVICE_UNAUTHORIZED' });
      });

      test('refuses what is no connection', async () => {
        const sighting = await present(up);
        const states =
          offers === 'shell' ? (['offline', 'connecting', 'no-permissions'] as const) : ['no-permissions' as const];
        for (const state of states) {
          const code = state === 'no-permissions' ? 'ENV_PERMISSION' : 'DEVICE_OFFLINE';
          await expect(stage.driver.open({ ...sighting, state }, within())).rejects.toMatchObject({ code });
        }
        const nothing = {
          ...sighting,
          handle: 'serial:x',
          state: offers === 'shell' ? sighting.state : ('unknown' as const),
        };
        await expect(stage.driver.open(nothing, within())).rejects.toMatchObject({ code: 'DEVICE_REFUSED' });
      });

      test('a phone that is gone is noticed at the first thing asked of it', async () => {
        const gone = offers === 'shell' ? '4000000' : 'tcp:127.0.0.1:1';
        const session = await stage.driver.open({ ...(await present(up)), handle: gone }, within());
        const asked = session.shell?.run('true', within()) ?? session.fastboot?.getvar('product', within());
        await expect(asked).rejects.toMatchObject({ code: 'DEVICE_GONE' });
      });

      test('ends at once when its signal had ended', async () => {
        const reason = new Error('the operator');
        await expect(stage.driver.open(await present(up), AbortSignal.abort(reason))).rejects.toBe(reason);
      });
    });

    forShell('shell', () => {
      test.each([
        ['echo out; echo err >&2; exit 7', 7, 'out\n', 'err\n'],
        ['true', 0, '', ''],
        ['printf "no line end"', 0, 'no line end', ''],
        ['exit 255', 255, '', ''],
        ['echo only >&2', 0, '', 'only\n'],
      ])('%j', async (command, exitCode, stdout, stderr) => {
        const { shell } = await shellOf();
        expect(await shell.run(command, within())).toEqual({ exitCode, stdout, stderr });
      });

      test('bytes go in and come out as they were', async () => {
        const { shell } = await shellOf();
        const stream = await shell.stream('cat', within());
        const bytes = Buffer.concat([
          Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
          randomBytes(300_000),
        ]);
        const reading = bytesOf(stream.stdout);
        await stream.write(bytes);
        await stream.end();
        expect((await reading).equals(bytes)).toBe(true);
        expect(await stream.exit).toEqual({ exitCode: 0, stderr: '' });
      });

      test('many at once do not mix', async () => {
        const { shell } = await shellOf();
        const words = Array.from({ length: 8 }, (_, index) => `word-${index}`);
        const answers = await Promise.all(
          words.map((word) => shell.run(`echo ${word}; exit ${word.slice(-1)}`, within())),
        );
        expect(answers).toEqual(
          words.map((word) => ({ exitCode: Number(word.slice(-1)), stdout: `${word}\n`, stderr: '' })),
        );
      });

      test('a phone that is pulled out in the middle is no success', async () => {
        const { shell } = await shellOf();
        const stream = await shell.stream('echo begun; cat', within());
        const parts = stream.stdout[Symbol.asyncIterator]();
        expect(Buffer.from((await parts.next()).value ?? []).toString()).toBe('begun\n');
        await stage.phone.unplug();
        await expect(parts.next()).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
        await expect(stream.exit).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
        await stage.phone.plug();
        await present('device');
      });

      test('an abort in the middle rejects with its reason and leaves no connection', async () => {
        const { shell } = await shellOf();
        const before = stage.connections();
        const abort = new AbortController();
        const reason = new Error('the operator');
        const stream = await shell.stream('echo begun; sleep 600', abort.signal);
        const parts = stream.stdout[Symbol.asyncIterator]();
        await parts.next();
        const next = parts.next();
        abort.abort(reason);
        await expect(next).rejects.toBe(reason);
        await expect(stream.exit).rejects.toBe(reason);
        await stage.settled(before);
        const running = new AbortController();
        const run = shell.run('sleep 600', running.signal);
        running.abort(reason);
        await expect(run).rejects.toBe(reason);
        await stage.settled(before);
      });

      test('a stream that is closed early leaves no connection', async () => {
        const { shell } = await shellOf();
        const before = stage.connections();
        const stream = await shell.stream('sleep 600', within());
        stream.close();
        await stage.settled(before);
      });
    });

    forShell('files', () => {
      test.each([0, 1, 65_536, 200_001])('%i bytes written are read back', async (size) => {
        const session = await shellOf();
        const content = randomBytes(size);
        const path = `/data/local/tmp/contract-${size}`;
        const before = stage.connections();
        await session.push?.(content, path, within());
        const stream = await session.shell.stream(`cat ${path} && rm ${path}`, within());
        await stream.end();
        expect((await bytesOf(stream.stdout)).equals(content)).toBe(true);
        await stage.settled(before);
      });

      test('a place that the phone does not allow is refused', async () => {
        const session = await shellOf();
        const pushing = session.push?.(randomBytes(10), '/proc/none/file', within());
        await expect(pushing).rejects.toMatchObject({ code: expect.stringMatching(/^DEVICE_(REFUSED|CLOSED)$/) });
      });
    });

    forShell('states', () => {
      test('root restarts the connection once, and then says that it is root', async () => {
        const session = await shellOf();
        expect((await session.shell.run('id -u', within())).stdout.trim()).not.toBe('0');
        expect(await session.root?.(within())).toBe('restarting');
        let uid = '';
        for (let tries = 0; uid !== '0' && tries < 50; tries += 1) {
          const again = await shellOf();
          uid = await again.shell.run('id -u', within()).then(
            ({ stdout }) => stdout.trim(),
            () => '',
          );
        }
        expect(uid).toBe('0');
        expect(await (await shellOf()).root?.(within())).toBe('already');
      });

      test('every mode of recovery has its own members, and Android comes back', async () => {
        const android = await shellOf();
        await android.reboot?.('sideload', within());
        const sideload = await stage.driver.open(await present('sideload'), within());
        // Whether Xiaomi's services are there can only be asked: adb shows the same state for every recovery.
        expect(Object.keys(sideload).toSorted()).toEqual(['close', 'miassistant', 'reboot']);
        await sideload.reboot?.('rescue', within());
        const rescue = await stage.driver.open(await present('rescue'), within());
        expect(Object.keys(rescue).toSorted()).toEqual(['close', 'reboot', 'rescueGetprop', 'rescueWipe']);
        expect(await rescue.rescueGetprop?.('ro.product.device', within())).toMatch(/^\w+$/);
        await expect(rescue.rescueGetprop?.('x; reboot', within())).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
        expect(await rescue.rescueWipe?.(within())).toBe('DONEDONE');
        await rescue.reboot?.('system', within());
        expect((await (await shellOf()).shell.run('echo back', within())).stdout).toBe('back\n');
      });
    });

    describe.runIf(offers === 'fastboot')('fastboot', () => {
      const opened = async () => {
        const session = await stage.driver.open(await present('fastboot'), within());
        if (!session.fastboot) throw new Error('no fastboot');
        return { session, fastboot: session.fastboot };
      };

      test('has the members of a boot loader, and no others', async () => {
        const { session } = await opened();
        expect(Object.keys(session).toSorted()).toEqual(['close', 'fastboot', 'reboot']);
      });

      test('variables: the whole list, one that is there, and one that is not', async () => {
        const { fastboot } = await opened();
        expect(await fastboot.getvarAll(within())).toMatch(/^\(bootloader\) ?product: ?\S+$/m);
        expect(await fastboot.getvar('product', within())).toMatch(/^\S+$/);
        expect(await fastboot.getvar('wipebench-no-such-thing', within())).toBeUndefined();
        for (const name of ['', '-w', 'a b', 'x; reboot', 'x\ny']) {
          await expect(fastboot.getvar(name, within())).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
        }
      });

      test.each(['frp', 'persist', 'boot', '', '-w', 'userdata ', 'USERDATA', 'all'])(
        'never erases %j',
        async (name) => {
          const { fastboot } = await opened();
          await expect(fastboot.erase(name as 'userdata', within())).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
        },
      );

      test('an abort in the middle rejects with its reason and leaves no connection', async () => {
        const { fastboot } = await opened();
        const before = stage.connections();
        const abort = new AbortController();
        const reason = new Error('the operator');
        const asking = fastboot.getvarAll(abort.signal);
        abort.abort(reason);
        await expect(asking).rejects.toBe(reason);
        await stage.settled(before);
      });

      test('a phone that restarts is seen to leave at once, and comes back', async () => {
        const { session } = await opened();
        const pictures = stage.driver.watch(within())[Symbol.asyncIterator]();
        const states = async () => {
          const { value } = await pictures.next();
          return (value as readonly Sighting[]).find((each) => stage.phone.is(each))?.state;
        };
        let state = await states();
        await session.reboot?.('bootloader', within());
        while (state === 'fastboot') state = await states();
        while (state !== 'fastboot') state = await states();
        await pictures.return?.(undefined);
      });

      test('there is no way from it into sideload or rescue', async () => {
        const { session } = await opened();
        await expect(session.reboot?.('rescue', within())).rejects.toMatchObject({ code: 'PLAN_CAPABILITY_MISSING' });
      });
    });
  });
}
