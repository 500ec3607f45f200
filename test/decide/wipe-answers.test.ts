/** One row for each thing that a phone is known to answer when it is told to erase itself, and the rows in between. */
import { describe, expect, test } from 'vitest';
import { formatAnswer } from '../../src/decide/miassistant-output.ts';
import { cacheIsPartition, commandFile } from '../../src/decide/recovery-command.ts';
import { HEAD_BYTES, type Head, headOf, noNewFileSystem } from '../../src/decide/super-block.ts';
import { harnessAnswer } from '../../src/decide/test-harness-output.ts';
import { twrpResult } from '../../src/decide/twrp-output.ts';

const DONE = 'Done processing script file';
const NORMAL = `Formatting Data using mke2fs...\nDone.\nYou may need to reboot recovery to be able to use /data again.\n${DONE}\n`;

describe('twrp', () => {
  test.each([
    ['a format', NORMAL, 'done'],
    [
      'f2fs, with the ends of lines of a terminal',
      `Formatting Data using mkfs.f2fs...\r\nDone.\r\n${DONE}\r\n`,
      'done',
    ],
    ['a cache', `Formatting Cache using make_ext4fs...\nDone.\n${DONE}\n`, 'done'],
    ['unable to wipe', `Unable to wipe Data.\nUnable to format to remove encryption.\n${DONE}`, 'failed'],
    ['only the second of these lines came', `Unable to format to remove encryption.\n${DONE}`, 'failed'],
    ['in use', `Formatting Data using make_f2fs...\nError: In use by the system!\n${DONE}`, 'failed'],
    ['no such partition', `Unable to find partition for path '/cache'\n${DONE}`, 'failed'],
    ['a word it does not know', `Error with format command value: 'daat'\n${DONE}`, 'failed'],
    ['a partition it does not know', `Error with wipe command value: 'x'\n${DONE}`, 'failed'],
    ['a TWRP without format', `Unrecognized script command: 'format'\n${DONE}`, 'failed'],
    ['no script', `Error opening script file '/tmp/openrecoveryscript'`, 'failed'],
    ['any error of its log', `E:Unable to mount '/data'\n${DONE}`, 'failed'],
    ['files only', `Removing all files under '/data'\nDone.\n${DONE}`, 'files-only'],
    ['files only, by the log', `mkfs.f2fs binary not found, using rm -rf to wipe.\n${DONE}`, 'files-only'],
    ['photos kept', `Wiping data without wiping /data/media ...\nDone.\n${DONE}`, 'files-only'],
    ['a failure outweighs the rest', `Removing all files under '/data'\nUnable to wipe Data.\n${DONE}`, 'failed'],
    ['another language', 'Formatiere Data mit mke2fs...\nFertig.\nVerarbeitung des Skripts beendet', 'not-understood'],
    ['the end is missing', 'Formatting Data using mke2fs...\nDone.\n', 'not-understood'],
    ['the end within another line', `He said "${DONE}"`, 'not-understood'],
    ['nothing', '', 'not-understood'],
  ])('%s', (_what, text, result) => {
    expect(twrpResult(text).result).toBe(result);
  });
});

