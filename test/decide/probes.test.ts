/** Each probe alone, as tables: what a phone said before and after, and what its signal makes of it. */
import { describe, expect, test } from 'vitest';
import { canariesGone } from '../../src/decide/probes/canaries.ts';
import { SHELL_PROBES, shellSignals } from '../../src/decide/state-signals.ts';
import { READING_COMMANDS } from '../../src/engine/ask.ts';
import { CANARY_FOLDERS, type CanaryLook, canaryLookSchema } from '../../src/model/canary-look.ts';
import type { ReadingName, Readings } from '../../src/model/readings.ts';
import { answered } from './properties.ts';

const readings = (texts: Partial<Record<ReadingName, string>>): Readings =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, answered(text)]));

type Folder = CanaryLook['folders'][number];
const folder = (change: Partial<Folder> = {}): Folder => ({
  folder: '/sdcard',
  planted: 2,
  seenBefore: 2,
  searched: true,
  found: 0,
  ...change,
});
const both = (change: Partial<Folder> = {}, reason: string | null = null): CanaryLook => ({
  folders: [folder(change), folder({ folder: '/data/local/tmp' })],
  void: reason,
});

describe('planted files', () => {
  test.each<[string, CanaryLook, string, string]>([
    ['all gone, everywhere', both(), 'reset', 'supporting'],
    ['one is still there', both({ found: 1 }), 'not-reset', 'decisive'],
    ['one is still there, and the search ended too soon', both({ found: 1, searched: false }), 'not-reset', 'decisive'],
    ['one is still there, though they were void', both({ found: 1 }, 'forgotten'), 'not-reset', 'decisive'],
    ['one was never seen before', both({ seenBefore: 1 }), 'unknown', 'supporting'],
    ['none was taken in one place', both({ planted: 0, seenBefore: 0 }), 'unknown', 'supporting'],
    ['the search did not work in one place', both({ searched: false }), 'unknown', 'supporting'],
    ['forgotten since', both({}, 'forgotten'), 'unknown', 'supporting'],
    ['one place only', { folders: [folder()], void: null }, 'unknown', 'supporting'],
    ['the same place twice', { folders: [folder(), folder()], void: null }, 'unknown', 'supporting'],
    ['no place', { folders: [], void: null }, 'unknown', 'supporting'],
  ])('%s', (_what, look, says, worth) => {
    const signals = shellSignals({}, {}, canaryLookSchema.parse(look));
    expect(signals.find(({ id }) => id === 'canaries-gone')).toMatchObject({ says, worth });
    expect(canariesGone(look)).toBe(says === 'reset');
  });

  test('nothing is said of them where none were planned, and no void look is ever good', () => {
    expect(shellSignals({}, {}).some(({ id }) => id === 'canaries-gone')).toBe(false);
    expect(canariesGone(undefined)).toBe(false);
  });

  test('a phone that only hides them still lets this bench in, and that speaks against it', () => {
    const sold = readings({ props: '[ro.adb.secure]: [1]\n[ro.debuggable]: [0]\n' });
    expect(shellSignals(sold, sold, both()).find(({ id }) => id === 'keys-kept')).toMatchObject({ says: 'not-reset' });
  });
});

describe('users and profiles', () => {
  const OWNER = 'UserInfo{0:Owner:c13} running';
  const list = (...lines: string[]) => readings({ users: `Users:\n${lines.map((line) => `\t${line}\n`).join('')}` });
  const WORK = 'UserInfo{10:Work profile:1030} running';
  const GUEST = 'UserInfo{11:Guest:414}';
  test.each<[string, Readings, Readings, string]>([
    ['gone', list(OWNER, WORK), list(OWNER), 'reset'],
    ['both gone', list(OWNER, WORK, GUEST), list(OWNER), 'reset'],
    ['one stayed', list(OWNER, WORK, GUEST), list(OWNER, GUEST), 'not-reset'],
    ['all stayed', list(OWNER, WORK), list(OWNER, WORK), 'not-reset'],
    ['another one, which the system makes by itself', list(OWNER, GUEST), list(OWNER, WORK), 'reset'],
    ['there were none', list(OWNER), list(OWNER), 'unknown'],
    ['not asked before', {}, list(OWNER), 'unknown'],
    ['not answered after', list(OWNER, WORK), {}, 'unknown'],
    ['an answer in other words', list(OWNER, WORK), readings({ users: "cmd: Can't find service: user" }), 'unknown'],
    // User 0 without FLAG_FULL: headless system user mode, in which user 10 is there from the first start.
    ['user 0 is nobody', list('UserInfo{0:System:813}', WORK), list('UserInfo{0:System:813}', WORK), 'unknown'],
    ['a hostile name', list(OWNER, 'UserInfo{10:a}:b{0::c13} running'), list(OWNER), 'reset'],
  ])('%s', (_what, before, after, says) => {
    const signal = shellSignals(before, after).find(({ id }) => id === 'users-gone');
    expect(signal).toMatchObject({ says, worth: 'supporting' });
  });
});

describe('every probe', () => {
  test.each(SHELL_PROBES.map((probe) => [probe.id, probe] as const))('%s says what it is good for', (id, probe) => {
    expect(id).toMatch(/^[a-z-]+$/);
    for (const words of [probe.proves, probe.cannotProve]) expect(words).toMatch(/^[A-Z].{20,}\.$/);
    for (const name of probe.needs) expect(READING_COMMANDS).toHaveProperty([name]);
    // Without any answer there is no sign, for or against.
    expect(probe.signal({ before: {}, after: {} })).toMatchObject({ id, says: 'unknown' });
  });

  test('each has a name of its own, and the places of planted files are those of an ordinary shell', () => {
    const names = SHELL_PROBES.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
    expect(CANARY_FOLDERS).toEqual(['/sdcard', '/data/local/tmp']);
  });
});
