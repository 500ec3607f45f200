/** Verbs that order a wipe which the next start carries out: trade-in mode and the command file; and what waits for it. */
import { describe, expect, test } from 'vitest';
import { commandFile } from '../../src/decide/recovery-command.ts';
import type { Session } from '../../src/drivers/driver.ts';
import type { Link } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { PIXEL, parcelOf, printed } from '../decide/properties.ts';
import { type Answer, fakeShell, ranOn } from './fake-shell.ts';
import { SIGHTING, step } from './fixtures.ts';

const swapped = { compare: () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x')) };

describe('adb:trade-in-evaluate', () => {
  const evaluate = step('evaluate', 'adb:trade-in-evaluate');
  const status = (frp?: boolean) =>
    JSON.stringify({ serial: 'S1', ...(frp === undefined ? {} : { locks: { factory_reset_protection: frp } }) });
  const device: Sighting = { ...SIGHTING, state: 'device' };
  const there: Partial<Link> = { awaitReturn: async () => device };
  const phone = (
    change: { status?: string; evaluate?: Answer; mode?: string; opens?: boolean } = {},
    asked: string[] = [],
  ) => {
    let open = false;
    return fakeShell((command) => {
      if (command === 'tradeinmode getstatus') return { stdout: change.status ?? status(false) };
      if (command === 'tradeinmode evaluate') {
        open = change.opens ?? true;
        return change.evaluate ? change.evaluate(command) : {};
      }
      if (command !== 'getprop' || !open) return undefined;
      return { stdout: printed({ ...PIXEL, 'persist.adb.tradeinmode': change.mode ?? '2' }) };
    }, asked);
  };

  test.each<[string, Partial<Session>, Partial<Link>, string]>([
    ['all agree', phone(), there, 'done'],
    ['cut off by its own restart', phone({ evaluate: () => 'closed' }), there, 'done'],
    ['cut off with an exit code', phone({ evaluate: () => ({ exitCode: 255 }) }), there, 'done'],
    ['refused', phone({ evaluate: () => ({ exitCode: 1, stderr: 'no' }), opens: false }), there, 'DEVICE_REFUSED'],
    ['reset protection', phone({ status: status(true) }), there, 'DEVICE_REFUSED'],
    ['reset protection unknown', phone({ status: status() }), there, 'DEVICE_REFUSED'],
    ['not in trade-in mode', phone({ status: 'what?' }), there, 'PLAN_CAPABILITY_MISSING'],
    ['no shell at all', {}, there, 'PLAN_CAPABILITY_MISSING'],
    ['it says so and stays closed', phone({ opens: false }), there, 'WIPE_NOT_OBSERVED'],
    ['open, but not for that', phone({ mode: '1' }), there, 'WIPE_NOT_OBSERVED'],
    [
      'it never comes back',
      phone(),
      { awaitReturn: () => Promise.reject(new Fault('DEVICE_NO_RETURN', 'x')) },
      'DEVICE_NO_RETURN',
    ],
    ['another phone', phone(), swapped, 'DEVICE_SWAPPED'],
  ])('%s', async (_what, session, change, code) => {
    const { code: ended, kept } = await ranOn([evaluate], session, change);
    // It only orders: what it ordered is seen by the next step.
    expect([ended, kept.acknowledged]).toEqual([code, false]);
  });

  test.each([true, undefined])('reset protection %s: it is not even tried', async (frp) => {
    const asked: string[] = [];
    await ranOn([evaluate], phone({ status: status(frp) }, asked), there);
    expect(asked).not.toContain('tradeinmode evaluate');
  });

  describe('adb:await-reset after it', () => {
    const await_ = step('await', 'adb:await-reset');
    /** The first life answers as above; after the restart the phone is what the test says. */
    const two = async (later: Answer, change: Partial<Link> = {}) => {
      const first = phone();
      let restarted = false;
      const session = fakeShell((command) => (restarted ? later(command) : undefined));
      const run: NonNullable<Session['shell']>['run'] = async (command, signal, input) =>
        restarted
          ? ((await session.shell?.run(command, signal, input)) as never)
          : ((await first.shell?.run(command, signal, input)) as never);
      const shell = { run, stream: () => Promise.reject(new Error('none')) };
      const restart = async () => {
        restarted = true;
      };
      const steps = [evaluate, step('restart', 'adb:reboot', { to: 'system', returns: 'any' }), await_];
      return ranOn(steps, { shell, reboot: restart }, { ...there, ...change });
    };

    test.each<[string, Answer, string, boolean]>([
      [
        'back in the set-up wizard',
        (command) => (command === 'tradeinmode getstatus' ? { stdout: status(false) } : undefined),
        'done',
        true,
      ],
      [
        'still open',
        (command) =>
          command === 'getprop' ? { stdout: printed({ ...PIXEL, 'persist.adb.tradeinmode': '2' }) } : undefined,
        'WIPE_NOT_OBSERVED',
        false,
      ],
      [
        'open, without its mark',
        (command) => (command === 'getprop' ? { stdout: printed(PIXEL) } : undefined),
        'WIPE_NOT_OBSERVED',
        false,
      ],
      ['nothing answers', () => undefined, 'WIPE_NOT_OBSERVED', false],
    ])('%s', async (_what, later, code, acknowledged) => {
      const { code: ended, kept } = await two(later);
      expect([ended, kept.acknowledged]).toEqual([code, acknowledged]);
      expect(kept.state?.signals.some((item) => item.worth === 'decisive') ?? false).toBe(/open/.test(_what));
    });
  });
});

describe('adb:write-recovery-command', () => {
  const write = step('order', 'adb:write-recovery-command');
  const MOUNTED = { stdout: '/dev/block/by-name/cache on /cache type ext4 (rw)\n' };
  const phone = (
    change: { mount?: Answer; write?: Answer; read?: string } = {},
    kept: { file?: Uint8Array | undefined } = {},
  ) =>
    fakeShell((command, input) => {
      if (command === 'mount') return change.mount ? change.mount(command) : MOUNTED;
      if (command.startsWith('mkdir')) {
        kept.file = input;
        return change.write ? change.write(command) : {};
      }
      return command.startsWith('cat ') ? { stdout: change.read ?? commandFile() } : undefined;
    });

  test('writes exactly the order', async () => {
    const kept: { file?: Uint8Array | undefined } = {};
    expect((await ranOn([write], phone({}, kept))).code).toBe('done');
    expect(new TextDecoder().decode(kept.file)).toBe(commandFile());
  });

  test.each<[string, Partial<Session>, Partial<Link>, string]>([
    [
      '/cache is no partition',
      phone({ mount: () => ({ stdout: '/dev/block/sda1 on /data type f2fs (rw)\n' }) }),
      {},
      'DEVICE_REFUSED',
    ],
    ['what is mounted is not told', phone({ mount: () => undefined }), {}, 'DEVICE_REFUSED'],
    ['it cannot be written', phone({ write: () => undefined }), {}, 'WIPE_STEP_FAILED'],
    ['it reads back as something else', phone({ read: '--wipe_cache\n' }), {}, 'WIPE_NOT_OBSERVED'],
    ['it reads back as nothing', phone({ read: '' }), {}, 'WIPE_NOT_OBSERVED'],
    ['no shell', {}, {}, 'PLAN_CAPABILITY_MISSING'],
    ['another phone', phone(), swapped, 'DEVICE_SWAPPED'],
  ])('%s', async (_what, session, change, code) => {
    expect((await ranOn([write], session, change)).code).toBe(code);
  });

  describe('adb:await-reset after it', () => {
    const device: Sighting = { ...SIGHTING, state: 'device' };
    const android = (change: Record<string, Partial<{ stdout: string; exitCode: number }> | undefined> = {}) => {
      const says = {
        mount: MOUNTED,
        bcb: { stdout: '\0'.repeat(2048) },
        left: { stdout: 'gone\n' },
        ...change,
      };
      return fakeShell((command) => {
        if (command === 'mount') return says.mount;
        if (command.startsWith('mkdir')) return {};
        if (command.startsWith('cat /cache/recovery/command')) return { stdout: commandFile() };
        if (command.startsWith('[ -e /cache/recovery/command')) return says.left;
        if (command.includes('sys.boot_completed')) return { stdout: 'booted' };
        if (command === 'id -u') return { stdout: '0' };
        if (command.startsWith('dd if=')) return says.bcb;
        if (command.includes('last_log')) return { stdout: 'Data wipe complete.\n' };
        if (command === 'getprop') return { stdout: printed(PIXEL) };
        return command.includes('iphonesubinfo') ? { stdout: parcelOf('356938111042371') } : undefined;
      });
    };

    test.each<[string, Parameters<typeof android>[0], string]>([
      ['the file is gone', {}, 'done'],
      ['there is no misc partition', { bcb: undefined }, 'done'],
      ['the file still stands', { left: { stdout: 'there\n' } }, 'WIPE_NOT_OBSERVED'],
      ['nobody says whether it stands', { left: undefined }, 'WIPE_NOT_OBSERVED'],
      [
        'the order moved into the control block',
        { bcb: { stdout: 'boot-recovery\0recovery\n--wipe_data\n' } },
        'WIPE_NOT_OBSERVED',
      ],
    ])('%s', async (_what, change, code) => {
      const steps = [write, step('await', 'adb:await-reset')];
      expect((await ranOn(steps, android(change), { awaitReturn: async () => device })).code).toBe(code);
    });
  });
});
