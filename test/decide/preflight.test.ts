import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { preflight } from '../../src/decide/preflight.ts';
import { preflightItemSchema } from '../../src/model/preflight.ts';
import type { ReadingName, Readings } from '../../src/model/readings.ts';
import { answered, identityOf } from './properties.ts';

const item = (code: string, readings: Readings) => preflight(readings, identityOf()).find((each) => each.code === code);

const ACCOUNTS = (count: number) =>
  `User UserInfo{0:Owner:c13}:\n  Accounts: ${count}\n  AccountId, Action_Type, timestamp\n`;
const BATTERY = (level: number, usb: boolean) =>
  `Current Battery Service state:\n  AC powered: false\n  USB powered: ${usb}\n  Wireless powered: false\n  status: 3\n  level: ${level}\n  scale: 100\n`;
const DPM_USAGE =
  'usage: dpm [subcommand] [options]\nusage: dpm set-active-admin [ --user <USER_ID> ] <COMPONENT>\nusage: dpm set-device-owner <COMPONENT>\n';

describe('what the operator should know', () => {
  test.each<[string, ReadingName, string, string, string]>([
    ['ACCOUNTS_PRESENT', 'accounts', ACCOUNTS(2), 'yes', 'warns'],
    ['ACCOUNTS_PRESENT', 'accounts', ACCOUNTS(0), 'no', 'info'],
    ['ACCOUNTS_PRESENT', 'accounts', `${ACCOUNTS(0)}${ACCOUNTS(1)}`, 'yes', 'warns'],
    ['ACCOUNTS_PRESENT', 'accounts', "Can't find service: account\n", 'unknown', 'warns'],
    ['ACCOUNTS_PRESENT', 'accounts', '', 'unknown', 'warns'],
    ['FRP_ACTIVE', 'secure-frp-mode', '1\n', 'yes', 'warns'],
    ['FRP_ACTIVE', 'secure-frp-mode', '0\n', 'no', 'info'],
    ['FRP_ACTIVE', 'secure-frp-mode', 'null\n', 'no', 'info'],
    ['FRP_ACTIVE', 'secure-frp-mode', 'constructor', 'unknown', 'warns'],
    ['FRP_ACTIVE', 'secure-frp-mode', '', 'unknown', 'warns'],
    ['DEVICE_MANAGED', 'owners', 'no owners\n', 'no', 'info'],
    ['DEVICE_MANAGED', 'owners', '1 owner:\nUser  0: admin=com.example/.Admin,DeviceOwner\n', 'yes', 'blocks'],
    [
      'DEVICE_MANAGED',
      'owners',
      '2 owners:\nUser  0: admin=a/.A,DeviceOwner\nUser 10: admin=b/.B,ProfileOwner\n',
      'yes',
      'blocks',
    ],
    ['DEVICE_MANAGED', 'owners', DPM_USAGE, 'unknown', 'warns'],
    ['BATTERY_LOW', 'battery', BATTERY(29, false), 'yes', 'blocks'],
    ['BATTERY_LOW', 'battery', BATTERY(30, false), 'no', 'info'],
    ['BATTERY_LOW', 'battery', BATTERY(1, true), 'no', 'info'],
    ['BATTERY_LOW', 'battery', '  level: full\n', 'unknown', 'warns'],
    ['SD_CARD_PRESENT', 'volumes', 'private mounted null\nemulated;0 mounted null\n', 'no', 'info'],
    ['SD_CARD_PRESENT', 'volumes', 'private mounted null\npublic:179,1 mounted 1234-ABCD\n', 'yes', 'warns'],
    ['SD_CARD_PRESENT', 'volumes', 'private mounted null\nprivate:253,3 mounted 0f-1a\n', 'yes', 'warns'],
    ['SD_CARD_PRESENT', 'volumes', 'Error: java.lang.SecurityException\n', 'unknown', 'warns'],
    ['SD_CARD_PRESENT', 'volumes', '', 'unknown', 'warns'],
  ])('%s from %s %j: %s', (code, reading, text, state, severity) => {
    const found = item(code, { [reading]: answered(text) });
    expect(found).toMatchObject({ code, state, severity });
    expect(found?.action === undefined).toBe(state !== 'yes');
  });

  test.each([
    ['encrypted', 'no', 'info'],
    ['unencrypted', 'yes', 'warns'],
    ['unsupported', 'yes', 'warns'],
    ['', 'unknown', 'warns'],
  ])('encryption %j: %s', (text, state, severity) => {
    const items = preflight({}, identityOf({ 'ro.crypto.state': text }));
    expect(items.find(({ code }) => code === 'STORAGE_UNENCRYPTED')).toMatchObject({ state, severity });
  });

  test('a refusal is unknown, warns, and says how it was refused', () => {
    const found = item('ACCOUNTS_PRESENT', { accounts: answered(ACCOUNTS(0), 255, 'Permission Denial\n') });
    expect(found).toMatchObject({
      state: 'unknown',
      severity: 'warns',
      source: expect.stringContaining('Permission Denial'),
    });
  });
});

test('whatever is answered: every check once, valid, and what is not known is never called no', () => {
  const names = ['accounts', 'owners', 'battery', 'volumes', 'secure-frp-mode'] as const;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' })), (texts) => {
      const readings: Readings = {};
      for (const name of names) if (texts[name] !== undefined) readings[name] = answered(texts[name]);
      const items = preflight(readings, identityOf());
      expect(new Set(items.map(({ code }) => code)).size).toBe(6);
      for (const each of items) expect(preflightItemSchema.safeParse(each).success).toBe(true);
      for (const each of items) if (each.source === 'not asked') expect(each.state).toBe('unknown');
    }),
  );
});
