/** The verbs of TWRP, MIAssistant, test harness mode, trade-in mode and the command file, each on a scripted phone. */
import { describe, expect, test } from 'vitest';
import { commandFile } from '../../src/decide/recovery-command.ts';
import { HEAD_BYTES } from '../../src/decide/super-block.ts';
import type { Session } from '../../src/drivers/driver.ts';
import { READING_COMMANDS } from '../../src/engine/ask.ts';
import type { Link } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { answered, PIXEL, parcelOf, printed } from '../decide/properties.ts';
import { type Answer, fakeShell, ranOn } from './fake-shell.ts';
import { SIGHTING, step } from './fixtures.ts';

const swapped = { compare: () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x')) };
const DONE = 'Done processing script file\n';

describe('twrp:format-data', () => {
  const format = step('format', 'twrp:format-data');
  const head = (id: string) => {
    const bytes = Buffer.alloc(HEAD_BYTES);
    if (id !== '') bytes.write(`53ef`, 0x438, 'hex');
    bytes.write(id, 0x468, 'hex');
    return bytes.toString('hex');
  };
  const [OLD, NEW] = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'].map(head);
  /** A TWRP that does all that it should; the test takes some of it away. */
  const twrp = (
    change: {
      heads?: (string | undefined)[];
      keys?: string[];
      format?: Answer;
      cache?: Answer;
      has?: string;
      there?: boolean;
    } = {},
    asked: string[] = [],
  ) => {
    const heads = [...(change.heads ?? [OLD, NEW])];
    const keys = [...(change.keys ?? ['there', 'none'])];
    return fakeShell((command) => {
      if (command === 'command -v twrp') return change.there === false ? undefined : { stdout: '/sbin/twrp\n' };
      if (command.startsWith('dd if=')) {
        const stdout = heads.shift();
        return stdout === undefined ? undefined : { stdout };
      }
      if (command.includes('/metadata/')) return { stdout: `${keys.shift()}\n` };
      if (command.includes('by-name/cache')) return { stdout: `${change.has ?? 'yes'}\n` };
      if (command === 'twrp format data 2>&1') return change.format?.(command) ?? { stdout: `Formatting…\n${DONE}` };
      if (command === 'twrp wipe cache 2>&1') return change.cache?.(command) ?? { stdout: DONE };
      return undefined;
    }, asked);
  };
  const says = (stdout: string, exitCode = 0) => ({ format: () => ({ stdout, exitCode }) });

  test.each<[string, Parameters<typeof twrp>[0], string, boolean]>([
    ['all agree', {}, 'done', true],
    ['no key before: a phone without metadata encryption', { keys: ['none', 'none'] }, 'done', true],
    ['no cache partition', { has: 'no' }, 'done', true],
    ['it says that it could not', says(`Unable to wipe Data.\n${DONE}`), 'WIPE_REPORTED_FAILURE', false],
    ['names of files only', says(`Removing all files under '/data'\n${DONE}`), 'WIPE_STEP_FAILED', false],
    ['it does not come to the end', says('Formatting Data using mke2fs...\n'), 'DEVICE_REPLY', false],
    ['silence', says(''), 'DEVICE_REPLY', false],
    ['it ends badly after all', says(DONE, 1), 'DEVICE_REPLY', false],
    ['the connection breaks', { format: () => 'closed' as const }, 'DEVICE_CLOSED', false],
    ['the same file system', { heads: [OLD, OLD] }, 'WIPE_NOT_OBSERVED', false],
    ['no file system', { heads: [OLD, head('')] }, 'WIPE_NOT_OBSERVED', false],
    ['it cannot be read before', { heads: [undefined, NEW] }, 'WIPE_NOT_OBSERVED', false],
    ['it cannot be read after', { heads: [OLD] }, 'WIPE_NOT_OBSERVED', false],
    ['the key stays', { keys: ['there', 'there'] }, 'WIPE_NOT_OBSERVED', false],
    ['the key cannot be seen any more', { keys: ['there', ''] }, 'WIPE_NOT_OBSERVED', false],
    [
      'the cache stays',
      { cache: () => ({ stdout: `Unable to wipe Cache.\n${DONE}` }) },
      'WIPE_REPORTED_FAILURE',
      false,
    ],
    ['not TWRP', { there: false }, 'PLAN_CAPABILITY_MISSING', false],
  ])('%s', async (_what, change, code, acknowledged) => {
    const { code: ended, kept } = await ranOn([format], twrp(change));
    expect([ended, kept.acknowledged]).toEqual([code, acknowledged]);
  });

  test('another phone: nothing is asked of it; and photos are never kept', async () => {
    const asked: string[] = [];
    expect((await ranOn([format], twrp({}, asked), swapped)).code).toBe('DEVICE_SWAPPED');
    expect(asked).toEqual([]);
    await ranOn([format], twrp({}, asked));
    expect(asked.filter((command) => command.startsWith('twrp '))).toEqual([
      'twrp format data 2>&1',
      'twrp wipe cache 2>&1',
    ]);
  });
});

describe('miassistant:format-data', () => {
  const format = step('format', 'miassistant:format-data');
  const recovery = (answer: string | Fault, devices: (string | undefined)[] = ['dada_global', 'dada_global']) => {
    const asked: string[] = [];
    const session: Partial<Session> = {
      miassistant: {
        ask: async (question) => {
          asked.push(question);
          return devices.shift();
        },
        formatData: async () => {
          asked.push('format-data');
          if (answer instanceof Fault) throw answer;
          return answer;
        },
      },
    };
    return { asked, session };
  };

  test.each<[string, string | Fault, string, boolean]>([
    ['success', 'Format_data_success.\n', 'done', true],
    ['failure', 'Format_data_failed.\n', 'WIPE_REPORTED_FAILURE', false],
    ['switched off', 'Format_data_is_already_disable.\n', 'DEVICE_REFUSED', false],
    ['words nobody knows', 'OK\n', 'DEVICE_REPLY', false],
    ['silence', '', 'DEVICE_REPLY', false],
    ['no such service', new Fault('DEVICE_REFUSED', 'closed'), 'DEVICE_REFUSED', false],
    ['the connection breaks', new Fault('DEVICE_CLOSED', 'x'), 'DEVICE_CLOSED', false],
  ])('%s', async (_what, answer, code, acknowledged) => {
    const { code: ended, kept } = await ranOn([format], recovery(answer).session);
    expect([ended, kept.acknowledged]).toEqual([code, acknowledged]);
  });

  test('another recovery, and another phone, are never told to format', async () => {
    for (const [phone, change, code] of [
      [recovery('Format_data_success.', [undefined]), {}, 'PLAN_CAPABILITY_MISSING'],
      [recovery('Format_data_success.'), swapped, 'DEVICE_SWAPPED'],
    ] as const) {
      expect((await ranOn([format], phone.session, change)).code).toBe(code);
      expect(phone.asked).not.toContain('format-data');
    }
    expect((await ranOn([format], {})).code).toBe('PLAN_CAPABILITY_MISSING');
  });

  test('what it answers afterwards is the observation, when it is the same phone', async () => {
    const seen = async (...devices: (string | undefined)[]) =>
      (await ranOn([format], recovery('Format_data_success.', devices).session)).run.steps[0]?.evidence?.observation;
    expect(await seen('dada_global', 'dada_global')).toMatch(/still answers/);
    expect(await seen('dada_global', 'other_global')).toBeNull();
    expect(await seen('dada_global')).toBeNull();
  });
});

describe('adb:test-harness', () => {
  const enable = step('enable', 'adb:test-harness');
  const before = {
    props: answered(printed(PIXEL)),
    'android-id': answered('1111111111111111'),
  };
  const device: Sighting = { ...SIGHTING, state: 'device' };
  const there: Partial<Link> = { awaitReturn: async () => device };
  const phone = (change: { enable?: Answer; ready?: Answer; id?: string; props?: Record<string, string> } = {}) => {
    const props = {
      ...PIXEL,
      'persist.sys.test_harness': '1',
      'persist.sys.boot.reason.history': 'reboot,factory_reset,9',
      ...change.props,
    };
    return fakeShell((command) => {
      if (command === 'cmd testharness enable') return change.enable ? change.enable(command) : {};
      if (command.includes('sys.boot_completed')) return change.ready ? change.ready(command) : { stdout: 'ready\n' };
      if (command === 'getprop') return { stdout: printed(props) };
      if (command === READING_COMMANDS['android-id']) return { stdout: change.id ?? '2222222222222222' };
      return undefined;
    });
  };
  const refuses = (exitCode: number, stderr: string) => phone({ enable: () => ({ exitCode, stderr }) });
  const old = { id: '1111111111111111', props: { 'persist.sys.boot.reason.history': 'reboot,9' } };

  test.each<[string, Partial<Session>, Partial<Link>, string, boolean]>([
    ['all agree', phone(), there, 'done', true],
    ['only the android_id is new', phone({ props: { 'persist.sys.boot.reason.history': '' } }), there, 'done', true],
    ['only the record of Android', phone({ id: 'null' }), there, 'done', true],
    ['nothing is new', phone(old), there, 'WIPE_NOT_OBSERVED', false],
    ['nothing can be compared', phone({ ...old, id: 'null' }), there, 'WIPE_NOT_OBSERVED', false],
    ['not in that mode', phone({ props: { 'persist.sys.test_harness': '' } }), there, 'WIPE_NOT_OBSERVED', false],
    [
      'a screen lock',
      refuses(2, 'Test Harness Mode cannot be enabled if there is a lock screen'),
      there,
      'DEVICE_REFUSED',
      false,
    ],
    ['no block', refuses(1, 'Failed to enable Test Harness Mode'), there, 'DEVICE_REFUSED', false],
    ['Android 9', refuses(20, "cmd: Can't find service: testharness"), there, 'DEVICE_REFUSED', false],
    ['words nobody knows', refuses(0, 'why not'), there, 'DEVICE_REPLY', false],
    ['no answer', phone({ enable: () => 'closed' }), there, 'DEVICE_CLOSED', false],
    [
      'it never goes',
      phone(),
      { ...there, awaitGone: () => Promise.reject(new Fault('DEVICE_TIMEOUT', 'x')) },
      'DEVICE_TIMEOUT',
      false,
    ],
    [
      'it never comes back',
      phone(),
      { awaitReturn: () => Promise.reject(new Fault('DEVICE_NO_RETURN', 'x')) },
      'DEVICE_NO_RETURN',
      false,
    ],
    ['Android does not start', phone({ ready: () => ({}) }), there, 'WIPE_NOT_OBSERVED', false],
    ['it keeps breaking off', phone({ ready: () => 'closed' }), there, 'DEVICE_CLOSED', false],
    ['no shell', {}, there, 'PLAN_CAPABILITY_MISSING', false],
    ['another phone', phone(), { ...there, ...swapped }, 'DEVICE_SWAPPED', false],
  ])('%s', async (_what, session, change, code, acknowledged) => {
    const { code: ended, kept } = await ranOn([enable], session, change, before);
    expect([ended, kept.acknowledged]).toEqual([code, acknowledged]);
  });

  test('adbd restarts once more while it is looked at', async () => {
    let times = 0;
    const ready: Answer = () => {
      times += 1;
      return times === 1 ? 'closed' : { stdout: 'ready' };
    };
    expect((await ranOn([enable], phone({ ready }), there, before)).code).toBe('done');
  });

  test('what speaks against a reset stays on record', async () => {
    const { kept } = await ranOn([enable], phone(old), there, before);
    expect(kept.state?.signals).toContainEqual(
      expect.objectContaining({ id: 'android-id-changed', says: 'not-reset', worth: 'decisive' }),
    );
  });
});

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
