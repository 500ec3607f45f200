import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSnapshots } from '../../../src/drivers/emulator/console-outputs.ts';
import { consolePort, emulatorConsole, withEmulatorConsoles } from '../../../src/drivers/emulator/emulator.ts';
import { emulatorPath } from '../../../src/drivers/emulator/start-program.ts';
import { Fault } from '../../../src/faults/fault.ts';
import type { Sighting } from '../../../src/model/sighting.ts';
import { type PlayedConsole, type PlayedOptions, playConsole } from './played-console.ts';

const never = new AbortController().signal;
const HEAD = [
  'List of snapshots present on all disks:',
  'ID        TAG                 VM SIZE                DATE       VM CLOCK',
];
const row = (name: string) => `--        ${name}            75M 2026-09-09 11:41:45   00:10:07.753`;
const list = (...names: string[]) => [...HEAD, ...names.map(row), 'OK', ''].join('\r\n');

let folder: string;
let played: PlayedConsole | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-console-'));
});
afterEach(async () => {
  await played?.close();
  played = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function open(options: PlayedOptions, more: { program?: string; waitMs?: number; token?: string } = {}) {
  played = await playConsole(options);
  const tokenFile = join(folder, 'token');
  if (more.token !== undefined) await writeFile(tokenFile, more.token);
  return emulatorConsole(played.port, {
    ...{ program: more.program, env: { PATH: '', HOME: folder }, tokenFile, logFolder: folder },
    ...{ answerMs: 300, waitMs: more.waitMs ?? 3000 },
  });
}

describe('the list of snapshots', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['two', [...HEAD, row('default_boot'), row('clean-1.0')], ['default_boot', 'clean-1.0']],
    [
      'with numbers and another size',
      [...HEAD, '1         clean    1.2 GB     2026-09-30 10:00:00   00:01:00.000'],
      ['clean'],
    ],
    [
      'of a newer QEMU',
      [
        'List of snapshots present on all disks:',
        'ID        TAG               VM SIZE                DATE     VM CLOCK     ICOUNT',
        '--        clean             913 MiB 2026-03-25 23:42:16 00:00:28.552           ',
      ],
      ['clean'],
    ],
    ['none', ['There is no snapshot available.'], []],
    ['none, the long way', ['List of snapshots present on all disks:', 'None'], []],
    [
      'one that cannot be loaded',
      [
        ...['List of snapshots present on all disks:', 'None', ''],
        ...["List of partial (non-loadable) snapshots on 'userdata':", HEAD[1] ?? '', row('half')],
      ],
      ['half'],
    ],
    ['a name with a blank', [...HEAD, row('my snapshot')], ['my snapshot']],
  ])('%s', (_name, lines, names) => expect(parseSnapshots(lines)).toEqual(names));

  it.each<[string, readonly string[]]>([
    ['nothing', []],
    ['another answer', ['snapshots are not supported']],
    ['a row that is not understood', [...HEAD, row('good'), 'something else']],
    ['no heading', [row('good')]],
  ])('%s is no list', (_name, lines) => expect(() => parseSnapshots(lines)).toThrow(Fault));
});

describe('the console', () => {
  it('tells name and snapshots, and deletes one', async () => {
    const answers = {
      'avd name': 'Pixel_6_API_34\r\nOK\r\n',
      'avd snapshot list': list('default_boot'),
      'avd snapshot delete default_boot': 'OK\r\n',
    };
    const emulator = await open({ answers }, { program: process.execPath });
    expect(await emulator.avdName(never)).toBe('Pixel_6_API_34');
    expect(await emulator.snapshots(never)).toEqual(['default_boot']);
    await emulator.deleteSnapshot('default_boot', never);
    expect(played?.heard).toEqual(['avd name', 'avd snapshot list', 'avd snapshot delete default_boot']);
  });

  it('shows its token where it is asked for', async () => {
    const emulator = await open({ token: 'aB3/x+', answers: { 'avd name': 'A\r\nOK\r\n' } }, { token: 'aB3/x+\n' });
    expect(await emulator.avdName(never)).toBe('A');
    expect(played?.heard).toEqual(['auth aB3/x+', 'avd name']);
  });

  it.each<[string, PlayedOptions, string | undefined, string]>([
    ['a wrong token', { token: 'right' }, 'wrong', 'DEVICE_UNAUTHORIZED'],
    ['no token file', { token: 'right' }, undefined, 'ENV_PERMISSION'],
    ['an empty token file', { token: 'right' }, '\n', 'ENV_PERMISSION'],
    ['a token that is two commands', { token: 'right' }, 'a\nkill', 'ENV_PERMISSION'],
    ['KO', {}, undefined, 'DEVICE_REFUSED'],
    ['silence after the greeting', { answers: { 'avd name': '' } }, undefined, 'DEVICE_TIMEOUT'],
    ['silence', { greeting: '' }, undefined, 'DEVICE_TIMEOUT'],
    ['something else that listens there', { greeting: 'SSH-2.0-OpenSSH_9.6\r\nOK\r\n' }, 'secret', 'DEVICE_REPLY'],
    ['more than any command says', { answers: { 'avd name': 'x'.repeat(100_000) } }, undefined, 'DEVICE_REPLY'],
    ['a connection that ends', { answers: { 'avd name': (socket) => socket.destroy() } }, undefined, 'DEVICE_CLOSED'],
    ['a name that is an option', { answers: { 'avd name': '-verbose\r\nOK\r\n' } }, undefined, 'DEVICE_REFUSED'],
    ['a name with blanks', { answers: { 'avd name': 'a -qemu b\r\nOK\r\n' } }, undefined, 'DEVICE_REFUSED'],
    ['no name', { answers: { 'avd name': 'OK\r\n' } }, undefined, 'DEVICE_REFUSED'],
  ])('%s', async (_name, options, token, code) => {
    const emulator = await open(options, token === undefined ? {} : { token });
    await expect(emulator.avdName(never)).rejects.toMatchObject({ code });
    if (code === 'DEVICE_REPLY') expect(played?.heard.join()).not.toContain('secret');
  });

  it('nobody listens', async () => {
    const emulator = await open({});
    await played?.close();
    await expect(emulator.avdName(never)).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
  });

  it('an abort ends a wait with its own reason', async () => {
    const emulator = await open({ greeting: '' });
    const stop = AbortSignal.abort(new Fault('CANCELLED', 'enough'));
    await expect(emulator.avdName(stop)).rejects.toMatchObject({ message: 'enough' });
  });

  it('a snapshot whose name would be more than a name is not deleted', async () => {
    const emulator = await open({}, { program: process.execPath });
    await expect(emulator.deleteSnapshot('x\nkill', never)).rejects.toMatchObject({ code: 'DEVICE_REFUSED' });
    expect(played?.heard).toEqual([]);
  });
});

