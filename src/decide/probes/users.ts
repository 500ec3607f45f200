/**
 * Users and profiles beside the first user: `pm list users` (AOSP PackageManagerShellCommand.java, UserInfo.java). A reset
 * removes them all. Where user 0 is no person's (headless system user mode, UserInfo.FLAG_FULL is not set), every phone has
 * another one from its first start on, and nothing can be told.
 */
import type { Readings } from '../../model/readings.ts';
import { type Probe, signalOf, textOf } from './probe.ts';

const ID = 'users-gone';
const USER = /UserInfo\{(\d+):.*:([0-9a-f]+)\}/g;
const FLAG_FULL = 0x400;

/** Ids beside 0; undefined when the answer is none, or when user 0 belongs to nobody. */
function otherUsers(readings: Readings): readonly string[] | undefined {
  const users = [...(textOf(readings, 'users') ?? '').matchAll(USER)].map(([, id = '', flags = '']) => ({ id, flags }));
  const first = users.find(({ id }) => id === '0');
  if (first === undefined || (Number.parseInt(first.flags, 16) & FLAG_FULL) === 0) return undefined;
  return users.map(({ id }) => id).filter((id) => id !== '0');
}

export const usersProbe: Probe = {
  id: ID,
  looksAt: 'users and profiles',
  needs: ['users'],
  proves: 'The further users and work profiles that there were before are not on the phone any more.',
  cannotProve: 'Nothing where there was one user only. A profile can be removed without a reset.',
  signal: ({ before, after }) => {
    const [old, now] = [otherUsers(before), otherUsers(after)];
    if (old === undefined || now === undefined || old.length === 0) {
      return signalOf(ID, 'unknown', 'supporting', 'Further users could not be compared, or there were none before.');
    }
    // Supporting and no more: a maker's system may make a profile of its own at its first start.
    return now.some((id) => old.includes(id))
      ? signalOf(ID, 'not-reset', 'supporting', 'Further users are still there.')
      : signalOf(ID, 'reset', 'supporting', 'Further users are gone.');
  },
};
