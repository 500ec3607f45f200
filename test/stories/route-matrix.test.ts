/**
 * Every route that a machine carries out × every character of a phone. The raw storage of the virtual phone is the judge:
 * whoever still holds what it held is never verified, by no route and at no step. Routes that a person carries out have a
 * story of their own (`guided`), and so has the emulator's (`emulator`).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEATH_STEPS, type PhoneDefinition, type Trait } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { profileOfRoutes } from './every-route.ts';
import { type RawCopy, rawCopy } from './ground-truth.ts';
import { type Ended, openStation, type Station, summaryOf, writeShortRoutes } from './station.ts';

type Locks = Partial<PhoneDefinition> & { readonly properties?: Record<string, string> };

interface RouteUnderTest {
  readonly route: string;
  /** A shipped definition of an honest phone of the kind that the route is for. */
  readonly phone: string;
  /** The highest level at which an honest one is verified; null when it never is. */
  readonly proves: 'STATISTICAL' | 'LOGICAL-PROBE' | 'STATE-OBSERVED' | null;
  /** Characters that change nothing about this route: what it does comes before them, or does not need the phone's word. */
  readonly immune?: readonly string[];
  /** What makes the phone refuse, before anything is written. */
  readonly locked?: Locks;
}

const UNROOTED: Locks = { properties: { 'ro.debuggable': '0', 'ro.build.type': 'user' } };
const LOCKED: Locks = {
  properties: {
    'ro.boot.flash.locked': '1',
    'ro.boot.vbmeta.device_state': 'locked',
    'ro.boot.verifiedbootstate': 'green',
  },
};

const ROUTES: readonly RouteUnderTest[] = [
  { route: 'root', phone: 'userdebug-honest', proves: 'STATISTICAL', locked: UNROOTED },
  { route: 'root-command', phone: 'cache-command-honest', proves: 'STATISTICAL', locked: UNROOTED },
  {
    route: 'overwrite',
    phone: 'plaintext-honest',
    proves: 'STATISTICAL',
    locked: UNROOTED,
    immune: ['liar', 'partial'],
  },
  { route: 'twrp', phone: 'twrp-honest', proves: null },
  { route: 'twrp-overwrite', phone: 'twrp-plaintext', proves: 'STATISTICAL', immune: ['partial', 'swapped'] },
  { route: 'rescue', phone: 'retail-locked', proves: 'STATE-OBSERVED' },
  { route: 'test-harness', phone: 'harness-honest', proves: 'LOGICAL-PROBE', locked: { screenLock: true } },
  { route: 'trade-in', phone: 'trade-in-evaluate', proves: 'LOGICAL-PROBE' },
  { route: 'miassistant', phone: 'miassistant-honest', proves: null },
  { route: 'miassistant-from-android', phone: 'miassistant-android', proves: null },
  { route: 'fastboot', phone: 'fastboot-unlocked', proves: null, locked: LOCKED },
  { route: 'fastboot-from-android', phone: 'userdebug-honest', proves: 'STATE-OBSERVED', locked: LOCKED },
];

/** A phone that never encrypted, and whose reset discards nothing: what it held can be read by anybody afterwards. */
const BARE = { 'ro.crypto.state': 'unencrypted', 'ro.crypto.type': 'none', 'ro.crypto.metadata.enabled': 'false' };

const OTHER = { serial: 'ANOTHER0000001', imei: '356938110000005' };
const CHARACTERS: Readonly<Record<string, readonly Trait[]>> = {
  liar: [{ kind: 'liar' }],
  partial: [{ kind: 'partial', offsetMib: 2, lengthMib: 40 }],
  swapped: [{ kind: 'swapped', after: 'wipe', ...OTHER }],
  ...Object.fromEntries(DEATH_STEPS.map((step) => [`dies-at-${step}`, [{ kind: 'dies-at' as const, step }]])),
};

/** So many routes at a time, each with a station of its own, and so many phones of all of them. */
const LANES = 2;
const PHONES_AT_A_TIME = 6;

/** Whoever dies never comes back, which is waited for in vain; all others are waited for. */
const PATIENCE = { away: 4, back: 4, reset: 15, step: 25 };
const LONG_PATIENCE = { away: 10, back: 60, reset: 120, step: 120 };

let free = PHONES_AT_A_TIME;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else await new Promise<void>((begin) => queue.push(begin));
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }
}

interface Cell {
  readonly name: string;
  readonly route: string;
  readonly character: string;
  readonly require: string;
}

interface Outcome extends Cell {
  readonly code: number | null;
  readonly result: unknown;
  readonly survivors: number;
  readonly certified: boolean;
  readonly died: boolean;
  readonly reasons: readonly string[];
  readonly said: string;
}

const outcomes: Outcome[] = [];

function changed(base: PhoneDefinition, name: string, index: number, change: Locks = {}): PhoneDefinition {
  const { properties, ...rest } = change;
  // Each its own serial: two phones of one name are no phones of one seat, but a swap must be seen by what they say.
  const serial = `MTX${String(index).padStart(7, '0')}`;
  return {
    ...base,
    ...rest,
    name,
    properties: { ...base.properties, ...properties, 'ro.serialno': serial },
  };
}

