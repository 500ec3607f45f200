/** Every code of preflight is answered with yes by some virtual phone, read by the real adb; and again after a reset. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from '../../src/bench/bench.ts';
import { presentSighting } from '../../src/bench/handsets.ts';
import { adbDriver } from '../../src/drivers/adb/driver.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { type Interrogation, interrogate } from '../../src/engine/interrogate.ts';
import { openLink } from '../../src/engine/link.ts';
import { PREFLIGHT_CODES, type PreflightCode, type PreflightItem } from '../../src/model/preflight.ts';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { loadDefinition } from '../../src/virtual/definition-file.ts';
import { inputOf, memory, planOf, step } from '../engine/fixtures.ts';
import { reach, small, startTestBench, type TestBench, WRITE_BCB, within } from './bench-fixture.ts';

const NAMES = ['owner-family', 'owner-financed', 'owner-tinkered', 'owner-stranger'] as const;
type Name = (typeof NAMES)[number];

let bench: TestBench;
let seen: Bench;
const found = new Map<string, Interrogation>();

async function ownerPhone(name: Name): Promise<PhoneDefinition> {
  const { sdCard } = await loadDefinition(name);
  return small(name, sdCard === undefined ? {} : { sdCard });
}

/** A debuggable phone, which can be reset and looked at afterwards. */
async function resettable(): Promise<PhoneDefinition> {
  const { properties } = await loadDefinition('userdebug-honest');
  return small('userdebug-honest', {
    properties: {
      ...properties,
      'ro.build.version.release': '15',
      'ro.build.version.sdk': '35',
      'ro.virtual_ab.enabled': 'true',
      'ro.virtual_ab.userspace.snapshots.enabled': 'true',
    },
    accounts: [{ name: 'someone@example.com', type: 'com.google' }],
    owners: [{ user: 0, admin: 'com.payjoy.access/.Receiver', kind: 'DeviceOwner' }],
    users: [{ id: 10, name: 'Work profile', flags: '1030', running: true }],
    admins: ['com.samsung.android.kgclient/.Receiver'],
    screenLock: true,
    sim: ['LOADED'],
    esim: ['Example Travel'],
    sdCard: { sizeMib: 16, filledMib: 4, adopted: true },
    dsu: 'running',
    update: 'merging',
    testHarness: true,
    rooted: true,
  });
}

async function ask(name: string): Promise<Interrogation> {
  const phone = bench.phone(name);
  await bench.on(phone, 'wait-for-device');
  const handset = (await seen.current(within())).find(({ seat }) => seat === `tcp:${phone.seat}`);
  if (!handset) throw new Error(`no handset ${name}`);
  const sighting = presentSighting(handset);
  const session = await seen.driverOf(sighting).open(sighting, within());
  return interrogate(session, within(25_000));
}

function item(items: readonly PreflightItem[] | undefined, code: PreflightCode): PreflightItem {
  const one = items?.find((each) => each.code === code);
  if (!one) throw new Error(`no ${code}`);
  return one;
}

const states = (items: readonly PreflightItem[] | undefined, codes: readonly PreflightCode[]) =>
  Object.fromEntries(codes.map((code) => [code, item(items, code).state]));

beforeAll(async () => {
  bench = await startTestBench([...(await Promise.all(NAMES.map(ownerPhone))), await resettable()]);
  seen = openBench([adbDriver({ host: '127.0.0.1', port: bench.server.port, program: 'adb' })]);
  for (const name of NAMES) found.set(name, await ask(name));
}, 120_000);

afterAll(async () => {
  await seen?.close();
  await bench?.close();
});

