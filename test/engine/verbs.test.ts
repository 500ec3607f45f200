/** Each verb alone, on sessions that say what the test lets them say. */
import { describe, expect, test } from 'vitest';
import { BCB_BYTES, wipeOrder } from '../../src/decide/bcb.ts';
import type { Session, ShellResult } from '../../src/drivers/driver.ts';
import { askAll, READING_COMMANDS } from '../../src/engine/ask.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { interrogate } from '../../src/engine/interrogate.ts';
import type { Link } from '../../src/engine/link.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Step } from '../../src/model/plan.ts';
import { READING_NAMES } from '../../src/model/readings.ts';
import { PIXEL, parcelOf, printed } from '../decide/properties.ts';
import { inputOf, linkOn, memory, planOf, SIGHTING, step } from './fixtures.ts';

type Answer = (command: string, input?: Uint8Array) => Partial<ShellResult> | undefined;

/** What is not answered ends with exit code 1, as a missing program does. */
function shellOf(answer: Answer, asked: string[] = []): Partial<Session> {
  return {
    shell: {
      run: async (command, _signal, input) => {
        asked.push(command);
        return {
          exitCode: 0,
          stdout: '',
          stderr: '',
          ...(answer(command, input) ?? { exitCode: 1, stderr: 'refused' }),
        };
      },
      stream: () => Promise.reject(new Error('no stream')),
    },
  };
}

async function ran(one: Step, session: Partial<Session>, change: Partial<Link> = {}) {
  const kept = memory();
  const run = await executePlan(inputOf(planOf(one), linkOn(session, change), { memory: kept }));
  return { run, kept, code: run.ending.kind === 'failed' ? run.ending.code : run.ending.kind };
}

const ORDER = new TextDecoder().decode(wipeOrder());

describe('adb:write-bcb', () => {
  const write = step('order', 'adb:write-bcb');

  test('writes exactly the control block, and reads it back', async () => {
    let written: Uint8Array | undefined;
    const asked: string[] = [];
    const session = shellOf((command, input) => {
      if (command.includes('of=')) {
        written = input;
        return {};
      }
      return { stdout: ORDER };
    }, asked);
    const { code, run } = await ran(write, session);
    expect(code).toBe('done');
    expect(written).toEqual(wipeOrder());
    expect(run.acknowledged).toBe(false);
    expect(asked.filter((command) => command.includes('of='))).toEqual([
      `dd of=/dev/block/by-name/misc bs=${BCB_BYTES} count=1 conv=notrunc 2>/dev/null && sync`,
    ]);
  });

  test.each<[string, Answer, string]>([
    ['the partition cannot be written', () => undefined, 'WIPE_STEP_FAILED'],
    [
      'it reads back empty',
      (command) => (command.includes('of=') ? {} : { stdout: '\0'.repeat(2048) }),
      'WIPE_NOT_OBSERVED',
    ],
    [
      'it reads back short',
      (command) => (command.includes('of=') ? {} : { stdout: ORDER.slice(0, 100) }),
      'WIPE_NOT_OBSERVED',
    ],
    ['it cannot be read back', (command) => (command.includes('of=') ? {} : undefined), 'WIPE_NOT_OBSERVED'],
  ])('%s', async (_what, answer, code) => {
    expect((await ran(write, shellOf(answer))).code).toBe(code);
  });

  test('another phone: nothing is written', async () => {
    const asked: string[] = [];
    const compare = () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x'));
    expect(
      (
        await ran(
          write,
          shellOf(() => ({}), asked),
          { compare },
        )
      ).code,
    ).toBe('DEVICE_SWAPPED');
    expect(asked).toEqual([]);
  });
});

describe('adb:root', () => {
  const become = step('root', 'adb:root');
  const uids = (...values: string[]): Partial<Session> =>
    shellOf((command) => (command === 'id -u' ? { stdout: values.shift() ?? '2000' } : undefined));

  test.each<[string, Partial<Session>, Session['root'], string]>([
    ['already', uids('0\n'), undefined, 'done'],
    ['after a restart', uids('2000\n', '0\n'), async () => 'restarting', 'done'],
    ['it says so and is not', uids('2000\n', '2000\n'), async () => 'restarting', 'DEVICE_REFUSED'],
    ['refused', uids('2000'), async () => 'refused', 'DEVICE_REFUSED'],
    ['words nobody knows', uids('2000'), async () => 'not-understood', 'DEVICE_REFUSED'],
    ['no such service', uids('2000'), undefined, 'DEVICE_REFUSED'],
    ['no shell', {}, async () => 'restarting', 'PLAN_CAPABILITY_MISSING'],
  ])('%s', async (_what, session, root, code) => {
    expect((await ran(become, { ...session, ...(root ? { root } : {}) })).code).toBe(code);
  });
});

