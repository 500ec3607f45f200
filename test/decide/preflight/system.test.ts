/** Encryption and keys, the boot loader, test harness mode, and signs of root. */
import { describe } from 'vitest';
import { answered } from '../properties.ts';
import { DENIED, INACCESSIBLE, NO_PROGRAM, rows, type Said } from './rows.ts';

const props = (text: string) => ({ props: `${text}[ro.build.type]: [user]\n[sys.boot_completed]: [1]\n` });

describe('storage', () => {
  rows('STORAGE_UNENCRYPTED', 'warns', [
    { of: 'encrypted', said: {}, who: { 'ro.crypto.state': 'encrypted' }, state: 'no' },
    { of: 'unencrypted', said: {}, who: { 'ro.crypto.state': 'unencrypted' }, state: 'yes' },
    { of: 'unsupported', said: {}, who: { 'ro.crypto.state': 'unsupported' }, state: 'yes' },
    { of: 'another word', said: {}, who: { 'ro.crypto.state': 'maybe' }, state: 'unknown' },
    { of: 'not told', said: {}, who: { 'ro.crypto.state': '' }, state: 'unknown' },
  ]);
  const who = (sdk: string, patch: string, more = {}) => ({
    'ro.build.version.sdk': sdk,
    'ro.build.version.security_patch': patch,
    'ro.product.manufacturer': 'samsung',
    'ro.product.brand': 'samsung',
    'ro.product.model': 'SM-S911B',
    'ro.build.fingerprint': '',
    ...more,
  });
  const pixel = { 'ro.product.manufacturer': 'Google', 'ro.product.brand': 'google', 'ro.product.model': 'Pixel 8' };
  rows('FRAMEWORK_DELETES_KEYS', 'info', [
    { of: 'Android 15', said: {}, who: who('35', ''), state: 'yes' },
    { of: 'Android 14 of September 2024', said: {}, who: who('34', '2024-09-01'), state: 'yes' },
    { of: 'Android 14 of August 2024', said: {}, who: who('34', '2024-08-05'), state: 'no' },
    { of: 'a Pixel of June 2024', said: {}, who: who('34', '2024-06-05', pixel), state: 'yes' },
    { of: 'a Pixel of May 2024', said: {}, who: who('34', '2024-05-05', pixel), state: 'no' },
    { of: 'no patch level', said: {}, who: who('34', ''), state: 'unknown' },
    { of: 'a patch level that is none', said: {}, who: who('23', 'xxxx-xx-xx'), state: 'unknown' },
  ]);
});

describe('boot loader', () => {
  rows('OEM_UNLOCK_ALLOWED', 'info', [
    { of: 'allowed', said: props('[sys.oem_unlock_allowed]: [1]\n'), state: 'yes' },
    { of: 'not allowed', said: props('[sys.oem_unlock_allowed]: [0]\n'), state: 'no' },
    { of: 'not told', said: props(''), state: 'unknown', why: /oem_unlock_allowed is not told/ },
    { of: 'empty', said: props('[sys.oem_unlock_allowed]: []\n'), state: 'unknown' },
    {
      of: 'two lines of it',
      said: props('[sys.oem_unlock_allowed]: [1]\n[sys.oem_unlock_allowed]: [0]\n'),
      state: 'yes',
    },
  ]);
  const lock = (locked: string, colour: string) => ({
    'ro.boot.flash.locked': locked,
    'ro.boot.verifiedbootstate': colour,
  });
  rows('BOOTLOADER_UNLOCKED', 'warns', [
    { of: 'locked', said: {}, who: lock('1', 'green'), state: 'no' },
    { of: 'unlocked', said: {}, who: lock('0', 'orange'), state: 'yes' },
    { of: 'a lock that is forged and a colour that is not', said: {}, who: lock('1', 'orange'), state: 'yes' },
    { of: 'nothing', said: {}, who: lock('', ''), state: 'unknown' },
    { of: 'fastboot: unlocked', said: { getvar: '(bootloader) unlocked:yes\n' }, who: lock('', ''), state: 'yes' },
    { of: 'fastboot: locked', said: { getvar: '(bootloader) unlocked: no\n' }, who: lock('', ''), state: 'no' },
    { of: 'fastboot: another word', said: { getvar: 'unlocked: perhaps\n' }, who: lock('', ''), state: 'unknown' },
  ]);
});

