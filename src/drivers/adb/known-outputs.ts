/**
 * Every text of adb that steers this program, and the code it stands for. Nothing else looks at message text.
 * Sources: AOSP packages/modules/adb (transport.cpp, adb.cpp, services.cpp, daemon/restart_service.cpp,
 * client/commandline.cpp). A text that is not here is `DEVICE_REFUSED`: refused, and never taken for success.
 */
import type { FaultCode } from '../../faults/codes.ts';

export interface KnownOutput {
  readonly pattern: RegExp;
  readonly code: FaultCode;
  readonly hint: string;
}

/** Answers `FAIL` of the adb server to a host request or when a service is opened. */
export const SERVER_FAILURES: readonly KnownOutput[] = [
  {
    pattern: /^device unauthorized/,
    code: 'DEVICE_UNAUTHORIZED',
    hint: 'Unlock the phone and tap Allow in the dialog "Allow USB debugging?".',
  },
  {
    pattern: /^device (still authorizing|still connecting)/,
    code: 'DEVICE_OFFLINE',
    hint: 'Wait a few seconds; if it stays so, unplug the cable and plug it in again.',
  },
  {
    pattern: /^device offline/,
    code: 'DEVICE_OFFLINE',
    hint: 'Unplug the cable and plug it in again; if it stays offline, restart the phone.',
  },
  {
    pattern: /^(device .*not found|no device with transport id|no devices\/emulators found)/,
    code: 'DEVICE_GONE',
    hint: 'Check the cable and run `wipebench detect`.',
  },
  {
    pattern: /^more than one device/,
    code: 'USAGE_DEVICE_AMBIGUOUS',
    hint: 'Name the phone by its seat, as `wipebench detect` prints it.',
  },
  {
    pattern: /^(insufficient permissions for device|no permissions)/,
    code: 'ENV_PERMISSION',
    hint: 'Run `wipebench doctor`; it prints the udev rule that is missing.',
  },
  {
    pattern: /^closed$/,
    code: 'DEVICE_REFUSED',
    hint: 'The phone does not offer this service in the mode it is in.',
  },
];

/** What `root:` answers (daemon/restart_service.cpp). */
export const ROOT_REPLIES = {
  restarting: /^restarting adbd as root\s*$/,
  already: /^adbd is already running as root\s*$/,
  refused: /^adbd cannot run as root in production builds\s*$/,
} as const;

export function matchServerFailure(text: string): KnownOutput | undefined {
  return SERVER_FAILURES.find((known) => known.pattern.test(text.trim()));
}
