import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FASTBOOT_FAILURES, matchFailure } from '../../../src/drivers/fastboot/known-outputs.ts';
import { demandErased, faultOf, readVariable, saysErased } from '../../../src/drivers/fastboot/read-answer.ts';
import { FAULT_CODES } from '../../../src/faults/codes.ts';
import { Fault } from '../../../src/faults/fault.ts';
import type { RunResult } from '../../../src/host/run.ts';

const printed = (stderr: string, exitCode: number | null = 0, more: Partial<RunResult> = {}): RunResult => ({
  exitCode,
  stdout: '',
  stderr,
  timedOut: false,
  cancelled: false,
  ...more,
});

function thrown(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const ERROR = '\nfastboot: error: Command failed';

/** What fastboot printed on real phones: the text, and the code that it must have here. */
const SEEN: readonly [string, string][] = [
  ["FAILED (remote: 'Flashing is not allowed in Lock State')", 'DEVICE_LOCKED'],
  ["FAILED (remote: 'Flashing is not allowed for Critical Partitions\n')", 'DEVICE_CRITICAL_PARTITION'],
  ["FAILED (remote: 'Partition flashing is not allowed')", 'DEVICE_LOCKED'],
  [`FAILED (remote: 'Partition flashing is not allowed')${ERROR}`, 'DEVICE_LOCKED'],
  ["FAILED (remote: 'No support by lock control')", 'DEVICE_LOCKED'],
  ['FAILED (remote: unlock device to use this command)', 'DEVICE_LOCKED'],
  ['FAILED (remote: oem unlock is not allowed)', 'DEVICE_LOCKED'],
  ['FAILED (remote: CMD_OEM FAILED!!)', 'DEVICE_REFUSED'],
  [`FAILED (remote: 'unknown command')${ERROR}`, 'DEVICE_UNKNOWN_COMMAND'],
  [`FAILED (remote: 'Unable to open fastboot HAL')${ERROR}`, 'DEVICE_WRONG_MODE'],
  [`FAILED (remote: 'Unrecognized command flashing unlock')${ERROR}`, 'DEVICE_WRONG_MODE'],
  [`<waiting for any device>\n FAILED (Status read failed(No such device))${ERROR}`, 'DEVICE_GONE'],
  ["FAILED (remote: 'Unlock failed - Err:0xffffffff')", 'DEVICE_REFUSED'],
  ["Erasing 'persist'                                  FAILED (remote: 'not support')", 'DEVICE_REFUSED'],
  [
    "Erasing 'userdata'                                 OKAY [  0.589s]\n/usr/bin/make_f2fs failed with status 1\nfastboot: error: Cannot generate image for userdata",
    'DEVICE_REFUSED',
  ],
  [
    "Erasing 'userdata'                                 OKAY [  1.205s]\nmke2fs 1.45.7 (28-Jan-2021)\n/tmp/TemporaryFile: Unimplemented ext2 library function while setting up superblock\nmke2fs failed with status 1\nfastboot: error: Cannot generate image for userdata",
    'DEVICE_REFUSED',
  ],
  ['(reports OK)', 'DEVICE_REPLY'],
  ['Warning: userdata type is f2fs, but ext4 was requested for formatting.', 'DEVICE_REPLY'],
  ["getvar:is-logical:userdata   FAILED (remote: 'GetVar Variable Not found')", 'DEVICE_UNKNOWN_COMMAND'],
  ['no permissions; see [http://developer.android.com/tools/device.html]     fastboot', 'ENV_PERMISSION'],
  ['(Write to device failed (no link))', 'DEVICE_GONE'],
  [
    'FLASH FAIL: Changing this partition is not allowed for security reasons (Critical Partition)',
    'DEVICE_CRITICAL_PARTITION',
  ],
  [`FAILED (remote: 'Need wipe userdata. Do 'fastboot oem unlock-go'')${ERROR}`, 'DEVICE_LOCKED'],
  ['FAILED (remote: unclock fail.)', 'DEVICE_REFUSED'],
  [`FAILED (remote: 'check password failed!')${ERROR}`, 'DEVICE_REFUSED'],
  [
    `(bootloader)  Necessary to unlock FRP!\n(bootloader)  Navigate to Developer options, and enable "OEM unlock"!\nFAILED (remote: 'Command not allowed')${ERROR}`,
    'DEVICE_LOCKED',
  ],
];

/** Out of the sources of fastbootd and of Qualcomm's boot loader, and what other makers say. */
const REFUSALS: readonly [string, string][] = [
  ['Erase is not allowed on locked devices', 'DEVICE_LOCKED'],
  ['Download is not allowed on locked devices', 'DEVICE_LOCKED'],
  ['Flashing is not allowed on locked devices', 'DEVICE_LOCKED'],
  ['Command not available on locked devices', 'DEVICE_LOCKED'],
  ['Erase is not allowed in Lock State', 'DEVICE_LOCKED'],
  ['Slot Change is not allowed in Lock State', 'DEVICE_LOCKED'],
  ['device is locked. Cannot erase', 'DEVICE_LOCKED'],
  ['not allowed in locked state', 'DEVICE_LOCKED'],
  ['Command not allowed', 'DEVICE_LOCKED'],
  ['Unlock operation is not allowed', 'DEVICE_LOCKED'],
  ['Erase is not allowed for Critical Partitions', 'DEVICE_CRITICAL_PARTITION'],
  ['Cannot erase userdata while a snapshot update is in progress', 'DEVICE_UPDATE_PENDING'],
  ['invalid command', 'DEVICE_UNKNOWN_COMMAND'],
  ['Erasing failed', 'WIPE_REPORTED_FAILURE'],
  ["Partition doesn't exist", 'DEVICE_REFUSED'],
  ['[ERR] Command error !!!', 'DEVICE_REFUSED'],
  ['22 loading zip info fail', 'DEVICE_REFUSED'],
  ['', 'DEVICE_REFUSED'],
];

describe('the table of known outputs', () => {
  test.each(SEEN)('%j is %s, and never an erase that went well', (text, code) => {
    expect(faultOf(text, 'Erasing userdata', true).code).toBe(code);
    for (const exitCode of [0, 1, null]) {
      expect(() => demandErased('userdata', printed(text, exitCode))).toThrow(Fault);
    }
  });

  test.each(REFUSALS)('the refusal %j is %s', (words, code) => {
    const text = `Erasing 'userdata'                                 FAILED (remote: '${words}')${ERROR}`;
    const fault = thrown(() => demandErased('userdata', printed(text, 1)));
    expect(fault.code).toBe(code);
    expect(fault.hint).toBeTruthy();
    // A lock refuses before anything is done; of a failure nobody knows how far it came.
    expect(fault.touched).toBe(/^(WIPE_REPORTED_FAILURE|DEVICE_REFUSED)$/.test(code));
  });

  test('every entry names a code that exists and says what to do', () => {
    for (const { code, hint } of FASTBOOT_FAILURES) {
      expect(FAULT_CODES).toContain(code);
      expect(hint).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('notes of the boot loader steer nothing', () => {
    expect(matchFailure('(bootloader) reason: Status read failed\n(bootloader) x: is locked\nall: \n')).toBeUndefined();
  });
});

describe('an erase', () => {
  const NEW = "Erasing 'userdata'                                 OKAY [  0.589s]\nFinished. Total time: 0.612s\n";

  test.each([
    ['of a release of today', NEW],
    ['with a hint before it', `******** Did you mean to fastboot format this f2fs partition?\n${NEW}`],
    ['with notes in between', "Erasing 'userdata'          (bootloader) Erasing succeeded\nOKAY [  0.1s]\nFinished.\n"],
    ['of an old release', "erasing 'userdata'...\nOKAY [ 11.284s]\nfinished. total time: 11.284s\n"],
    ['with the line ends of Windows', NEW.replaceAll('\n', '\r\n')],
  ])('%s is one', (_what, text) => {
    expect(() => demandErased('userdata', printed(text))).not.toThrow();
    expect(() => demandErased('userdata', { ...printed(''), stdout: text })).not.toThrow();
  });

  test.each<[string, RunResult]>([
    ['of another partition', printed(NEW.replace('userdata', 'cache'))],
    ['of a slot', printed(NEW.replace('userdata', 'userdata_a'))],
    ['that ended with another code', printed(NEW, 1)],
    ['whose program was killed', printed(NEW, null)],
    ['beside a failure', printed(`${NEW}FAILED (remote: 'x')`)],
    ['that only says that it is finished', printed('Finished. Total time: 0.612s\n')],
    ['that says nothing', printed('')],
    ['that skips what is not there', printed('wipe task partition not found: userdata\nFinished. Total time: 0.1s\n')],
    ['that waits for a phone first', printed(`< waiting for any device >\n${NEW}`)],
    ['that formats', printed("Formatting 'userdata' OKAY [  0.5s]\nFinished.\n")],
    ['that stops after its first words', printed("Erasing 'userdata'                                 ")],
  ])('%s is none', (_what, result) => {
    expect(() => demandErased('userdata', result)).toThrow(Fault);
  });

  test('a phone that vanishes in the middle may have been erased, one that was never there has not', () => {
    const begun = "Erasing 'userdata'                  FAILED (Status read failed (No such device))\n";
    expect(thrown(() => demandErased('userdata', printed(begun, 1)))).toMatchObject({
      code: 'DEVICE_GONE',
      touched: true,
    });
    const never = printed('< waiting for any device >\n', null, { stopped: true });
    expect(thrown(() => demandErased('userdata', never))).toMatchObject({ code: 'DEVICE_GONE', touched: false });
  });

  test('a formatter of the host that failed after the erase is named as that', () => {
    const text = `${NEW}make_f2fs failed with status 1\nfastboot: error: Cannot generate image for userdata`;
    const fault = thrown(() => demandErased('userdata', printed(text, 1)));
    expect(fault).toMatchObject({ code: 'DEVICE_REPLY', touched: true });
    expect(fault.message).toMatch(/erased it, and the program then failed to format/);
  });

  test('law: without the words for this partition and OKAY nothing is an erase', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "Erasing 'userdata'",
            "Erasing 'cache' ",
            'OKAY',
            'OKAY [  0.1s]',
            'FAILED',
            '\n',
            ' ',
            'Finished.',
          ),
        ),
        (parts) => {
          const text = parts.join('');
          const plain = /Erasing 'userdata'[ \t\n]*OKAY \[ {2}0\.1s\]/.test(text);
          expect(saysErased(text, 'userdata') && !plain).toBe(false);
        },
      ),
    );
  });
});