describe('test harness mode', () => {
  rows('TEST_HARNESS_ON', 'warns', [
    { of: 'on', said: props('[persist.sys.test_harness]: [1]\n'), state: 'yes' },
    { of: 'on, in words', said: props('[persist.sys.test_harness]: [true]\n'), state: 'yes' },
    { of: 'off', said: props('[persist.sys.test_harness]: [0]\n'), state: 'no' },
    { of: 'never on', said: props(''), state: 'no' },
    { of: 'a list that ends before', said: { props: '[net.bt.name]: [Android]\n' }, state: 'unknown' },
    {
      of: 'a second line that says no',
      said: props('[persist.sys.test_harness]: [1]\n[persist.sys.test_harness]: [0]\n'),
      state: 'yes',
    },
    { of: 'Android 9', said: {}, who: { 'ro.build.version.sdk': '28' }, state: 'no' },
    { of: 'refused', said: { props: DENIED }, state: 'unknown', why: /refused/ },
    { of: 'nothing', said: {}, state: 'unknown' },
  ]);
});

describe('root', () => {
  const USER = { 'ro.build.type': 'user', 'ro.debuggable': '0' };
  const clean: Said = {
    uid: '2000\n',
    su: answered('', 1),
    'third-party-packages': 'package:org.example.chat\n',
    ...props(''),
  };
  rows('ROOTED', 'warns', [
    { of: 'no sign', said: clean, who: USER, state: 'no' },
    { of: 'no packages at all', said: { ...clean, 'third-party-packages': '' }, who: USER, state: 'no' },
    { of: 'the shell is root', said: { ...clean, uid: '0\n' }, who: USER, state: 'yes' },
    {
      of: 'the shell is root on a debuggable build',
      said: { ...clean, uid: '0\n' },
      who: { 'ro.build.type': 'userdebug' },
      state: 'no',
    },
    { of: 'su', said: { ...clean, su: '/system/xbin/su\n' }, who: USER, state: 'yes' },
    { of: 'su of Magisk', said: { ...clean, su: '/product/bin/su\n' }, who: USER, state: 'yes' },
    {
      of: 'su of a debuggable build',
      said: { ...clean, su: '/system/xbin/su\n' },
      who: { 'ro.build.type': 'eng' },
      state: 'no',
    },
    {
      of: 'Magisk on a debuggable build',
      said: { ...clean, 'third-party-packages': 'package:com.topjohnwu.magisk\n' },
      who: { 'ro.build.type': 'eng' },
      state: 'yes',
    },
    {
      of: 'Magisk',
      said: { ...clean, 'third-party-packages': 'package:a.b\npackage:com.topjohnwu.magisk\n' },
      who: USER,
      state: 'yes',
    },
    {
      of: 'KernelSU',
      said: { ...clean, 'third-party-packages': 'package:me.weishu.kernelsu\n' },
      who: USER,
      state: 'yes',
    },
    {
      of: 'a name that only begins so',
      said: { ...clean, 'third-party-packages': 'package:com.topjohnwu.magiskless\n' },
      who: USER,
      state: 'no',
    },
    {
      of: 'a property of Magisk',
      said: { ...clean, props: '[init.svc.magisk_daemon]: [running]\n' },
      who: USER,
      state: 'yes',
    },
    {
      of: 'su could not be looked for',
      said: { ...clean, su: answered('', 127, 'sh: command: not found\n') },
      who: USER,
      state: 'unknown',
    },
    { of: 'su is something else', said: { ...clean, su: 'hello\n' }, who: USER, state: 'unknown' },
    {
      of: 'packages are refused',
      said: { ...clean, 'third-party-packages': DENIED },
      who: USER,
      state: 'unknown',
      why: /packages: refused/,
    },
    { of: 'no pm', said: { ...clean, 'third-party-packages': NO_PROGRAM('pm') }, who: USER, state: 'unknown' },
    {
      of: 'no id',
      said: { ...clean, uid: INACCESSIBLE('id') },
      who: USER,
      state: 'unknown',
      why: /uid: this phone has no such program/,
    },
    { of: 'nothing', said: {}, who: USER, state: 'unknown' },
  ]);
});
