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

const FURTHER: readonly Pick<Case, 'phone' | 'like' | 'change'>[] = [
  { phone: 'shown', like: 'harness-honest' },
  { phone: 'harness-no-block' },
  { phone: 'killed-early', like: 'harness-honest' },
  { phone: 'killed-late', like: 'harness-honest' },
  { phone: 'killed-planting', like: 'harness-honest' },
];

let station: Station;

beforeAll(async () => {
  station = await openStation(
    await Promise.all(
      [...CASES, ...FURTHER].map(async ({ phone, like, change }) => ({
        ...(await small(like ?? phone)),
        ...change,
        name: phone,
      })),
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

  it('the certificate says what each probe shows, what it does not, and what is known of the keys', async () => {
    const ended = await station.wipe('shown');
    expect(ended.code, ended.stderr).toBe(0);
    const certificate = String(summaryOf(ended)['certificate']);
    const { stdout, code } = await station.run(['certificate', 'show', certificate]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Probe +reset: All 4 planted files are gone\. Not shown by it: Whether their content/);
    expect(stdout).toMatch(/Probe +reset: The android_id is a new one/);
    expect(stdout).toMatch(
      /Files +\/sdcard: 2 planted, 2 read back before, 0 found after; \/data\/local\/tmp: 2 planted/,
    );
    expect(stdout).toMatch(/Key evidence encryption-state: encrypted/);
    expect(stdout).toMatch(/Key evidence hardware-keystore: 300/);
    expect(stdout).toMatch(/Key evidence boot-count-before: 2\d\d\n.*boot-count-after: 1\n/);
    expect(stdout).toMatch(/Key evidence android-id-new: true/);
    expect(stdout).toMatch(/Key evidence key-blob-before, key-blob-after: \(unavailable: the key was not looked at\)/);
    expect(stdout).toMatch(/Key evidence eu-2023-1670: \(unavailable: when this model/);
    expect(stdout).toMatch(/Maker says +mediaEncryption: File-based encryption/);
    const verify = ['certificate', 'verify', certificate, '--trust', station.trust];
    expect((await station.run([...verify, '--proof', String(summaryOf(ended)['proof'])])).code).toBe(0);
  }, 120_000);
});

const left = (phone: string) =>
  station.bench.shell(station.bench.phone(phone), 'ls /sdcard/*.bin /data/local/tmp/*.bin 2>/dev/null || true');

describe('files on a phone that was not wiped', () => {
  it('are taken away, and nothing is planted before consent', async () => {
    const planned = await station.run(['plan', '--device', station.seat('harness-no-block'), '--json']);
    expect(planned.code, planned.stderr).toBe(0);
    expect(await left('harness-no-block')).toBe('');
    const ended = await station.wipe('harness-no-block', ['--route', 'test-harness']);
    expect(summaryOf(ended)['result'], ended.stderr).toBe('unknown');
    expect(planted(String(summaryOf(ended)['journal'])).length).toBe(4);
    expect(await left('harness-no-block')).toBe('');
  }, 120_000);
});

describe('killed', () => {
  const killedAt = async (phone: string, type: string, step: string) => {
    const ended = await station.wipe(phone, [], {
      onLine: (line, kill) => {
        const id = type === 'step-started' ? (line['step'] as { id: string } | undefined)?.id : undefined;
        if (line['type'] === type && id === step) kill('SIGKILL');
      },
    });
    expect(ended.code).toBeNull();
    return station.run(['resume', '--config', station.config, '--yes', '--json']);
  };

  it('before the reset: the files are planted anew, the old ones are gone, and it can be verified', async () => {
    const raw = rawCopy(station.bench.phone('killed-early'));
    const resumed = await killedAt('killed-early', 'step-started', 'enable-harness');
    const { result, level, journal } = summaryOf(resumed);
    // The kill races with the phone: when the reset was on its way already, the files prove nothing any more.
    expect(['verified', 'performed-unverified', 'unknown'], resumed.stderr).toContain(result);
    if (result === 'verified') expect({ level, survivors: raw.survivors() }).toEqual({ level: LEVEL, survivors: 0 });
    else expect(level).not.toBe(LEVEL);
    expect(planted(String(journal)).length).toBeGreaterThanOrEqual(4);
  }, 120_000);

  it('after the reset: what the files held is forgotten, they are void, and that is said', async () => {
    const resumed = await killedAt('killed-late', 'step-started', 'look-at-state');
    expect(summaryOf(resumed), resumed.stderr).toMatchObject({
      result: 'performed-unverified',
      level: 'STATE-OBSERVED',
    });
    expect(reasonsOf(resumed.lines)).toContain('CANARIES_VOID');
    const { stdout } = await station.run(['certificate', 'show', String(summaryOf(resumed)['certificate'])]);
    expect(stdout).toMatch(/Files +none\. The run was interrupted since they were planted/);
  }, 120_000);

  it('while the files are planted: all of them are taken away by the one that goes on', async () => {
    const resumed = await killedAt('killed-planting', 'step-started', 'plant-files');
    expect(summaryOf(resumed), resumed.stderr).toMatchObject({ result: 'verified', level: LEVEL });
    expect(await left('killed-planting')).toBe('');
  }, 120_000);
});
