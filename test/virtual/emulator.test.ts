/** A virtual phone inside a virtual emulator, over the real adb: its name, its console, and the program that starts it. */
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { adbState, reach, small, startTestBench, type TestBench, within } from './bench-fixture.ts';

let bench: TestBench;
afterEach(() => bench.close());

async function open(change: Partial<PhoneDefinition> = {}): Promise<VirtualPhone> {
  const emulator = { avd: 'Pixel_6_API_34', snapshots: ['clean'] };
  bench = await startTestBench([{ ...(await small('userdebug-honest')), emulator, ...change }]);
  const [phone] = bench.phones;
  if (!phone) throw new Error('no phone');
  return phone;
}

const port = (phone: VirtualPhone) => Number(phone.seat.replace('emulator-', ''));

function ask(phone: VirtualPhone, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: port(phone) });
    let text = '';
    socket.on('connect', () => socket.write(`${command}\nquit\n`));
    socket.on('data', (data) => {
      text += data.toString();
      if (text.includes('KO: unknown command')) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

function program(...args: string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile(bench.bench.emulatorProgram, args, (error) => resolve(error ? Number(error.code) : 0));
  });
}

const androidId = (phone: VirtualPhone) => bench.shell(phone, 'settings get secure android_id');

describe('an emulator', () => {
  test('adb names it by its console, which tells its name and its snapshots', async () => {
    const phone = await open();
    expect(phone.seat).toMatch(/^emulator-\d+$/);
    expect(await adbState(bench, phone)).toBe('device');
    expect(await ask(phone, 'avd name')).toContain('Pixel_6_API_34\r\nOK\r\n');
    expect(await ask(phone, 'avd snapshot list')).toMatch(/^-- {8}clean /m);
    expect(await ask(phone, 'avd snapshot delete clean')).toContain('OK');
    expect(await ask(phone, 'avd snapshot list')).toContain('There is no snapshot available.');
  }, 60_000);

  test('ends, saves itself, and comes back with the same or with new user data', async () => {
    const phone = await open();
    const id = await androidId(phone);
    for (const [more, same] of [
      [[], true],
      [['-wipe-data'], false],
    ] as const) {
      await reach(() => ask(phone, 'kill'), phone, 'off');
      expect(await adbState(bench, phone)).toBeUndefined();
      await expect(ask(phone, 'avd name')).rejects.toThrow('ECONNREFUSED');
      const start = () => program('-avd', 'Pixel_6_API_34', '-port', String(port(phone)), ...more);
      expect(await start()).toBe(0);
      await phone.waitForState('system', within());
      expect((await androidId(phone)) === id).toBe(same);
      expect(await ask(phone, 'avd snapshot list')).toMatch(/^-- {8}default_boot /m);
    }
  }, 60_000);

  test('restarts Android without leaving its port', async () => {
    const phone = await open();
    await reach(() => bench.on(phone, 'reboot'), phone, 'system');
    expect(await adbState(bench, phone)).toBe('device');
    expect(await ask(phone, 'avd name')).toContain('Pixel_6_API_34');
  }, 60_000);

  test('is not started twice, under another name, or at another port', async () => {
    const phone = await open();
    const at = String(port(phone));
    expect(await program('-avd', 'Pixel_6_API_34', '-port', at)).not.toBe(0);
    expect(await program('-avd', 'Other', '-port', at)).not.toBe(0);
    expect(await program('-avd', 'Pixel_6_API_34', '-port', '1')).not.toBe(0);
    expect(await adbState(bench, phone)).toBe('device');
  }, 60_000);
});
