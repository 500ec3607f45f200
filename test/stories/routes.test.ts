import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

interface Case {
  readonly phone: string;
  readonly route: string;
  readonly require: string;
  readonly code: number;
  readonly result: string;
  /** A code that must be among the reasons, or that of the ending. */
  readonly because?: string;
  /** Whether the storage still holds what it held. */
  readonly left: 'nothing' | 'all' | 'most';
  readonly change?: Partial<PhoneDefinition>;
}

const LIAR = [{ kind: 'liar' as const }];
const CASES: readonly Case[] = [
  {
    phone: 'twrp-honest',
    route: 'twrp',
    require: 'STATISTICAL',
    code: 12,
    result: 'performed-unverified',
    because: 'NEW_FILE_SYSTEM_OR_LEFTOVER',
    left: 'nothing',
  },
  {
    phone: 'twrp-liar',
    route: 'twrp',
    require: 'STATUS-ONLY',
    code: 10,
    result: 'unknown',
    because: 'NOT_ACKNOWLEDGED',
    left: 'all',
  },
  {
    phone: 'twrp-rm-fallback',
    route: 'twrp',
    require: 'STATUS-ONLY',
    code: 10,
    result: 'unknown',
    because: 'NOT_ACKNOWLEDGED',
    left: 'most',
  },
  {
    phone: 'twrp-fail-wipe',
    route: 'twrp',
    require: 'STATUS-ONLY',
    code: 10,
    result: 'unknown',
    because: 'NOT_ACKNOWLEDGED',
    left: 'all',
  },
  {
    phone: 'twrp-no-discard',
    route: 'twrp',
    require: 'STATUS-ONLY',
    code: 11,
    result: 'not-sanitized',
    because: 'CONTENT_REMAINED',
    left: 'most',
  },
  {
    phone: 'twrp-plaintext',
    route: 'twrp-overwrite',
    require: 'STATISTICAL',
    code: 0,
    result: 'verified',
    left: 'nothing',
  },
  {
    phone: 'miassistant-honest',
    route: 'miassistant',
    require: 'STATUS-ONLY',
    code: 12,
    result: 'performed-unverified',
    because: 'WORD_ONLY',
    left: 'nothing',
  },
  {
    phone: 'miassistant-liar',
    route: 'miassistant',
    require: 'STATUS-ONLY',
    code: 12,
    result: 'performed-unverified',
    because: 'STATE_CONTRADICTS',
    left: 'most',
  },
  {
    phone: 'miassistant-disabled',
    route: 'miassistant',
    require: 'STATUS-ONLY',
    code: 10,
    result: 'unknown',
    because: 'NOT_ACKNOWLEDGED',
    left: 'all',
  },
  {
    phone: 'miassistant-android',
    route: 'miassistant-from-android',
    require: 'STATUS-ONLY',
    code: 12,
    result: 'performed-unverified',
    because: 'WORD_ONLY',
    left: 'nothing',
  },
  {
    phone: 'harness-honest',
    route: 'test-harness',
    require: 'STATE-OBSERVED',
    code: 0,
    result: 'verified',
    left: 'nothing',
  },
  {
    phone: 'harness-liar',
    route: 'test-harness',
    require: 'STATUS-ONLY',
    code: 11,
    result: 'not-sanitized',
    because: 'STATE_NOT_RESET',
    left: 'most',
  },
  {
    phone: 'harness-no-block',
    route: 'test-harness',
    require: 'STATUS-ONLY',
    code: 10,
    result: 'unknown',
    because: 'NOT_ACKNOWLEDGED',
    left: 'most',
  },
  {
    phone: 'trade-in-evaluate',
    route: 'trade-in',
    require: 'STATE-OBSERVED',
    code: 0,
    result: 'verified',
    left: 'nothing',
  },
  {
    phone: 'trade-in-liar',
    route: 'trade-in',
    require: 'STATUS-ONLY',
    code: 11,
    result: 'not-sanitized',
    because: 'STATE_NOT_RESET',
    left: 'most',
  },
  {
    phone: 'cache-command-honest',
    route: 'root-command',
    require: 'STATISTICAL',
    code: 0,
    result: 'verified',
    left: 'nothing',
  },
];
/** The same with another character, under a name of their own. */
const CHANGED: readonly Case[] = [
  {
    phone: 'twrp-overwritten',
    route: 'twrp-overwrite',
    require: 'STATISTICAL',
    code: 0,
    result: 'verified',
    left: 'nothing',
  },
  {
    phone: 'miassistant-android-liar',
    route: 'miassistant-from-android',
    require: 'STATUS-ONLY',
    code: 11,
    result: 'not-sanitized',
    because: 'STATE_NOT_RESET',
    left: 'most',
  },
  {
    phone: 'cache-command-liar',
    route: 'root-command',
    require: 'STATUS-ONLY',
    code: 11,
    result: 'not-sanitized',
    left: 'most',
  },
  { phone: 'rescue-on-miui', route: 'rescue', require: 'STATUS-ONLY', code: 4, result: 'untouched', left: 'most' },
];

