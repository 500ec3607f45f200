import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';
import { adbState, reach, small, startTestBench, type TestBench, WRITE_BCB, within } from './bench-fixture.ts';

let bench: TestBench;
afterEach(() => bench.close());

const MIB = 1024 * 1024;
const BLOCK = 4096;
const ZERO = Buffer.alloc(BLOCK);

async function open(definition: PhoneDefinition): Promise<VirtualPhone> {
  bench = await startTestBench([definition]);
  const phone = bench.phone(definition.name);
  await bench.on(phone, 'root');
  await bench.on(phone, 'wait-for-device');
  return phone;
}

async function wipeByBootloaderMessage(phone: VirtualPhone): Promise<void> {
  await bench.shell(phone, WRITE_BCB);
  await reach(() => bench.on(phone, 'reboot', 'recovery'), phone, 'system');
  await bench.on(phone, 'root');
  await bench.on(phone, 'wait-for-device');
}

/** How many written blocks of `before` are still there, byte for byte, at the same place. */
function survivors(before: Buffer, now: Buffer, from = 0, to = before.length): number {
  let count = 0;
  for (let at = from; at < to; at += BLOCK) {
    const old = before.subarray(at, at + BLOCK);
    if (!old.equals(ZERO) && old.equals(now.subarray(at, at + BLOCK))) count++;
  }
  return count;
}

function written(data: Buffer): number {
  let count = 0;
  for (let at = 0; at < data.length; at += BLOCK) if (!data.subarray(at, at + BLOCK).equals(ZERO)) count++;
  return count;
}

interface Look {
  readonly raw: Buffer;
  readonly key: string;
  readonly id: string;
}

async function look(phone: VirtualPhone): Promise<Look> {
  return {
    raw: await readFile(phone.rawPath('userdata')),
    key: await bench.shell(phone, 'cat /metadata/vold/metadata_encryption/key/* 2>/dev/null | sha256sum'),
    id: await bench.shell(phone, 'settings get secure android_id'),
  };
}