describe('adb:reboot', () => {
  const restart = (args: Step['args']) => step('restart', 'adb:reboot', args);
  const able: Partial<Session> = { reboot: async () => undefined };

  test.each<[string, Step['args'], Partial<Session>, Partial<Link>, string]>([
    ['goes and comes back', { to: 'sideload', returns: 'sideload' }, able, {}, 'done'],
    ['goes, and need not come back', { to: 'system', returns: 'none' }, able, {}, 'done'],
    [
      'does not go',
      { to: 'system', returns: 'none' },
      able,
      { awaitGone: () => Promise.reject(new Fault('DEVICE_TIMEOUT', 'x')) },
      'DEVICE_TIMEOUT',
    ],
    [
      'does not come back',
      { to: 'sideload', returns: 'sideload' },
      able,
      { awaitReturn: () => Promise.reject(new Fault('DEVICE_NO_RETURN', 'x')) },
      'DEVICE_NO_RETURN',
    ],
    [
      'comes back as another',
      { to: 'sideload', returns: 'sideload' },
      able,
      { compare: () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x')) },
      'DEVICE_SWAPPED',
    ],
    ['cannot', { to: 'system', returns: 'none' }, {}, {}, 'PLAN_CAPABILITY_MISSING'],
    ['to nowhere', { to: 'the moon', returns: 'none' }, able, {}, 'BUG_UNREACHABLE'],
    ['to come back as nothing known', { to: 'system', returns: 'soon' }, able, {}, 'BUG_UNEXPECTED'],
  ])('%s', async (_what, args, session, change, code) => {
    expect((await ran(restart(args), session, change)).code).toBe(code);
  });
});

describe('adb:await-reset', () => {
  const wait = step('await', 'adb:await-reset');
  const history = (newest: string) => printed({ ...PIXEL, 'persist.sys.boot.reason.history': `${newest}\nreboot,1` });
  /** A phone that did all that it should; the test takes some of it away. */
  const android = (change: Record<string, Partial<ShellResult> | undefined> = {}) => {
    const says = {
      booted: { stdout: 'booted\n' },
      uid: { stdout: '0\n' },
      bcb: { stdout: '\0'.repeat(2048) },
      log: { stdout: 'I:x\nData wipe complete.\n' },
      props: { stdout: history('reboot,factory_reset,9') },
      ...change,
    };
    return shellOf((command) => {
      if (command.includes('sys.boot_completed')) return says.booted;
      if (command === 'id -u') return says.uid;
      if (command.startsWith('dd if=')) return says.bcb;
      if (command.includes('last_log')) return says.log;
      return command === 'getprop' ? says.props : undefined;
    });
  };
  const there = { awaitReturn: async () => ({ ...SIGHTING, state: 'device' as const }) };
  const nothing = { stdout: '' };

  test.each<[string, Record<string, Partial<ShellResult> | undefined>, string, boolean]>([
    ['all agree', {}, 'done', true],
    ['only the log of recovery', { props: { stdout: history('reboot,2') } }, 'done', true],
    ['only the record of Android', { log: nothing }, 'done', true],
    ['neither of them', { log: nothing, props: { stdout: history('reboot,2') } }, 'WIPE_NOT_OBSERVED', false],
    [
      'an earlier reset in the history',
      { log: nothing, props: { stdout: history('reboot,2\nreboot,factory_reset,1') } },
      'WIPE_NOT_OBSERVED',
      false,
    ],
    ['a log of a failed wipe', { log: { stdout: 'Data wipe failed.\n' }, props: nothing }, 'WIPE_NOT_OBSERVED', false],
    [
      'words within a line of the log',
      { log: { stdout: 'not: Data wipe complete.\n' }, props: nothing },
      'WIPE_NOT_OBSERVED',
      false,
    ],
    ['the order still stands', { bcb: { stdout: ORDER } }, 'WIPE_NOT_OBSERVED', false],
    ['the order cannot be read', { bcb: undefined }, 'WIPE_NOT_OBSERVED', false],
    ['Android does not start', { booted: undefined }, 'WIPE_NOT_OBSERVED', false],
    ['no root any more', { uid: { stdout: '2000\n' } }, 'DEVICE_REFUSED', false],
  ])('%s', async (_what, change, code, acknowledged) => {
    const { code: ended, kept } = await ran(wait, android(change), there);
    expect([ended, kept.acknowledged]).toEqual([code, acknowledged]);
  });

  test.each([
    ['failed\n', 'WIPE_REPORTED_FAILURE'],
    ['complete\n', 'done'],
    ['', 'done'],
  ])('recovery that lets us look says %j', async (word, code) => {
    const states = ['recovery', 'device'] as const;
    let seen = 0;
    const awaitReturn = async () => {
      seen += 1;
      return { ...SIGHTING, state: states[seen - 1] ?? 'device' };
    };
    const session = android();
    const run: NonNullable<Session['shell']>['run'] = async (command, signal, input) =>
      command.includes('recovery.log')
        ? { exitCode: 0, stdout: word, stderr: '' }
        : ((await session.shell?.run(command, signal, input)) ?? { exitCode: 1, stdout: '', stderr: '' });
    const watched = { shell: { run, stream: () => Promise.reject(new Error('none')) } };
    expect((await ran(wait, watched, { awaitReturn })).code).toBe(code);
  });
});

describe('probe:state', () => {
  const look = step('look', 'probe:state');
  const seenAs = (state: 'device' | 'unauthorized') => ({ awaitReturn: async () => ({ ...SIGHTING, state }) });

  test.each<[string, Partial<Session>, Partial<Link>, string]>([
    [
      'a root shell',
      shellOf((command) => (command === 'id -u' ? { stdout: '0\n' } : undefined)),
      seenAs('device'),
      'root-shell',
    ],
    [
      'an ordinary shell',
      shellOf((command) => (command === 'id -u' ? { stdout: '2000\n' } : undefined)),
      seenAs('device'),
      'shell',
    ],
    [
      'trade-in mode',
      shellOf((command) => (command === READING_COMMANDS['trade-in'] ? { stdout: '{}' } : undefined)),
      seenAs('device'),
      'trade-in',
    ],
    ['a shell that refuses all', shellOf(() => undefined), seenAs('device'), 'shell'],
    ['unauthorized', {}, seenAs('unauthorized'), 'unauthorized'],
    ['absent', {}, { awaitReturn: () => Promise.reject(new Fault('DEVICE_NO_RETURN', 'x')) }, 'absent'],
  ])('%s', async (_what, session, change, channel) => {
    const { code, kept } = await ran(look, session, change);
    expect([code, kept.state?.channel]).toEqual(['done', channel]);
  });

  test('another phone is never looked at', async () => {
    const compare = () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x'));
    const { code, kept } = await ran(
      look,
      shellOf(() => ({})),
      { ...seenAs('device'), compare },
    );
    expect([code, kept.state]).toEqual(['DEVICE_SWAPPED', null]);
  });
});

describe('questions', () => {
  const never = new AbortController().signal;

  test('are constants, one for each name', () => {
    const elsewhere = ['getvar', 'miassistant'];
    const asked = READING_NAMES.filter((name) => !elsewhere.includes(name));
    expect(Object.keys(READING_COMMANDS).toSorted()).toEqual(asked.toSorted());
    for (const command of Object.values(READING_COMMANDS)) expect(command).toMatch(/^[a-z][a-zA-Z0-9 ._-]*$/);
  });

  test('a refusal is an answer, and so is a connection that breaks', async () => {
    const session = {
      close: async () => undefined,
      ...shellOf((command) => (command === 'getprop' ? { stdout: 'x' } : undefined)),
    };
    expect(await askAll(session, ['props', 'uid'], never)).toMatchObject({
      props: { stdout: 'x' },
      uid: { exitCode: 1 },
    });
    const broken: Session = {
      close: session.close,
      shell: {
        run: () => Promise.reject(new Fault('DEVICE_CLOSED', 'x')),
        stream: () => Promise.reject(new Error('none')),
      },
    };
    expect(await askAll(broken, ['uid'], never)).toEqual({ uid: { unavailable: 'refused (DEVICE_CLOSED)' } });
    expect(await askAll({ close: session.close }, ['uid'], never)).toEqual({
      uid: { unavailable: 'no shell in this mode' },
    });
  });

  test.each([
    ['0\n', 'now'],
    ['2000\n', 'possible'],
  ])('uid %j of a debuggable phone: root is %s', async (uid, rootShell) => {
    const answers: Record<string, string> = {
      getprop: printed(PIXEL),
      'id -u': uid,
      [READING_COMMANDS.imei]: parcelOf('356938111042371'),
    };
    const session = {
      close: async () => undefined,
      ...shellOf((command) => (answers[command] === undefined ? undefined : { stdout: answers[command] })),
    };
    const found = await interrogate(session, never);
    expect(found).toMatchObject({ rootShell, identity: { kind: 'phone', imeis: { value: ['356938111042371'] } } });
    expect(found.preflight.length).toBeGreaterThan(5);
  });

  test('a retail phone, a phone in rescue mode, a phone without anything', async () => {
    const close = async () => undefined;
    const retail = {
      close,
      ...shellOf((command) =>
        command === 'getprop' ? { stdout: printed({ ...PIXEL, 'ro.debuggable': '0' }) } : undefined,
      ),
    };
    expect((await interrogate(retail, never)).rootShell).toBe('no');
    const rescued = { close, rescueGetprop: async (name: string) => (name === 'ro.product.device' ? 'oriole' : '') };
    expect((await interrogate(rescued, never)).identity).toMatchObject({
      kind: 'unknown',
      device: { value: 'oriole' },
    });
    expect((await interrogate({ close }, never)).identity.kind).toBe('unknown');
  });

  test('a phone in rescue mode cannot add properties by the value of another', async () => {
    const close = async () => undefined;
    const hostile = {
      close,
      rescueGetprop: async (name: string) => (name === 'ro.build.product' ? 'x]\n[ro.hardware]: [ranchu' : ''),
    };
    expect((await interrogate(hostile, never)).identity.kind).toBe('unknown');
  });
});
