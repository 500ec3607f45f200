import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { rawCopy } from '../stories/ground-truth.ts';
import { adbState, small, startTestBench, type TestBench } from './bench-fixture.ts';

const HANDLE_LENGTH_AT = 36;
let bench: TestBench;

beforeAll(async () => {
  const accounts: PhoneDefinition['accounts'] = [{ name: 'somebody@example.org', type: 'com.google' }];
  const retail = await small('retail-locked', { accounts, tradeIn: false });
  const userdebug = await small('userdebug-honest', { accounts });
  bench = await startTestBench([
    { ...userdebug, name: 'by-settings' },
    { ...userdebug, name: 'by-keys' },
    { ...retail, name: 'retail-settings' },
    { ...userdebug, name: 'liar', character: [{ kind: 'liar' }] },
  ]);
}, 120_000);
afterAll(() => bench?.close());

async function accountBound(name: string): Promise<boolean> {
  return (await readFile(bench.phone(name).rawPath('frp'))).readUInt32BE(HANDLE_LENGTH_AT) > 0;
}

test('a reset in Settings erases, lifts factory reset protection, and leaves a phone that is not set up', async () => {
  const phone = bench.phone('by-settings');
  const raw = rawCopy(phone);
  expect(await accountBound('by-settings')).toBe(true);
  await phone.person.resetInSettings();
  expect([phone.state, raw.survivors(), await accountBound('by-settings')]).toEqual(['system', 0, false]);
  expect(await bench.shell(phone, 'settings get global device_provisioned')).toBe('0');
}, 60_000);

test('a reset by keys erases too, and the account stays bound', async () => {
  const phone = bench.phone('by-keys');
  const raw = rawCopy(phone);
  await phone.person.pressRecoveryKeysAndWipe();
  expect([phone.state, raw.survivors(), await accountBound('by-keys')]).toEqual(['system', 0, true]);
}, 60_000);

test('a retail phone is off adb afterwards', async () => {
  const phone = bench.phone('retail-settings');
  await phone.person.resetInSettings();
  expect(phone.state).toBe('system');
  expect(await adbState(bench, phone)).toBeUndefined();
}, 60_000);

test('a phone that lies keeps its data whoever resets it', async () => {
  const phone = bench.phone('liar');
  const raw = rawCopy(phone);
  await phone.person.resetInSettings();
  expect(raw.survivors()).toBeGreaterThan(0);
}, 60_000);
