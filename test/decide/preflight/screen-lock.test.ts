import { describe } from 'vitest';
import { DENIED, INACCESSIBLE, rows } from './rows.ts';

const settings = (...types: string[]) =>
  `Current lock settings service state:\n\nUser State:\n${types
    .map(
      (type, id) =>
        `  User ${id * 10}\n    LSKF-based SP protector ID: 5a3c19e0d21b7f44\n    LSKF last changed: 2024-02-01 10:00:00 (previous protector: 0000000000000000)\n    SID: ${type === 'NONE' ? '0000000000000000' : '1f9c0a5b22d3e4f5'}\n    Quality: 0\n    CredentialType: ${type}\n    SeparateChallenge: false\n    Metrics: known\n`,
    )
    .join('')}\nStorage:\n  User 0 [/data/system_de/0/spblob]:\n`;
const pie = (...ids: string[]) =>
  `Current lock settings service state:\nSP Enabled = true\n${ids.map((id, at) => `    User ${at * 10}\n        SP Handle = 1b2c\n        SID = ${id}\n`).join('')}`;
const policy = (secure: boolean, sim = false) =>
  `WINDOW MANAGER POLICY STATE (dumpsys window policy)\n    mSafeMode=false mSystemReady=true\n    KeyguardServiceDelegate\n      showing=false\n      showingAndNotOccluded=false\n      inputRestricted=false\n      occluded=false\n      secure=${secure}\n      dreaming=false\n      systemIsReady=true\n      deviceHasKeyguard=true\n      enabled=true\n      KeyguardStateMonitor\n        mIsShowing=false\n        mSimSecure=${sim}\n`;

describe('screen lock', () => {
  rows('SCREEN_LOCK_SET', 'info', [
    { of: 'a number', said: { 'lock-settings': settings('PIN') }, state: 'yes' },
    { of: 'a pattern', said: { 'lock-settings': settings('PATTERN') }, state: 'yes' },
    { of: 'a password', said: { 'lock-settings': settings('PASSWORD') }, state: 'yes' },
    { of: 'a kind of the maker', said: { 'lock-settings': settings('SMARTCARDNUMERIC') }, state: 'yes' },
    { of: 'a kind without a name', said: { 'lock-settings': settings('UNKNOWN_7') }, state: 'yes' },
    { of: 'none', said: { 'lock-settings': settings('NONE') }, state: 'no', why: /^lock-settings$/ },
    { of: 'none in small letters', said: { 'lock-settings': settings('None') }, state: 'no' },
    { of: 'of the work profile only', said: { 'lock-settings': settings('NONE', 'PIN') }, state: 'yes' },
    { of: 'Android 9: a lock', said: { 'lock-settings': pie('1f9c0a5b22d3e4f5') }, state: 'yes' },
    { of: 'Android 9: none', said: { 'lock-settings': pie('0') }, state: 'no' },
    { of: 'Android 9: the second user', said: { 'lock-settings': pie('0', 'ab') }, state: 'yes' },
    {
      of: 'a dump without users',
      said: { 'lock-settings': 'Current lock settings service state:\n' },
      state: 'unknown',
    },
    { of: 'the lock screen "None"', said: { 'lock-disabled': 'true\n' }, state: 'no' },
    { of: 'a lock screen of some kind', said: { 'lock-disabled': 'false\n' }, state: 'unknown', why: /lock-disabled/ },
    { of: 'the keyguard is secure', said: { 'lock-disabled': 'false\n', keyguard: policy(true) }, state: 'yes' },
    { of: 'the keyguard only slides', said: { 'lock-disabled': 'false\n', keyguard: policy(false) }, state: 'no' },
    { of: 'the keyguard wants the code of the SIM', said: { keyguard: policy(true, true) }, state: 'unknown' },
    { of: 'two lines of which one is secure', said: { keyguard: `${policy(false)}      secure=true\n` }, state: 'yes' },
    {
      of: 'the settings against the keyguard',
      said: { 'lock-settings': settings('NONE'), keyguard: policy(true) },
      state: 'no',
    },
    {
      of: 'the settings against "None"',
      said: { 'lock-settings': settings('PIN'), 'lock-disabled': 'true\n' },
      state: 'yes',
    },
    {
      of: 'refused',
      said: { 'lock-settings': "Permission Denial: can't dump LockSettingsService\n", 'lock-disabled': DENIED },
      state: 'unknown',
      why: /lock-settings: refused; lock-disabled: refused/,
    },
    {
      of: 'no such programs',
      said: { 'lock-settings': INACCESSIBLE('dumpsys'), 'lock-disabled': INACCESSIBLE('locksettings') },
      state: 'unknown',
      why: /no such program/,
    },
    { of: 'nothing', said: { 'lock-settings': '', 'lock-disabled': '', keyguard: '' }, state: 'unknown', why: /empty/ },
  ]);
});
