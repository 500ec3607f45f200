/**
 * Who has power over the phone beside its owner: organisations and lenders. `dpm list-owners` prints it since Android 12
 * (DevicePolicyManagerServiceShellCommand.java), `dumpsys device_policy` on every release (Owners.java, DevicePolicyData.java).
 */
import type { Check, View, Witness } from './check.ts';
import { property, yesOrNo } from './property.ts';
import { anyNo, heard, ifYes } from './witness.ts';

/** The whole answer is `no owners`; an owner of that name stands in a list. */
function listedOwner(text: string): boolean | undefined {
  if (text.trim() === 'no owners') return false;
  return /^\d+ owners?:/im.test(text) || /\b(Device|Profile)Owner\b/.test(text) ? true : undefined;
}

const isPolicyDump = (text: string) => /^Current Device Policy Manager state:/m.test(text);

function dumpedOwner(text: string): boolean | undefined {
  if (/^[ \t]*(Device Owner: *$|Profile Owner \(User -?\d+\):)/m.test(text)) return true;
  return isPolicyDump(text) ? false : undefined;
}

/**
 * Programs that lock a phone when an instalment is not paid. They count as owner or active administrator only: makers
 * preinstall some of them on phones that were paid for. The list is never complete, and the words for `no` say so.
 */
const LENDERS =
  /^(com\.samsung\.android\.kgclient|com\.(google\.)?android\.(apps\.)?devicelock(controller)?|com\.payjoy|com\.trustonic\.(telecoms|alps)|com\.kistpay|com\.airtelx\.airtelkiosk|com\.mkopa|com\.nuovopay|com\.datacultr|com\.motorola\.paks)(\.|$)/i;

function packagesIn(text: string): string[] {
  const patterns = [
    /^[ \t]+([\w.]+)\/[\w.$]+:[ \t]*$/gm,
    /\badmin=(?:ComponentInfo\{)?([\w.]+)\//g,
    /^[ \t]*package=([\w.]+)/gm,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

const hasLender = (text: string) => packagesIn(text).some((name) => LENDERS.test(name));

/** Samsung's Knox Guard: Prenormal, Checking, Active, Locked, Completed, Error. Active means that a lender watches. */
function knoxGuard(view: View): Witness {
  return property(view, 'knox.kg.state', (value) => /^(Active|Locked)$/i.test(value ?? ''));
}

export const MANAGEMENT_CHECKS: readonly Check[] = [
  {
    code: 'DEVICE_MANAGED',
    severity: 'blocks',
    readings: ['owners', 'device-policy', 'props'],
    look: (view) =>
      anyNo(
        heard(view, 'owners', listedOwner),
        heard(view, 'device-policy', dumpedOwner),
        ...ifYes(property(view, 'ro.organization_owned', yesOrNo)),
      ),
    words: {
      yes: 'The phone is managed by an organisation (device owner or work profile).',
      no: 'No device or profile owner is set.',
      unknown: 'Whether the phone is managed is not known.',
    },
    action: 'Have the organisation release the phone from its management first.',
  },
  {
    code: 'FINANCE_LOCK',
    severity: 'blocks',
    readings: ['owners', 'device-policy', 'props'],
    look: (view) =>
      anyNo(
        heard(view, 'device-policy', (text) => hasLender(text) || (isPolicyDump(text) ? false : undefined)),
        ...ifYes(heard(view, 'owners', hasLender)),
        ...ifYes(knoxGuard(view)),
      ),
    words: {
      yes: 'A program that locks the phone for a lender or a network operator is in charge of it.',
      no: 'No lock of a known lender is in charge of the phone.',
      unknown: 'Whether a lender can lock the phone is not known.',
    },
    action: 'Have the lender or the seller release the phone; a wipe does not lift the lock.',
  },
];
