/** A memory card beside the phone: left, formatted, written over, and one that lies about either. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { openStation, type Station, summaryOf } from './station.ts';

const SD_CARD = { sizeMib: 16, filledMib: 4 };
const PHONES: Readonly<Record<string, Partial<PhoneDefinition>>> = {
  left: {},
  formatted: {},
  adopted: { sdCard: { ...SD_CARD, adopted: true } },
  overwritten: {},
  'liar-format': { character: [{ kind: 'card-liar', about: 'formatting' }] },
  'liar-write': { character: [{ kind: 'card-liar', about: 'writing' }] },
};

let station: Station;

beforeAll(async () => {
  const good = await small('userdebug-honest');
  const retail = await small('retail-locked');
  station = await openStation([
    ...Object.entries(PHONES).map(([name, change], index) => ({
      ...good,
      ...{ name, sdCard: SD_CARD },
      properties: { ...good.properties, 'ro.serialno': `1A051FDF600${index}CD` },
      ...change,
    })),
    { ...retail, name: 'without-root', sdCard: SD_CARD },
    {
      ...retail,
      name: 'without-root-formatted',
      sdCard: SD_CARD,
      properties: { ...retail.properties, 'ro.serialno': 'R1' },
    },
  ]);
}, 120_000);

afterAll(() => station?.close());

const card = (name: string) => readFileSync(station.bench.phone(name).rawPath('sdcard'));

/** Blocks of the owner's photos that are still somewhere on the card. */
function survivors(before: Buffer, now: Buffer): number {
  let count = 0;
  for (let at = 0; at < before.length; at += 4096) {
    const block = before.subarray(at, at + 4096);
    if (new Set(block).size > 8 && block.equals(now.subarray(at, at + 4096))) count += 1;
  }
  return count;
}

const claimsIn = (path: unknown) => {
  const payload = readFileSync(String(path), 'utf8').split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
};

describe('a memory card', () => {
  it('is left alone unless the operator says otherwise, and the certificate says so', async () => {
    const before = card('left');
    const ended = await station.wipe('left');
    expect(summaryOf(ended)['result'], ended.stderr).toBe('verified');
    expect(card('left').equals(before)).toBe(true);
    expect(claimsIn(summaryOf(ended)['certificate']).sanitization.sdCard).toMatchObject({ state: 'left' });
  }, 120_000);

  it.each(['formatted', 'adopted'])(
    '%s: a new file system, and no word of erasing it',
    async (name) => {
      const before = card(name);
      const ended = await station.wipe(name, ['--sd-card', 'format']);
      expect(summaryOf(ended)['result'], ended.stderr).toBe('verified');
      const claims = claimsIn(summaryOf(ended)['certificate']);
      expect(claims.sanitization.sdCard).toMatchObject({ state: 'formatted', bytes: 16 * 1024 * 1024, read: null });
      // Formatting overwrites nothing: this is why it says no more.
      expect(survivors(before, card(name))).toBeGreaterThan(100);
      const disk = await station.bench.shell(station.bench.phone(name), 'sm list-volumes all');
      expect(disk).toMatch(/^public:179,1 mounted/m);
    },
    120_000,
  );

  it('written over with root: nothing of before is left, and it can be used again', async () => {
    const before = card('overwritten');
    const ended = await station.wipe('overwritten', ['--sd-card', 'overwrite']);
    expect(summaryOf(ended)['result'], ended.stderr).toBe('verified');
    expect(survivors(before, card('overwritten'))).toBe(0);
    const { sdCard } = claimsIn(summaryOf(ended)['certificate']).sanitization;
    expect(sdCard).toMatchObject({ state: 'overwritten', bytes: 16 * 1024 * 1024, read: { wrong: 0 } });
    expect(sdCard.read.places).toBeGreaterThan(459);
  }, 120_000);

  it.each([
    ['liar-format', 'format', 'card:format'],
    ['liar-write', 'overwrite', 'card:overwrite'],
  ])(
    '%s: the run ends there, before the phone itself, and is unknown',
    async (name, choice, verb) => {
      const phone = readFileSync(station.bench.phone(name).rawPath('userdata'));
      const before = card(name);
      const ended = await station.wipe(name, ['--sd-card', choice]);
      expect(summaryOf(ended)['result'], ended.stderr).toBe('unknown');
      expect(ended.code).toBe(10);
      const claims = claimsIn(summaryOf(ended)['certificate']);
      expect(claims.sanitization.steps.map((step: { verb: string }) => step.verb)).toEqual([verb]);
      expect(claims.sanitization.sdCard.state).toBe('unknown');
      expect(survivors(before, card(name))).toBeGreaterThan(100);
      // The wipe of the phone itself was never ordered.
      expect(survivors(phone, readFileSync(station.bench.phone(name).rawPath('userdata')))).toBeGreaterThan(100);
      expect(station.bench.events.some((event) => event.type === 'phone-wipe' && event.phone === name)).toBe(false);
    },
    120_000,
  );

  it('without root it is not written over, and nothing is begun', async () => {
    const ended = await station.wipe('without-root', ['--sd-card', 'overwrite']);
    expect(ended.code, ended.stderr).toBe(4);
    expect(ended.lines).toContainEqual({
      type: 'refusal',
      reasons: [expect.objectContaining({ code: 'PLAN_SD_CARD' })],
    });
  }, 60_000);

  it('without root it can be formatted', async () => {
    const ended = await station.wipe('without-root-formatted', ['--sd-card', 'format']);
    const claims = claimsIn(summaryOf(ended)['certificate']);
    expect(claims.sanitization.sdCard, ended.stderr).toMatchObject({ state: 'formatted' });
  }, 120_000);
});