describe('starting again', () => {
  /** A program that writes down its arguments, and ends as the test wants. */
  async function program(end: string): Promise<string> {
    const path = join(folder, 'emulator');
    await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$@" >"${folder}/arguments"\n${end}\n`);
    await chmod(path, 0o755);
    return path;
  }
  const arguments_ = async () => (await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n');
  const answers = (kill: 'ends' | 'stays'): PlayedOptions => ({
    answers: {
      'avd name': 'Pixel\r\nOK\r\n',
      kill: (socket, close) => {
        socket.write('OK: killing emulator, bye bye\r\n');
        if (kill === 'ends') void close();
      },
    },
  });

  it('a program that fails at once is not waited for', async () => {
    const emulator = await open(answers('ends'), { program: await program('echo no such device; exit 3') });
    await expect(emulator.restartWiped(never)).rejects.toMatchObject({ code: 'ENV_TOOL_FAILED', touched: true });
    expect(await arguments_()).toEqual([
      ...['-avd', 'Pixel', '-port', String(played?.port)],
      ...[
        '-wipe-data',
        '-no-snapshot-load',
        '-no-snapshot-save',
        ...(process.platform === 'linux' ? ['-no-window'] : []),
      ],
    ]);
    expect(await readFile(join(folder, `emulator-${played?.port}.log`), 'utf8')).toContain('no such device');
  });

  it('one that never brings the console back is given up', async () => {
    const emulator = await open(answers('ends'), { program: await program('exit 0'), waitMs: 600 });
    await expect(emulator.restartWiped(never)).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT', touched: true });
  });

  it('an emulator that does not end is not started twice', async () => {
    const emulator = await open(answers('stays'), { program: await program('exit 0'), waitMs: 600 });
    await expect(emulator.restartWiped(never)).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await expect(arguments_()).rejects.toThrow();
  });

  it('without the program the emulator is left running', async () => {
    const emulator = await open(answers('ends'), { program: join(folder, 'none') });
    await expect(emulator.restartWiped(never)).rejects.toMatchObject({ code: 'ENV_TOOL_MISSING', touched: false });
    await expect(emulator.deleteSnapshot('clean', never)).rejects.toMatchObject({ code: 'ENV_TOOL_MISSING' });
    expect(played?.heard).not.toContain('kill');
  });

  it('the program is where the SDK keeps it', async () => {
    const sdk = join(folder, 'sdk');
    const path = join(sdk, 'emulator', 'emulator');
    await mkdir(join(sdk, 'emulator'), { recursive: true });
    await writeFile(path, '', { mode: 0o755 });
    const options = { program: undefined, logFile: '' };
    expect(emulatorPath({ ...options, env: { ANDROID_SDK_ROOT: sdk } })).toBe(path);
    expect(() => emulatorPath({ ...options, env: { ANDROID_HOME: 'relative', PATH: '' } })).toThrow(Fault);
  });
});

describe('which phones have one', () => {
  it.each([
    ['emulator-5554', 5554],
    ['emulator-70000', undefined],
    ['emulator-5554x', undefined],
    ['127.0.0.1:5555', undefined],
    ['', undefined],
  ])('%j', (serial, port) => expect(consolePort(serial)).toBe(port));

  it('the driver adds it to emulators and changes nothing else', async () => {
    const closed = async () => undefined;
    const inner = { id: 'adb' as const, watch: async function* () {}, open: async () => ({ close: closed }) };
    const driver = withEmulatorConsoles(inner, { program: undefined, env: {}, tokenFile: '/none', logFolder: '/none' });
    const sighting = (serial: string): Sighting => ({ driver: 'adb', handle: '1', serial, state: 'device' });
    expect((await driver.open(sighting('emulator-5554'), never)).emulator).toBeDefined();
    expect(await driver.open(sighting('R58M'), never)).toEqual({ close: closed });
  });
});
