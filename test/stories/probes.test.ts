/**
 * Phones whose raw storage nobody can read: files that were planted before the wipe are looked for in a shell afterwards.
 * The raw storage of the virtual phone is the judge here as well, and no phone that lies is ever given this level.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

const MIB = 1024 * 1024;
const LEVEL = 'LOGICAL-PROBE';
const HIDDEN = [{ kind: 'liar' as const, hides: ['planted-files' as const] }];
const FORGED = [{ kind: 'liar' as const, hides: ['planted-files' as const, 'android-id' as const] }];
const UNREADABLE = [{ kind: 'read-errors' as const, ranges: [{ offset: 20 * MIB, length: MIB }] }];

interface Case {
  readonly phone: string;
  readonly like?: string;
  readonly change?: Partial<PhoneDefinition>;
  /** Undefined: the one that the planner takes. */
  readonly route?: string;
  readonly code: number;
  readonly result: string;
  readonly level: string;
  readonly because?: string;
  readonly left: 'nothing' | 'something';
}

const CASES: readonly Case[] = [
  { phone: 'harness-honest', code: 0, result: 'verified', level: LEVEL, left: 'nothing' },
  { phone: 'trade-in-evaluate', code: 0, result: 'verified', level: LEVEL, left: 'nothing' },
  {
    // Too much of its raw storage cannot be read for a sample to count, and nothing speaks against it.
    phone: 'userdebug-unreadable',
    like: 'userdebug-honest',
    change: { character: UNREADABLE },
    code: 0,
    result: 'verified',
    level: LEVEL,
    because: 'UNREADABLE_PLACES',
    left: 'nothing',
  },
  // What can be read is read: more than was asked for.
  { phone: 'userdebug-honest', code: 0, result: 'verified', level: 'STATISTICAL', left: 'nothing' },
  {
    // No shell after the reset: it says so, and stays below.
    phone: 'retail-locked',
    route: 'rescue',
    code: 12,
    result: 'performed-unverified',
    level: 'STATE-OBSERVED',
    because: 'BELOW_REQUIRED_LEVEL',
    left: 'nothing',
  },
  {
    phone: 'harness-liar',
    code: 11,
    result: 'not-sanitized',
    level: 'NOT-VERIFIED',
    because: 'STATE_NOT_RESET',
    left: 'something',
  },
  {
    phone: 'harness-hider',
    code: 11,
    result: 'not-sanitized',
    level: 'NOT-VERIFIED',
    because: 'STATE_NOT_RESET',
    left: 'something',
  },
  {
    phone: 'harness-forger',
    like: 'harness-honest',
    change: { character: FORGED },
    code: 11,
    result: 'not-sanitized',
    level: 'NOT-VERIFIED',
    because: 'STATE_NOT_RESET',
    left: 'something',
  },
  {
    phone: 'trade-in-liar',
    code: 11,
    result: 'not-sanitized',
    level: 'NOT-VERIFIED',
    because: 'STATE_NOT_RESET',
    left: 'something',
  },
  {
    phone: 'userdebug-hider',
    like: 'userdebug-liar',
    change: { character: HIDDEN },
    code: 11,
    result: 'not-sanitized',
    level: 'STATUS-ONLY',
    because: 'STATE_NOT_RESET',
    left: 'something',
  },
  {
    phone: 'userdebug-partial',
    code: 12,
    result: 'performed-unverified',
    level: 'STATE-OBSERVED',
    because: 'CIPHERTEXT_REMAINED',
    left: 'something',
  },
  {
    // By a way that never reads its storage: root would, so the files are not enough.
    phone: 'userdebug-partial-harness',
    like: 'userdebug-partial',
    route: 'test-harness',
    code: 12,
    result: 'performed-unverified',
    level: 'STATE-OBSERVED',
    because: 'BELOW_REQUIRED_LEVEL',
    left: 'something',
  },
  {
    phone: 'harness-swapped',
    like: 'harness-honest',
    change: { character: [{ kind: 'swapped', after: 'wipe', serial: 'ANOTHER0000001', imei: '356938110000005' }] },
    code: 10,
    result: 'unknown',
    level: 'NOT-VERIFIED',
    because: 'PHONE_SWAPPED',
    left: 'nothing',
  },
];

let station: Station;

beforeAll(async () => {
  station = await openStation(
    await Promise.all(
      CASES.map(async ({ phone, like, change }) => ({ ...(await small(like ?? phone)), ...change, name: phone })),
    ),
    LEVEL,
  );
}, 240_000);

afterAll(() => station?.close());

function reasonsOf(lines: readonly Record<string, unknown>[]): string[] {
  const verdict = lines.find((line) => line['type'] === 'verdict');
  return ((verdict?.['reasons'] ?? []) as { code: string }[]).map(({ code }) => code);
}

const planted = (journal: string): string[] =>
  readFileSync(journal, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    .flatMap((entry) => (entry.type === 'planted' ? entry.data.paths : []));

describe(`by a policy that asks for ${LEVEL}`, () => {
  it.each(CASES)(
    '$phone is $result at $level',
    async ({ phone, route, code, result, level, because, left }) => {
      const raw = rawCopy(station.bench.phone(phone));
      const ended = await station.wipe(phone, route === undefined ? [] : ['--route', route]);
      const { result: now, level: reached, journal } = summaryOf(ended);
      const shown = `${ended.stderr}\n${ended.stdout.slice(-4000)}`;
      expect({ code: ended.code, result: now, level: reached }, shown).toEqual({ code, result, level });
      if (because !== undefined) expect(reasonsOf(ended.lines), shown).toContain(because);
      if (left === 'nothing' && result === 'verified') expect(raw.survivors()).toBe(0);
      if (left === 'something') expect(raw.survivors()).toBeGreaterThan(0);
      if (level === LEVEL) expect(planted(String(journal)).length).toBe(4);
    },
    120_000,
  );
});
