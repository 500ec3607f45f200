/** The verbs of TWRP, MIAssistant and test harness mode, each on a scripted phone. */
import { describe, expect, test } from 'vitest';
import { HEAD_BYTES } from '../../src/decide/super-block.ts';
import type { Session } from '../../src/drivers/driver.ts';
import { READING_COMMANDS } from '../../src/engine/ask.ts';
import type { Link } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { answered, PIXEL, printed } from '../decide/properties.ts';
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