let station: Station;

beforeAll(async () => {
  const shipped = await Promise.all(CASES.map(({ phone }) => small(phone)));
  station = await openStation([
    ...shipped,
    { ...(await small('twrp-honest')), name: 'twrp-overwritten' },
    { ...(await small('miassistant-android')), name: 'miassistant-android-liar', character: LIAR },
    { ...(await small('cache-command-honest')), name: 'cache-command-liar', character: LIAR },
    { ...(await small('miassistant-android')), name: 'rescue-on-miui' },
    { ...(await small('harness-screen-lock')), name: 'harness-locked' },
    {
      ...(await small('harness-honest')),
      name: 'harness-account',
      accounts: [{ name: 'a@example.org', type: 'com.google' }],
    },
  ]);
  station.offer(...[...CASES, ...CHANGED].map(({ route }) => route), 'root', 'companion-owner');
}, 240_000);

afterAll(() => station?.close());

function reasonsOf(lines: readonly Record<string, unknown>[]): string[] {
  const verdict = lines.find((line) => line['type'] === 'verdict');
  return ((verdict?.['reasons'] ?? []) as { code: string }[]).map(({ code }) => code);
}

describe('each route', () => {
  it.each([...CASES, ...CHANGED])(
    '$phone by $route is $result',
    async ({ phone, route, require, code, result, because, left }) => {
      const raw = rawCopy(station.bench.phone(phone));
      const ended = await station.wipe(phone, ['--route', route, '--require', require]);
      const shown = `${ended.stderr}\n${ended.stdout.slice(-3000)}`;
      expect({ code: ended.code, result: String(summaryOf(ended)['result']) }, shown).toEqual({ code, result });
      if (because !== undefined) expect(reasonsOf(ended.lines), shown).toContain(because);
      const share = raw.survivors() / raw.written;
      expect(share, phone).toBeGreaterThanOrEqual({ nothing: 0, most: 0.5, all: 0.95 }[left]);
      expect(share, phone).toBeLessThanOrEqual(left === 'nothing' ? 0 : 1);
      if (result === 'verified') expect(raw.survivors(), phone).toBe(0);
    },
    120_000,
  );
});

describe('what is never taken', () => {
  it.each([
    ['harness-account', 'test-harness', /are accounts signed in\? no, here yes/],
    ['harness-locked', 'test-harness', /is a screen lock set\? no or unknown, here yes/],
    ['twrp-honest', 'root', /what answers: none or lineage, here twrp/],
  ])('%s by %s', async (phone, route, why) => {
    const ended = await station.wipe(phone, ['--route', route]);
    expect(ended.code, `${ended.stderr}\n${ended.stdout.slice(-1500)}`).toBe(4);
    expect(ended.stdout + ended.stderr).toMatch(why);
  });

  it('a route that needs an app which does not exist', async () => {
    const ended = await station.wipe('harness-account', ['--route', 'companion-owner']);
    expect(ended.code, ended.stderr).toBe(4);
  });
});
