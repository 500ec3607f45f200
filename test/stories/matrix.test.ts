/** Every character of a virtual phone, and what must come of it. The only phones that may be verified are honest ones. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { openStation, type Station, summaryOf } from './station.ts';

interface Case {
  readonly phone: string;
  readonly code: number;
  readonly result: string;
  /** A code that must be among the reasons or be that of the ending. */
  readonly because?: string;
  /** Instead of the one that proves most. */
  readonly route?: string;
}

const CASES: readonly Case[] = [
  { phone: 'userdebug-partial', code: 12, result: 'performed-unverified', because: 'CIPHERTEXT_REMAINED' },
  { phone: 'userdebug-no-discard', code: 12, result: 'performed-unverified', because: 'CIPHERTEXT_REMAINED' },
  {
    phone: 'plaintext-honest',
    route: 'root',
    code: 12,
    result: 'performed-unverified',
    because: 'BELOW_REQUIRED_LEVEL',
  },
  { phone: 'plaintext-no-discard', route: 'root', code: 11, result: 'not-sanitized', because: 'CONTENT_REMAINED' },
  { phone: 'stale-cache', route: 'root', code: 11, result: 'not-sanitized', because: 'CONTENT_REMAINED' },
  { phone: 'read-errors', code: 12, result: 'performed-unverified', because: 'UNREADABLE_PLACES' },
  { phone: 'swapped', code: 10, result: 'unknown', because: 'PHONE_SWAPPED' },
  { phone: 'fail-wipe', code: 10, result: 'unknown', because: 'NOT_ACKNOWLEDGED' },
  { phone: 'dies-in-wipe', code: 0, result: 'verified' },
  { phone: 'new-serial', code: 0, result: 'verified' },
  { phone: 'retail-locked-adb-off', code: 12, result: 'performed-unverified', because: 'BELOW_REQUIRED_LEVEL' },
];

const MIB = 1024 * 1024;

let station: Station;

beforeAll(async () => {
  const names = [...CASES.map(({ phone }) => phone), 'no-recovery', 'retail-managed', 'low-battery', 'short-reads'];
  const others = await Promise.all(names.map((name) => small(name)));
  const changed = new Map<string, PhoneDefinition['character']>([
    // The shipped range lies beyond the end of these smaller phones.
    ['read-errors', [{ kind: 'read-errors', ranges: [{ offset: 20 * MIB, length: MIB }] }]],
    // Less than one window: what is longer is read again in pieces, and then nothing is missing.
    ['short-reads', [{ kind: 'short-reads', bytes: 2000 }]],
  ]);
  station = await openStation(
    others.map((phone) => ({ ...phone, character: changed.get(phone.name) ?? phone.character })),
  );
}, 180_000);

afterAll(() => station?.close());

function reasonsOf(lines: readonly Record<string, unknown>[]): string[] {
  const verdict = lines.find((line) => line['type'] === 'verdict');
  return ((verdict?.['reasons'] ?? []) as { code: string }[]).map(({ code }) => code);
}

describe('each character', () => {
  it.each(CASES)(
    '$phone is $result',
    async ({ phone, code, result, because, route }) => {
      const ended = await station.wipe(phone, route === undefined ? [] : ['--route', route]);
      expect({ code: ended.code, result: summaryOf(ended)['result'] }, ended.stderr).toEqual({ code, result });
      if (because) expect(reasonsOf(ended.lines)).toContain(because);
    },
    120_000,
  );

  it.each([
    { phone: 'retail-managed', code: 'DEVICE_MANAGED' },
    { phone: 'low-battery', code: 'BATTERY_LOW' },
  ])(
    '$phone is refused, and nothing is written',
    async ({ phone, code }) => {
      const before = [station.certificates(), station.journals()];
      const ended = await station.wipe(phone);
      expect(ended.code, ended.stderr).toBe(4);
      expect(ended.lines).toContainEqual({ type: 'refusal', reasons: [expect.objectContaining({ code })] });
      expect([station.certificates(), station.journals()]).toEqual(before);
      expect(station.bench.phone(phone).state).toBe('system');
    },
    60_000,
  );

  it('a phone whose reads end too soon is never verified', async () => {
    const ended = await station.wipe('short-reads');
    expect(summaryOf(ended)['result'], ended.stderr).not.toBe('verified');
    expect([4, 10, 12], ended.stderr).toContain(ended.code);
  }, 120_000);

  it('a phone whose recovery never shows itself was not touched, and gets no certificate', async () => {
    const before = station.certificates();
    const ended = await station.wipe('no-recovery', ['--route', 'rescue']);
    expect(ended.code, ended.stderr).toBe(4);
    expect(ended.stderr).toMatch(/Nothing was erased/);
    expect(station.certificates()).toEqual(before);
  }, 120_000);
});
