/**
 * Every text of fastboot, and of the boot loaders behind it, that steers this program, and the code it stands for.
 * Nothing else looks at message text. Sources: AOSP system/core/fastboot (fastboot.cpp, fastboot_driver.cpp,
 * device/commands.cpp), edk2 FastbootCmds.c of Qualcomm, and reports of what phones of other makers say. A text that is
 * not here is `DEVICE_REFUSED` when the phone said FAIL, and `DEVICE_REPLY` otherwise: never taken for success.
 */
import type { FaultCode } from '../../faults/codes.ts';

export interface KnownOutput {
  readonly pattern: RegExp;
  readonly code: FaultCode;
  readonly hint: string;
}

const UNLOCK =
  'Nothing can be erased through a locked boot loader, and this program does not unlock phones: use a route that works with a locked one.';
const CABLE = 'Check the cable, look at the screen of the phone, and run `wipebench detect`.';

/** `< waiting for any device >` of old and new releases, also without the blank. */
export const WAITING = /^< ?waiting for /m;

/** First that fits counts; the more exact stand before the more general. */
export const FASTBOOT_FAILURES: readonly KnownOutput[] = [
  {
    pattern: /no permissions|insufficient permissions/i,
    code: 'ENV_PERMISSION',
    hint: 'Run `wipebench doctor`; it prints the udev rule that is missing.',
  },
  // The program waits for ever, for this phone or for whichever comes; it is ended before one does.
  { pattern: WAITING, code: 'DEVICE_GONE', hint: CABLE },
  {
    pattern:
      /Status read failed|Write to device failed|no link\b|No such device|Failed to connect to|Connection closed/i,
    code: 'DEVICE_GONE',
    hint: CABLE,
  },
  {
    pattern: /snapshot update is in progress/i,
    code: 'DEVICE_UPDATE_PENDING',
    hint: 'Start Android, let it finish its update, and begin again.',
  },
  {
    pattern: /Critical Partition/i,
    code: 'DEVICE_CRITICAL_PARTITION',
    hint: 'The boot loader protects this partition even when it is unlocked; use another route.',
  },
  {
    pattern: /Unable to open fastboot HAL|Unrecognized command|not (?:supported|available) in fastbootd/i,
    code: 'DEVICE_WRONG_MODE',
    hint: 'The phone is in fastbootd, which runs in recovery: restart it into its boot loader.',
  },
  {
    pattern:
      /not allowed (?:in|on) lock(?:ed)? (?:state|devices)|not available on locked devices|is locked|Partition flashing is not allowed|No support by lock control|unlock device to use this command|unlock is not allowed|Unlock operation is not allowed|Need wipe userdata|Command not allowed|Permission denied/i,
    code: 'DEVICE_LOCKED',
    hint: UNLOCK,
  },
  {
    pattern: /Variable Not found|Unknown variable|unknown command|invalid command|unsupported command/i,
    code: 'DEVICE_UNKNOWN_COMMAND',
    hint: 'This boot loader does not know that; use another route.',
  },
  {
    pattern: /Erasing failed|failed to erase partition/i,
    code: 'WIPE_REPORTED_FAILURE',
    hint: 'Try once more after `reboot bootloader` on its menu, or use another route.',
  },
  {
    pattern: /FAILED|\bFAIL\b|fastboot: error/,
    code: 'DEVICE_REFUSED',
    hint: 'The boot loader refuses; use another route.',
  },
];

/** The host's own program cannot make a file system. Where the erase before it was OKAY, it is done all the same. */
export const FORMATTER_FAILED =
  /Cannot generate image for|(?:mke2fs|make_f2fs|mkfs\.\w+)\b.* failed|Erase successful, but not automatically formatting/;

/** A line that says that something did not work. */
export const FAILED_LINE = /\bFAILED\b|^fastboot: error/m;

/** Before anything was done. With every other code it is not known that nothing was. */
export const REFUSED_BEFORE: readonly FaultCode[] = [
  'ENV_PERMISSION',
  'DEVICE_LOCKED',
  'DEVICE_CRITICAL_PARTITION',
  'DEVICE_UPDATE_PENDING',
  'DEVICE_WRONG_MODE',
  'DEVICE_UNKNOWN_COMMAND',
];

/** Notes of the boot loader, such as the variables that it lists, are no word of the program and steer nothing. */
const NOTES = /\(bootloader\)[^\n]*/g;

export function matchFailure(text: string): KnownOutput | undefined {
  const words = text.replaceAll(NOTES, '');
  return FASTBOOT_FAILURES.find((known) => known.pattern.test(words));
}
