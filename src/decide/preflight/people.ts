/** Users and profiles: `pm list users`, one `UserInfo{ID:NAME:FLAGS}` a line with flags in hex (UserInfo.java). */
import type { Check } from './check.ts';
import { anyNo, heard, ifYes } from './witness.ts';

const MANAGED_PROFILE = 0x20;

interface Users {
  readonly flags: readonly number[];
  /** Every entry was understood. */
  readonly whole: boolean;
}

/**
 * An entry goes on to the next one, because a name may hold line breaks. The real flags always stand at the end of an
 * entry, whatever a name pretends, so a name can add users but hide none.
 */
function parseUsers(text: string): Users {
  const [heading = '', ...entries] = text.split(/^[ \t]*UserInfo\{\d+:/m);
  const flags = entries.map((entry) => /:([0-9a-f]{1,8})\}( running)?\s*$/.exec(entry)?.[1]);
  return {
    flags: flags.map((each) => Number.parseInt(each ?? '0', 16)),
    whole: heading.trim() === 'Users:' && flags.length > 0 && !flags.includes(undefined),
  };
}

function workProfile(text: string): boolean | undefined {
  const users = parseUsers(text);
  if (users.flags.some((flags) => (flags & MANAGED_PROFILE) !== 0)) return true;
  return users.whole ? false : undefined;
}

function several(text: string): boolean | undefined {
  const users = parseUsers(text);
  if (users.flags.length > 1) return true;
  return users.whole ? false : undefined;
}

export const PEOPLE_CHECKS: readonly Check[] = [
  {
    code: 'WORK_PROFILE',
    severity: 'warns',
    readings: ['users', 'owners'],
    look: (view) =>
      anyNo(
        heard(view, 'users', workProfile),
        ...ifYes(heard(view, 'owners', (text) => /\bManagedProfileOwner\b/.test(text) || undefined)),
      ),
    words: {
      yes: 'A work profile, or a space that is built like one (Secure Folder, twin apps), is on the phone. A reset erases it too.',
      no: 'No work profile is on the phone.',
      unknown: 'Whether a work profile is on the phone is not known; a reset would erase it too.',
    },
    action: 'Make sure that what is in it may be erased.',
  },
  {
    code: 'SEVERAL_USERS',
    severity: 'info',
    readings: ['users'],
    look: (view) => heard(view, 'users', several),
    words: {
      yes: 'The phone has several users or profiles. A reset erases all of them.',
      no: 'The phone has one user.',
      unknown: 'Whether the phone has several users is not known; a reset would erase all of them.',
    },
    action: 'Make sure that nobody else needs what is on the phone.',
  },
];
