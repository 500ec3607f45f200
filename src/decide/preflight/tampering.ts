/** The boot loader's lock, and signs that the system is not the maker's. All of it is told by the phone, and can be forged. */
import type { Check, View, Witness } from './check.ts';
import { olderThan } from './older-than.ts';
import { property, variable, yesOrNo } from './property.ts';
import { allNo, anyNo, heard, heardAll, unknown } from './witness.ts';

const FIRST_TEST_HARNESS_SDK = 29;

function lockFact({ identity }: View): Witness {
  const { bootLock } = identity;
  if (!('value' in bootLock)) return unknown(bootLock.unavailable);
  return { says: bootLock.value === 'unlocked' ? 'yes' : 'no', from: bootLock.source };
}

/** Orange is shown for unlocked boot loaders only, whatever another property says. */
function orange({ identity }: View): Witness[] {
  const { verifiedBoot } = identity;
  const is = 'value' in verifiedBoot && verifiedBoot.value.toLowerCase() === 'orange';
  return is ? [{ says: 'yes', from: verifiedBoot.source }] : [];
}

/** On debuggable builds root and `su` belong to the build. */
const engineering = ({ identity }: View) => 'value' in identity.buildType && identity.buildType.value !== 'user';

const ROOT_PROGRAMS =
  /^package:(?:\S+=)?(com\.topjohnwu\.magisk|io\.github\.(vvb2060|huskydg)\.magisk|me\.weishu\.kernelsu|me\.bmax\.apatch|eu\.chainfire\.supersu|com\.noshufou\.android\.su|com\.koushikdutta\.superuser|com\.kingroot\.kinguser|com\.kingouser\.com)\b/m;

function rooted(view: View): Witness {
  const lax = engineering(view);
  return allNo(
    heard(view, 'uid', (text) => (text.trim() === '0' ? !lax : /^\d+$/.test(text.trim()) ? false : undefined)),
    heardAll(view, 'su', (text, stderr, exitCode) => {
      if (exitCode === 0)
        return /^(\/\S*\/)?su$/.test(text.trim()) || /^alias su\b/.test(text.trim()) ? !lax : undefined;
      return exitCode === 1 && `${text}${stderr}`.trim() === '' ? false : undefined;
    }),
    heard(view, 'third-party-packages', (text) => {
      if (ROOT_PROGRAMS.test(text)) return true;
      return text.trim() === '' || /^package:/m.test(text) ? false : undefined;
    }),
    heard(view, 'props', () => {
      const names = [...view.properties.keys()];
      if (names.some((name) => /^(init\.svc\.magisk|persist\.magisk|ro\.magisk)/.test(name))) return true;
      return names.length > 0 ? false : undefined;
    }),
  );
}

export const TAMPERING_CHECKS: readonly Check[] = [
  {
    code: 'OEM_UNLOCK_ALLOWED',
    severity: 'info',
    readings: ['props'],
    look: (view) => property(view, 'sys.oem_unlock_allowed', yesOrNo),
    words: {
      yes: 'Unlocking of the boot loader is allowed in Settings.',
      no: 'Unlocking of the boot loader is not allowed in Settings.',
      unknown: 'Whether unlocking of the boot loader is allowed in Settings is not known.',
    },
    action: 'Switch it off in the developer options before the phone is sold.',
  },
  {
    code: 'BOOTLOADER_UNLOCKED',
    severity: 'warns',
    readings: ['props'],
    look: (view) => anyNo(...orange(view), lockFact(view), variable(view, 'unlocked', yesOrNo)),
    words: {
      yes: 'The boot loader is unlocked: the system may not be the maker’s, and what it says of itself can be forged.',
      no: 'The phone says that its boot loader is locked; a changed system could say so too.',
      unknown: 'Whether the boot loader is unlocked is not known.',
    },
    action: 'Trust what the boot loader shows on the screen more than what the system says.',
  },
  {
    code: 'TEST_HARNESS_ON',
    severity: 'warns',
    readings: ['props'],
    look: (view) =>
      anyNo(
        property(view, 'persist.sys.test_harness', (value) => (value === undefined ? false : yesOrNo(value))),
        ...olderThan(view, FIRST_TEST_HARNESS_SDK),
      ),
    words: {
      yes: 'The phone is in test harness mode: it looks set up, lets computers in and has no lock.',
      no: 'The phone is not in test harness mode.',
      unknown: 'Whether the phone is in test harness mode is not known.',
    },
    action: 'Reset it once more in the ordinary way before it is sold.',
  },
  {
    code: 'ROOTED',
    severity: 'warns',
    readings: ['uid', 'su', 'third-party-packages', 'props'],
    look: rooted,
    words: {
      yes: 'The phone shows signs of root access: what it says of itself can be forged.',
      no: 'No sign of root access was found; a changed system can hide it.',
      unknown: 'Whether the phone is rooted is not known.',
    },
    action: 'Rely on what is read of the storage, and on what a person sees on the screen.',
  },
];