describe('before a wipe', () => {
  const YES: Readonly<Record<PreflightCode, Name>> = {
    ACCOUNTS_PRESENT: 'owner-family',
    FRP_ACTIVE: 'owner-stranger',
    DEVICE_MANAGED: 'owner-family',
    FINANCE_LOCK: 'owner-financed',
    WORK_PROFILE: 'owner-family',
    SEVERAL_USERS: 'owner-family',
    SCREEN_LOCK_SET: 'owner-family',
    SD_CARD_PRESENT: 'owner-family',
    SD_CARD_ADOPTED: 'owner-financed',
    SIM_PRESENT: 'owner-family',
    ESIM_PRESENT: 'owner-family',
    BATTERY_LOW: 'owner-financed',
    UPDATE_PENDING: 'owner-tinkered',
    DSU_ACTIVE: 'owner-tinkered',
    STORAGE_UNENCRYPTED: 'owner-tinkered',
    OEM_UNLOCK_ALLOWED: 'owner-tinkered',
    BOOTLOADER_UNLOCKED: 'owner-tinkered',
    FRAMEWORK_DELETES_KEYS: 'owner-stranger',
    TEST_HARNESS_ON: 'owner-tinkered',
    ROOTED: 'owner-tinkered',
  };
  const NO: Readonly<Record<PreflightCode, Name>> = {
    ACCOUNTS_PRESENT: 'owner-tinkered',
    FRP_ACTIVE: 'owner-family',
    DEVICE_MANAGED: 'owner-tinkered',
    FINANCE_LOCK: 'owner-family',
    WORK_PROFILE: 'owner-financed',
    SEVERAL_USERS: 'owner-financed',
    SCREEN_LOCK_SET: 'owner-tinkered',
    SD_CARD_PRESENT: 'owner-tinkered',
    SD_CARD_ADOPTED: 'owner-family',
    SIM_PRESENT: 'owner-tinkered',
    ESIM_PRESENT: 'owner-financed',
    BATTERY_LOW: 'owner-family',
    UPDATE_PENDING: 'owner-family',
    DSU_ACTIVE: 'owner-family',
    STORAGE_UNENCRYPTED: 'owner-family',
    OEM_UNLOCK_ALLOWED: 'owner-family',
    BOOTLOADER_UNLOCKED: 'owner-family',
    FRAMEWORK_DELETES_KEYS: 'owner-financed',
    TEST_HARNESS_ON: 'owner-family',
    ROOTED: 'owner-family',
  };

  test.each(PREFLIGHT_CODES)('%s is read', (code) => {
    const yes = item(found.get(YES[code])?.preflight, code);
    const no = item(found.get(NO[code])?.preflight, code);
    expect([yes.source, yes.state]).toEqual([yes.source, 'yes']);
    expect([no.source, no.state]).toEqual([no.source, 'no']);
  });

  test('a phone that never had a reset refuses its persistent data block, and one under protection shows it', async () => {
    const family = await bench.on(bench.phone('owner-family'), 'shell', 'cmd persistent_data_block status');
    expect([family.code, family.stderr]).toEqual([255, 'Security exception: Uid 2000 not allowed to access PDB\n']);
    const stranger = await bench.on(bench.phone('owner-stranger'), 'shell', 'cmd persistent_data_block status');
    expect(stranger.stdout.toString()).toContain('FRP state: true\n');
    const old = await bench.on(bench.phone('owner-financed'), 'shell', 'cmd persistent_data_block status');
    expect(old.stderr).toBe('No shell command implementation.\n');
  });
});

describe('after a reset', () => {
  test('what was in user data is gone, what is in no memory of the phone’s own stays, and the protection is active', async () => {
    const name = 'userdebug-honest';
    const phone = bench.phone(name);
    const OWNERS: readonly PreflightCode[] = [
      'ACCOUNTS_PRESENT',
      'DEVICE_MANAGED',
      'FINANCE_LOCK',
      'WORK_PROFILE',
      'SEVERAL_USERS',
      'SCREEN_LOCK_SET',
      'SD_CARD_ADOPTED',
      'UPDATE_PENDING',
      'DSU_ACTIVE',
      'TEST_HARNESS_ON',
      'ROOTED',
    ];
    const STAYS: readonly PreflightCode[] = ['SD_CARD_PRESENT', 'SIM_PRESENT', 'ESIM_PRESENT'];
    const all = (codes: readonly PreflightCode[], state: string) =>
      Object.fromEntries(codes.map((code) => [code, state]));
    const first = await ask(name);
    const before = first.preflight;
    expect(states(before, [...OWNERS, ...STAYS])).toEqual(all([...OWNERS, ...STAYS], 'yes'));
    expect(item(before, 'FRP_ACTIVE').state).toBe('no');

    await bench.on(phone, 'root');
    await bench.on(phone, 'wait-for-device');
    await bench.shell(phone, WRITE_BCB);
    await reach(() => bench.on(phone, 'reboot'), phone, 'recovery');
    await phone.waitForState('system', within());
    await bench.on(phone, 'wait-for-device');

    // As a run does it: by its own verb, on the seat, against what was known before.
    const kept = { ...memory(), readingsBefore: first.readings };
    const link = openLink(seen, `tcp:${phone.seat}`, first.identity);
    const run = await executePlan(inputOf(planOf(step('look', 'probe:state')), link, { memory: kept }));
    expect(run.ending).toMatchObject({ kind: 'done' });
    expect(kept.state?.channel).toBe('shell');
    const after = kept.state?.preflightAfter;
    expect(states(after, [...OWNERS, ...STAYS, 'FRP_ACTIVE'])).toEqual({
      ...all(OWNERS, 'no'),
      ...all(STAYS, 'yes'),
      FRP_ACTIVE: 'yes',
    });
  }, 120_000);
});
