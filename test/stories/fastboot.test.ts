/** Phones in their boot loader as a user sees them: what is wiped, what is refused, and what is never called verified. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reach, small } from '../virtual/bench-fixture.ts';
import { fastbootOn } from '../virtual/fastboot-program.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

let station: Station;

const PHONES = [
  'fastboot-unlocked',
  'fastboot-locked',
  'fastboot-liar',
  'fastboot-dies',
  'fastboot-motorola',
  'fastboot-mediatek',
];

beforeAll(async () => {
  const unlocked = await small('fastboot-unlocked');
  const honest = await small('userdebug-honest');
  station = await openStation([
    ...(await Promise.all(PHONES.map((name) => small(name)))),
    { ...unlocked, name: 'partial', character: [{ kind: 'partial', offsetMib: 8, lengthMib: 2 }] },
    { ...unlocked, name: 'swapped', character: [{ kind: 'swapped', after: 'wipe', serial: 'OTHER0000001' }] },
    { ...honest, name: 'in-android' },
    { ...honest, name: 'open-afterwards', fastboot: { ...honest.fastboot, starts: true } },
    { ...honest, name: 'fastbootd' },
  ]);
}, 180_000);

afterAll(() => station?.close());

const digest = (name: string) =>
  createHash('sha256')
    .update(readFileSync(station.bench.phone(name).rawPath('userdata')))
    .digest('hex');

async function verdictOf(name: string, extra: readonly string[] = []) {
  const ended = await station.wipe(name, extra);
  const { result, level } = summaryOf(ended);
  return { ended, code: ended.code, result, level };
}

describe('a phone in its boot loader', () => {
  it('is shown by detect on the seat that it has in adb', async () => {
    const ended = await station.run(['detect', '--json']);
    const rows = ended.lines.filter((line) => line['type'] === 'handset');
    expect(rows).toContainEqual(
      expect.objectContaining({
        seat: `tcp:${station.seat('fastboot-unlocked')}`,
        state: 'fastboot',
        serial: '48221FDAQ01XK2',
      }),
    );
  }, 60_000);

  it('unlocked: is erased and seen as a new phone; that its storage was encrypted, nobody could ask', async () => {
    const before = rawCopy(station.bench.phone('fastboot-unlocked'));
    const { ended, code, result, level } = await verdictOf('fastboot-unlocked', ['--require', 'state-observed']);
    const wanted = { code: 12, result: 'performed-unverified', level: 'STATE-OBSERVED' };
    expect({ code, result, level }, ended.stderr).toEqual(wanted);
    expect(ended.stdout).toMatch(/ENCRYPTION_UNKNOWN/);
    expect(before.survivors()).toBe(0);
    const shown = await station.run(['certificate', 'show', String(summaryOf(ended)['certificate'])]);
    expect(shown.stdout).toMatch(/fastboot/);
    expect(shown.stdout).toMatch(/SIMULATED/);
    expect(shown.stdout).not.toMatch(/STATISTICAL/);
  }, 120_000);

  it('one that lets us in afterwards shows that it encrypts, and is verified by its state', async () => {
    const before = rawCopy(station.bench.phone('open-afterwards'));
    const { ended, code, result, level } = await verdictOf('open-afterwards', ['--require', 'state-observed']);
    expect({ code, result, level }, ended.stderr).toEqual({ code: 0, result: 'verified', level: 'STATE-OBSERVED' });
    expect(before.survivors()).toBe(0);
  }, 120_000);

  it.each(['fastboot-motorola', 'fastboot-mediatek'])(
    '%s is understood and erased, and its word alone verifies nothing',
    async (name) => {
      const before = rawCopy(station.bench.phone(name));
      const { ended, code, result } = await verdictOf(name, ['--require', 'status-only']);
      expect({ code, result }, ended.stderr).toEqual({ code: 12, result: 'performed-unverified' });
      expect(ended.stdout).toMatch(/WORD_ONLY/);
      expect(before.survivors()).toBe(0);
    },
    120_000,
  );

  it('locked: is refused before anything is written, and there is no certificate', async () => {
    const certificates = station.certificates().length;
    const before = digest('fastboot-locked');
    for (const extra of [[], ['--route', 'fastboot']]) {
      const ended = await station.wipe('fastboot-locked', extra);
      expect(ended.code, ended.stderr).toBe(4);
      expect(ended.stderr + ended.stdout).toMatch(/the boot loader: unlocked, here locked/);
    }
    expect(digest('fastboot-locked')).toBe(before);
    expect(station.certificates()).toHaveLength(certificates);
  }, 60_000);

  it.each(['status-only', 'state-observed', 'statistical'])(
    'a liar is not verified where %s is asked for',
    async (require) => {
      const phone = station.bench.phone('fastboot-liar');
      const before = rawCopy(phone);
      const { code, result } = await verdictOf('fastboot-liar', ['--require', require, '--route', 'fastboot']);
      expect(result).not.toBe('verified');
      expect(code).not.toBe(0);
      await reach(() => station.bench.on(phone, 'reboot', 'bootloader'), phone, 'bootloader');
      expect(before.survivors()).toBeGreaterThan(before.written / 2);
    },
    120_000,
  );

  it('one that leaves something is never said to be more than its word and its state', async () => {
    const before = rawCopy(station.bench.phone('partial'));
    const { result, code } = await verdictOf('partial');
    expect({ result, code }).toEqual({ result: 'performed-unverified', code: 12 });
    expect(before.survivors()).toBeGreaterThan(0);
  }, 120_000);

  it('one that dies in the erase: nobody knows, and the certificate says so', async () => {
    const { ended, code, result } = await verdictOf('fastboot-dies');
    expect({ code, result }, ended.stderr).toEqual({ code: 10, result: 'unknown' });
    const shown = await station.run(['certificate', 'show', String(summaryOf(ended)['certificate'])]);
    expect(shown.stdout).toMatch(/FAIL/);
  }, 120_000);

  it('another phone on the seat after the wipe is noticed', async () => {
    const { ended, code, result } = await verdictOf('swapped', ['--require', 'state-observed']);
    expect(result, ended.stderr).not.toBe('verified');
    expect(code).not.toBe(0);
  }, 120_000);
});

describe('from Android', () => {
  it('an unlocked phone is restarted into its boot loader, known again, erased, and seen to be new', async () => {
    const before = rawCopy(station.bench.phone('in-android'));
    const extra = ['--route', 'fastboot-from-android', '--require', 'state-observed'];
    const { ended, code, result } = await verdictOf('in-android', extra);
    expect({ code, result }, ended.stderr).toEqual({ code: 0, result: 'verified' });
    expect(before.survivors()).toBe(0);
  }, 120_000);

  it('a phone in fastbootd is erased there', async () => {
    const phone = station.bench.phone('fastbootd');
    await reach(() => station.bench.on(phone, 'reboot', 'fastboot'), phone, 'fastbootd');
    expect((await fastbootOn(phone, 'getvar', 'is-userspace')).text).toContain('yes');
    const before = rawCopy(phone);
    const { ended, code, result } = await verdictOf('fastbootd', ['--require', 'state-observed']);
    expect({ code, result }, ended.stderr).toEqual({ code: 0, result: 'verified' });
    expect(before.survivors()).toBe(0);
  }, 120_000);
});