describe('a variable', () => {
  test.each<[string, string | undefined]>([
    ['product: oriole\nFinished. Total time: 0.001s\n', 'oriole'],
    ['product: \nFinished. Total time: 0.001s\n', ''],
    ['(bootloader) note\nproduct: a: b \nfinished. total time: 0.000s', 'a: b'],
    ["getvar:product                    FAILED (remote: 'Unknown variable')\nFinished.", undefined],
    ['getvar:product FAILED (remote failure)', undefined],
  ])('%j', (text, value) => {
    expect(readVariable('product', printed(text))).toBe(value);
  });

  test.each<[string, RunResult, string]>([
    ['a phone that is not there', printed('< waiting for tcp:h:1 >\n', null, { stopped: true }), 'DEVICE_GONE'],
    ['a phone that vanishes', printed('getvar:product FAILED (Status read failed (No such device))'), 'DEVICE_GONE'],
    ['a device that may not be opened', printed('no permissions; see [http://x]'), 'ENV_PERMISSION'],
    ['nothing at all', printed(''), 'DEVICE_REPLY'],
    ['too late', printed('', null, { timedOut: true }), 'DEVICE_REPLY'],
  ])('%s is no answer', (_what, result, code) => {
    expect(thrown(() => readVariable('product', result)).code).toBe(code);
  });
});
