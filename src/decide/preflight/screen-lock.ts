/** Whether the screen asks for a pattern, a number or a password, as far as an unprivileged shell can tell. */
import type { Check } from './check.ts';
import { firstKnown, heard } from './witness.ts';

/**
 * `dumpsys lock_settings` (LockSettingsService.java): `CredentialType: NONE|PATTERN|PIN|PASSWORD` for each user since
 * Android 11; before, only the secure user id of Gatekeeper, which is zero without a lock.
 */
function lockSettings(text: string): boolean | undefined {
  if (!/^Current lock settings service state:/m.test(text)) return undefined;
  const types = [...text.matchAll(/^[ \t]*CredentialType: *(\S+)/gm)].map((match) => match[1]?.toUpperCase());
  if (types.length > 0) return types.some((type) => type !== 'NONE' && type !== '-1');
  const ids = [...text.matchAll(/^[ \t]*SID *[=:] *([0-9a-f]+)[ \t]*$/gim)].map((match) => match[1] ?? '');
  return ids.length > 0 ? ids.some((id) => /[^0]/.test(id)) : undefined;
}

/** `locksettings get-disabled`: true means that the lock screen is "None"; false also for one that only wants a swipe. */
const disabled = (text: string) => (text.trim() === 'true' ? false : undefined);

/**
 * `dumpsys window policy`, KeyguardServiceDelegate: what the lock screen last said, and true before it said anything. The
 * code of a SIM card counts as secure there, so that is not understood.
 */
function keyguard(text: string): boolean | undefined {
  if (!/^[ \t]*KeyguardServiceDelegate/m.test(text) || /^[ \t]*mSimSecure=true/m.test(text)) return undefined;
  const said = [...text.matchAll(/^[ \t]*secure=(true|false)[ \t]*$/gm)].map((match) => match[1]);
  return said.length === 0 ? undefined : said.includes('true');
}

export const SCREEN_LOCK_CHECKS: readonly Check[] = [
  {
    code: 'SCREEN_LOCK_SET',
    severity: 'info',
    readings: ['lock-settings', 'lock-disabled', 'keyguard'],
    look: (view) =>
      firstKnown(
        heard(view, 'lock-settings', lockSettings),
        heard(view, 'lock-disabled', disabled),
        heard(view, 'keyguard', keyguard),
      ),
    words: {
      yes: 'The screen is locked with a pattern, a number or a password.',
      no: 'The screen opens without a pattern, a number or a password.',
      unknown: 'Whether the screen is locked with a pattern, a number or a password is not known.',
    },
    action: 'Some routes need the lock removed in Settings first, by somebody who knows it.',
  },
];