describe('the beginning of a partition', () => {
  const head = (...parts: [number, string][]) => {
    const bytes = Buffer.alloc(HEAD_BYTES);
    for (const [at, hex] of parts) bytes.write(hex, at, 'hex');
    return bytes
      .toString('hex')
      .replace(/(..)/g, ' $1')
      .replace(/(.{48})/g, '$1\n');
  };
  const A = '0123456789abcdef0123456789abcdef';
  const B = 'fedcba9876543210fedcba9876543210';
  const ext4 = (id: string): Head => ({ kind: 'ext4', id });

  test.each<[string, string, Head]>([
    ['ext4', head([0x438, '53ef'], [0x468, A]), ext4(A)],
    ['f2fs', head([1024, '1020f5f2'], [1024 + 108, A]), { kind: 'f2fs', id: A }],
    ['zeros', head(), { kind: 'blank' }],
    ['erased flash', 'ff'.repeat(HEAD_BYTES), { kind: 'blank' }],
    ['ciphertext', head([0, A], [2000, B]), { kind: 'other' }],
    ['too short', 'ff'.repeat(HEAD_BYTES - 1), { kind: 'unread' }],
    ['words', 'dd: no such file', { kind: 'unread' }],
    ['nothing', '', { kind: 'unread' }],
  ])('%s', (_what, dump, expected) => {
    expect(headOf(dump)).toEqual(expected);
  });

  const other: Head = { kind: 'other' };
  test.each<[string, Head, Head, boolean]>([
    ['ciphertext, then a file system', other, ext4(A), true],
    ['one file system, then another', ext4(A), ext4(B), true],
    ['blank, then a file system', { kind: 'blank' }, { kind: 'f2fs', id: A }, true],
    ['the same one', ext4(A), ext4(A), false],
    ['still ciphertext', other, other, false],
    ['nothing at all', other, { kind: 'blank' }, false],
    ['unread before', { kind: 'unread' }, ext4(A), false],
    ['unread after', other, { kind: 'unread' }, false],
    ['without a number', other, ext4('0'.repeat(32)), false],
  ])('%s: new is %4$s', (_what, before, after, fresh) => {
    expect(noNewFileSystem(before, after) === undefined).toBe(fresh);
  });
});

describe("Xiaomi's recovery", () => {
  test.each([
    ['Format_data_success.\n', 'done'],
    ['Format_data_success.', 'done'],
    ['Format_data_failed.\n', 'failed'],
    ['Format_data_is_already_disable.\n', 'forbidden'],
    ['Format_storage_success.\n', 'not-understood'],
    ['Format_data_success.\nFormat_data_failed.\n', 'not-understood'],
    ['not Format_data_success.', 'not-understood'],
    ['OKAY', 'not-understood'],
    ['', 'not-understood'],
  ])('%j', (text, answer) => {
    expect(formatAnswer(text)).toBe(answer);
  });
});

describe('test harness mode', () => {
  test.each([
    [0, '', '', 'accepted'],
    [2, '', 'Test Harness Mode cannot be enabled if there is a lock screen\n', 'lock-screen'],
    [1, '', 'Failed to enable Test Harness Mode\n', 'failed'],
    [20, '', "cmd: Can't find service: testharness\n", 'no-service'],
    [0, "Can't find service: testharness\n", '', 'no-service'],
    [255, '', 'Security exception: You must hold android.permission.ENABLE_TEST_HARNESS_MODE to…\n', 'forbidden'],
    [0, 'Test Harness Mode cannot be enabled if there is a lock screen\n', '', 'not-understood'],
    [0, 'done\n', '', 'not-understood'],
    [1, '', '', 'not-understood'],
    [2, '', 'Unknown command: enable', 'not-understood'],
  ])('exit code %d, %j, %j: %s', (exitCode, stdout, stderr, answer) => {
    expect(harnessAnswer({ exitCode, stdout, stderr })).toBe(answer);
  });
});

describe('the command file', () => {
  test('one argument on a line', () => {
    expect(commandFile()).toBe('--wipe_data\n--reason=wipebench\n');
  });

  test.each([
    ['/dev/block/by-name/cache on /cache type ext4 (rw,seclabel,nosuid)', true],
    ['/dev/block/mmcblk0p24 /cache ext4 rw,seclabel 0 0', true],
    ['tmpfs on /cache type tmpfs (rw)', false],
    ['/dev/block/sda1 on /data type f2fs (rw)\n/dev/block/sda1 on /data/cache type f2fs (rw)', false],
    ['/dev/block/sda1 on /cachefs type ext4 (rw)', false],
    ['', false],
  ])('%s: %s', (mounts, is) => {
    expect(cacheIsPartition(mounts)).toBe(is);
  });
});