async function carryOut(station: Station, cell: Cell, raw: RawCopy): Promise<Outcome> {
  const dies = cell.character.startsWith('dies-');
  const profiles = dies ? [] : ['--profiles', join(station.folder, 'patient')];
  const ended = await station.wipe(cell.name, ['--route', cell.route, '--require', cell.require, ...profiles]);
  const { result, certificate } = summaryOf(ended);
  return {
    ...cell,
    code: ended.code,
    result,
    survivors: raw.survivors(),
    certified: certificate !== undefined,
    died: station.bench.events.some((event) => event.type === 'phone-power-lost' && event.phone === cell.name),
    reasons: reasonsOf(ended.lines),
    said: `${cell.name}: ${ended.stderr.slice(-1500)}\n${ended.stdout.slice(-2500)}`,
  };
}

function reasonsOf(lines: Ended['lines']): string[] {
  const verdict = lines.find((line) => line['type'] === 'verdict');
  return ((verdict?.['reasons'] ?? []) as { code: string }[]).map(({ code }) => code);
}

/** A station for each route, so that no more phones than these lie on the bench at a time. */
async function carryOutRoute({ route, phone, proves, locked }: RouteUnderTest): Promise<void> {
  const base = await small(phone);
  const cells: Cell[] = [];
  const phones: PhoneDefinition[] = [];
  const add = (character: string, require: string, change?: Locks) => {
    const name = `${route}-${character}`;
    phones.push(changed(base, name, phones.length, change));
    cells.push({ route, character, require, name });
  };
  add('honest', proves ?? 'STATE-OBSERVED');
  // At the level of the route itself: at a higher one nothing could be verified, and no cell could fail.
  const own = proves ?? 'STATE-OBSERVED';
  for (const [character, traits] of Object.entries(CHARACTERS)) {
    add(character, own, { character: [...base.character, ...traits] });
  }
  add('bare', own, {
    properties: BARE,
    userdata: { ...base.userdata, encryption: 'none' },
    character: [...base.character, { kind: 'no-discard' }],
  });
  if (locked) add('locked', 'STATE-OBSERVED', locked);
  const station = await openStation(phones, 'STATISTICAL', PATIENCE);
  try {
    station.offer(route);
    const patient = join(station.folder, 'patient');
    writeShortRoutes(patient, LONG_PATIENCE);
    writeFileSync(join(patient, 'story.json'), profileOfRoutes([route]));
    // All of them first: while they are taken, this process answers for no phone.
    const before = cells.map((cell) => ({ cell, raw: rawCopy(station.bench.phone(cell.name)) }));
    const runs = before.map(({ cell, raw }) => inTurn(() => carryOut(station, cell, raw)));
    outcomes.push(...(await Promise.all(runs)));
  } finally {
    await station.close();
  }
}

beforeAll(async () => {
  const waiting = [...ROUTES];
  const lane = async () => {
    for (let route = waiting.shift(); route; route = waiting.shift()) await carryOutRoute(route);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}, 1_800_000);

const of = (route: string, character: string): Outcome => {
  const found = outcomes.find((outcome) => outcome.route === route && outcome.character === character);
  if (!found) throw new Error(`${route} × ${character} was not carried out`);
  return found;
};

describe.each(ROUTES)('$route', ({ route, proves, locked, immune = [] }) => {
  it(
    proves === null ? 'wipes an honest phone, and does not call it verified' : `verifies an honest phone at ${proves}`,
    () => {
      const { result, code, survivors, said } = of(route, 'honest');
      const right = proves === null ? { result: 'performed-unverified', code: 12 } : { result: 'verified', code: 0 };
      expect({ result, code, survivors }, said).toEqual({ ...right, survivors: 0 });
    },
  );

  // What only looks at the state cannot see ciphertext that stayed, and its key is gone with the reset.
  const blindTo = proves === 'STATISTICAL' ? [] : ['partial'];

  it.each([...Object.keys(CHARACTERS), 'bare'])('%s is never verified as long as anything is left', (character) => {
    const { result, code, survivors, said } = of(route, character);
    if (result === 'verified' && !blindTo.includes(character)) expect(survivors, said).toBe(0);
    if (result !== 'verified') expect([4, 10, 11, 12], said).toContain(code);
  });

  it.each(['liar', 'partial', 'swapped'].filter((each) => ![...immune, ...blindTo].includes(each)))(
    '%s is not verified',
    (character) => {
      const { result, said } = of(route, character);
      expect(result, said).not.toBe('verified');
    },
  );

  it.runIf(locked !== undefined)('refuses a locked phone, and nothing of it is written or certified', () => {
    const { code, certified, survivors, said } = of(route, 'locked');
    expect({ code, certified }, said).toEqual({ code: 4, certified: false });
    expect(survivors, said).toBeGreaterThan(0);
  });
});

it('a phone is told from another: most were swapped where it can be seen, and found out', () => {
  const swapped = outcomes.filter(({ character }) => character === 'swapped');
  const found = swapped.filter(({ reasons }) => reasons.includes('PHONE_SWAPPED'));
  expect(found.length, swapped.map(({ name, reasons }) => `${name} ${reasons}`).join('\n')).toBeGreaterThan(3);
});

it('some really died, before and after the wipe began; else the matrix tests nothing', () => {
  const dead = outcomes.filter(({ died }) => died);
  expect(dead.length).toBeGreaterThan(ROUTES.length);
  const results = new Set(dead.map(({ result }) => result));
  expect(results.size, [...results].join()).toBeGreaterThan(1);
});