describe('wipe through the boot loader message', () => {
  test('honest: raw zeros except new ciphertext, new key, new android_id, nothing of the owner', async () => {
    const phone = await open(
      await small('userdebug-honest', { accounts: [{ name: 'a@example.org', type: 'com.google' }] }),
    );
    await bench.shell(
      phone,
      'mkdir -p /data/misc/adb; echo key >/data/misc/adb/adb_keys; echo 1 >/sdcard/canary; sync',
    );
    const frp = await readFile(phone.rawPath('frp'));
    const before = await look(phone);
    expect(written(before.raw)).toBeGreaterThan((9 * MIB) / BLOCK);
    await wipeByBootloaderMessage(phone);
    const now = await look(phone);
    expect(survivors(before.raw, now.raw)).toBe(0);
    expect(written(now.raw)).toBeGreaterThan(0);
    expect(written(now.raw)).toBeLessThan((4 * MIB) / BLOCK);
    expect(now.key).not.toBe(before.key);
    expect(now.id).toMatch(/^[0-9a-f]{16}$/);
    expect(now.id).not.toBe(before.id);
    expect(await readFile(phone.rawPath('frp'))).toEqual(frp);
    expect(await bench.shell(phone, 'ls /data/misc/adb /sdcard')).not.toMatch(/adb_keys|canary|DCIM/);
    expect(await bench.shell(phone, 'dumpsys account')).toContain('Accounts: 0');
    expect(await bench.shell(phone, 'settings get global device_provisioned')).toBe('0');
    expect(await bench.shell(phone, 'getprop sys.boot.reason')).toBe('reboot,factory_reset');
    expect(await bench.shell(phone, 'getprop persist.sys.boot.reason.history')).toMatch(/^reboot,factory_reset,\d+$/);
    const log = await bench.shell(phone, 'cat /cache/recovery/last_log');
    expect(log).toMatch(/-- Wiping data\.\.\.\nFormatting \/data\.\.\.\n[\s\S]*Data wipe complete\./);
    expect((await readFile(phone.rawPath('misc'))).subarray(0, 2048).equals(Buffer.alloc(2048))).toBe(true);
  });

  test('liar: everything is reported and nothing is gone', async () => {
    const phone = await open(await small('userdebug-liar'));
    const before = await look(phone);
    await wipeByBootloaderMessage(phone);
    const now = await look(phone);
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'phone-wipe', reported: true }));
    expect(survivors(before.raw, now.raw) / written(before.raw)).toBeGreaterThan(0.99);
    expect([now.key, now.id]).toEqual([before.key, before.id]);
    expect(await bench.shell(phone, 'ls /sdcard')).toContain('DCIM');
    expect(await bench.shell(phone, 'cat /cache/recovery/last_log')).toContain('Data wipe complete.');
  });

  test('partial: the old range is still there, the rest is not', async () => {
    const phone = await open(
      await small('userdebug-partial', { character: [{ kind: 'partial', offsetMib: 9, lengthMib: 2 }] }),
    );
    const before = await look(phone);
    await wipeByBootloaderMessage(phone);
    const now = await look(phone);
    expect(survivors(before.raw, now.raw, 9 * MIB, 11 * MIB)).toBeGreaterThan(0);
    expect(survivors(before.raw, now.raw, 0, 9 * MIB)).toBe(0);
    expect(now.key).not.toBe(before.key);
  });

  test('no-discard: the old ciphertext stays, under a key that is gone', async () => {
    const phone = await open(await small('userdebug-no-discard'));
    const before = await look(phone);
    await wipeByBootloaderMessage(phone);
    const now = await look(phone);
    expect(survivors(before.raw, now.raw) / written(before.raw)).toBeGreaterThan(0.7);
    expect(now.key).not.toBe(before.key);
    expect(await bench.shell(phone, 'ls /sdcard')).not.toContain('DCIM');
  });

  test('plaintext: photos are readable on the raw partition before, and not after', async () => {
    const phone = await open(await small('plaintext-honest'));
    const before = await look(phone);
    expect(before.raw.includes(Buffer.from('ffd8ffe000104a464946', 'hex'))).toBe(true);
    expect(before.raw.includes('SQLite format 3\0')).toBe(true);
    await wipeByBootloaderMessage(phone);
    const now = await look(phone);
    expect(now.raw.includes(Buffer.from('ffd8ffe000104a464946', 'hex'))).toBe(false);
    expect(now.raw.includes('SQLite format 3\0')).toBe(false);
    expect(now.raw.readUInt16LE(0x438)).toBe(0xef53);
  });

  test('plaintext without discard: the photos stay', async () => {
    const phone = await open(await small('plaintext-no-discard'));
    await wipeByBootloaderMessage(phone);
    const { raw, id } = await look(phone);
    expect(raw.includes(Buffer.from('ffd8ffe000104a464946', 'hex'))).toBe(true);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(await bench.shell(phone, 'ls /sdcard')).not.toContain('DCIM');
  });

  test('fail-wipe: recovery says so and stays', async () => {
    const phone = await open(await small('fail-wipe'));
    const before = await readFile(phone.rawPath('userdata'));
    await bench.shell(phone, WRITE_BCB);
    await bench.on(phone, 'reboot', 'recovery');
    await bench.on(phone, 'wait-for-recovery');
    expect(await bench.shell(phone, 'cat /cache/recovery/last_log')).toContain('Data wipe failed.');
    expect(survivors(before, await readFile(phone.rawPath('userdata')))).toBe(written(before));
  });

  test('dies in the wipe: recovery takes it up again from the boot loader message', async () => {
    const definition = await small('dies-in-wipe');
    // So much that the second half, which outlives the first, holds some of it.
    const phone = await open({ ...definition, userdata: { ...definition.userdata, filledMib: 28 } });
    const before = await readFile(phone.rawPath('userdata'));
    await bench.shell(phone, WRITE_BCB);
    await bench.on(phone, 'reboot', 'recovery');
    await phone.waitForState('off', within());
    expect(await adbState(bench, phone)).toBeUndefined();
    const half = await readFile(phone.rawPath('userdata'));
    expect(survivors(before, half)).toBeGreaterThan(0);
    expect((await readFile(phone.rawPath('misc'))).toString('latin1', 0, 200)).toContain('--wipe_data');
    await phone.waitForState('system', within());
    expect(survivors(before, await readFile(phone.rawPath('userdata')))).toBe(0);
    expect(await bench.shell(phone, 'settings get global device_provisioned')).toBe('0');
  });

  test('the command file in /cache is obeyed as well', async () => {
    const phone = await open(await small('userdebug-honest'));
    const before = await readFile(phone.rawPath('userdata'));
    await bench.shell(phone, 'mkdir -p /cache/recovery; echo --wipe_data >/cache/recovery/command');
    await reach(() => bench.on(phone, 'reboot', 'recovery'), phone, 'system');
    expect(survivors(before, await readFile(phone.rawPath('userdata')))).toBe(0);
  });

  test('new-serial and swapped show on the same seat', async () => {
    const phone = await open(await small('new-serial'));
    await wipeByBootloaderMessage(phone);
    expect(await bench.shell(phone, 'getprop ro.serialno')).toBe('0123456789ABCDEF');
    await bench.close();
    const definition = await small('swapped');
    const other = await open(definition);
    const imei = await bench.shell(other, 'service call iphonesubinfo 1');
    await wipeByBootloaderMessage(other);
    expect(await bench.shell(other, 'getprop ro.serialno')).toBe('1H0C1FDF6007VP');
    expect(await bench.shell(other, 'service call iphonesubinfo 1')).not.toBe(imei);
    expect(await bench.shell(other, 'ls /sdcard')).toContain('DCIM');
  });
});
