/** `kill -9` at any moment never leaves a certificate that says erased, and `resume` brings the run to an honest end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/engine/journal.ts';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

const STEPS = [
  'become-root',
  'plant-files',
  'read-before',
  'order-wipe',
  'start-recovery',
  'await-reset',
  'look-at-state',
  'read-after',
];
const RESCUE_STEPS = ['enter-sideload', 'enter-rescue', 'wipe', 'start-android', 'look-at-state'];

const FASTBOOT_STEPS = ['erase-userdata', 'erase-cache', 'start-android', 'look-at-state'];

let station: Station;

beforeAll(async () => {
  const userdebug = await small('userdebug-honest');
  const retail = await small('retail-locked');
  const unlocked = await small('fastboot-unlocked');
  const liar = await small('userdebug-liar');
  station = await openStation([
    ...STEPS.map((step) => ({ ...userdebug, name: `root-${step}` })),
    ...RESCUE_STEPS.map((step) => ({ ...retail, name: `rescue-${step}` })),
    ...FASTBOOT_STEPS.map((step) => ({ ...unlocked, name: `fastboot-${step}` })),
    { ...liar, name: 'liar-read-after' },
    { ...userdebug, name: 'cancelled' },
    // Over a slow cable its reading takes long enough for somebody else to come.
    { ...userdebug, name: 'held', cable: { mibPerSecond: 8 } },
    { ...userdebug, name: 'unplugged' },
    { ...userdebug, name: 'recovering' },
  ]);
}, 180_000);

afterAll(() => station?.close());

/** Kills the program as soon as it tells that the step begins. */
async function killedAt(phone: string, step: string) {
  const before = station.certificates();
  const ended = await station.wipe(phone, [], {
    onLine: (line, kill) => {
      if (line['type'] === 'step-started' && (line['step'] as { id: string }).id === step) kill('SIGKILL');
    },
  });
  expect(ended.code).toBeNull();
  expect(station.certificates()).toEqual(before);
  for (const journal of station.journals()) await readJournal(journal);
}

const resume = (env: Readonly<Record<string, string>> = {}) =>
  station.run(['resume', '--config', station.config, '--yes', '--json'], { env });

/** Steps before which nothing was erased: the whole run is repeated, so it can be verified. */
const BEFORE = ['become-root', 'plant-files', 'read-before'];
/** Steps in which the kill races with the phone: both outcomes are honest, and the storage decides which is right. */
const RACING = ['order-wipe', 'start-recovery'];

describe('killed in the root route', () => {
  it.each(STEPS)(
    'at %s',
    async (step) => {
      const raw = rawCopy(station.bench.phone(`root-${step}`));
      expect(raw.written).toBeGreaterThan(100);
      await killedAt(`root-${step}`, step);
      const resumed = await resume();
      const { result } = summaryOf(resumed);
      if (BEFORE.includes(step)) expect(result, resumed.stderr).toBe('verified');
      // The keys of the reading before the wipe died with the process: nothing can be verified any more.
      else if (!RACING.includes(step)) expect(['performed-unverified', 'unknown'], resumed.stderr).toContain(result);
      if (result === 'verified') expect(raw.survivors()).toBe(0);
      expect((await resume()).code).toBe(3);
    },
    180_000,
  );
});

describe('killed in the rescue route', () => {
  it.each(RESCUE_STEPS)(
    'at %s',
    async (step) => {
      await killedAt(`rescue-${step}`, step);
      const resumed = await resume();
      expect([10, 12], resumed.stderr).toContain(resumed.code);
      expect(summaryOf(resumed)['result']).not.toBe('verified');
    },
    180_000,
  );
});

describe('killed in the fastboot route', () => {
  it.each(FASTBOOT_STEPS)(
    'at %s',
    async (step) => {
      const phone = station.bench.phone(`fastboot-${step}`);
      const raw = rawCopy(phone);
      await killedAt(`fastboot-${step}`, step);
      const resumed = await resume({ WIPEBENCH_FASTBOOT: phone.fastbootAddress });
      // It is found again in its boot loader, or in the Android that it has started meanwhile, and the run goes on.
      expect(summaryOf(resumed)['result'], resumed.stderr).toBe('performed-unverified');
      expect(raw.survivors()).toBe(0);
    },
    180_000,
  );
});

describe('other interruptions', () => {
  it('a liar is caught after a resume too', async () => {
    await killedAt('liar-read-after', 'read-after');
    const resumed = await resume();
    expect(summaryOf(resumed)['result'], resumed.stderr).not.toBe('verified');
    expect([10, 11]).toContain(resumed.code);
  }, 180_000);

  it('Ctrl-C before the wipe erases nothing and writes no certificate', async () => {
    const before = station.certificates();
    const ended = await station.wipe('cancelled', [], {
      onLine: (line, kill) => {
        if (line['type'] === 'reading') kill('SIGINT');
      },
    });
    expect(ended.code, ended.stderr).toBe(130);
    const phone = station.bench.phone('cancelled');
    expect(await station.bench.shell(phone, 'ls /data/local/tmp')).not.toMatch(/wipebench/);
    expect(ended.stderr).toMatch(/Cancelled before anything was erased/);
    expect(station.certificates()).toEqual(before);
    expect((await resume()).code).toBe(3);
  }, 120_000);

  it('a phone that is unplugged while it is read is unknown, with a certificate that says FAIL', async () => {
    const phone = station.bench.phone('unplugged');
    const ended = await station.wipe('unplugged', [], {
      onLine: (line) => {
        if (line['type'] === 'reading' && line['what'] === 'verify') void phone.unplug();
      },
    });
    expect(ended.code, ended.stderr).toBe(10);
    expect(summaryOf(ended)['result']).toBe('unknown');
    const shown = await station.run(['certificate', 'show', String(summaryOf(ended)['certificate'])]);
    expect(shown.stdout).toMatch(/FAIL: do not treat this phone as erased/);
    await phone.plug();
  }, 120_000);

  it('a phone that waits in recovery is wiped from there; its key could not be read before, so it is not verified', async () => {
    const phone = station.bench.phone('recovering');
    await station.bench.on(phone, 'reboot', 'recovery');
    await phone.waitForState('recovery', AbortSignal.timeout(20_000));
    const raw = rawCopy(phone);
    const ended = await station.wipe('recovering');
    expect(summaryOf(ended)['result'], ended.stderr).toBe('performed-unverified');
    expect(ended.code).toBe(12);
    expect(raw.survivors()).toBe(0);
  }, 120_000);

  it('a second process leaves a phone alone that the first one works on', async () => {
    let second: Promise<{ code: number | null; stderr: string }> | undefined;
    const first = await station.wipe('held', [], {
      onLine: (line) => {
        const reads = line['type'] === 'step-started' && (line['step'] as { id: string }).id === 'read-before';
        if (reads) second ??= station.wipe('held');
      },
    });
    const other = await second;
    expect(other?.code, other?.stderr).toBe(4);
    expect(other?.stderr).toMatch(/Another wipebench/);
    expect(first.code, first.stderr).toBe(0);
  }, 180_000);

  it('the ledger is whole after all of that', async () => {
    const checked = await station.run(['ledger', 'check', '--ledger', station.ledger, '--trust', station.trust]);
    expect(checked.code, checked.stderr).toBe(0);
  });
});
