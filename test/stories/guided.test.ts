/** A person at the phone: one who does what the card says, and others who do not. The storage is the judge. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station } from './station.ts';
import { onTerminal, type Terminal } from './terminal.ts';

const DO_CARD = /DO THIS AT THE PHONE[\s\S]*?> /;
const LOOK_CARD = /LOOK AT THE PHONE[\s\S]*?> /;
const IMEI = '490154203237518';
let station: Station;

beforeAll(async () => {
  const userdebug = await small('userdebug-honest');
  const retail = await small('retail-locked', { tradeIn: false });
  const names = ['does-it', 'by-keys', 'lies', 'says-no', 'stops', 'ctrl-c', 'dies', 'nobody'];
  station = await openStation(
    [...names.map((name) => ({ ...userdebug, name })), { ...retail, name: 'retail' }],
    'STATE-OBSERVED',
  );
}, 180_000);
afterAll(() => station?.close());

function wipe(name: string, route = 'settings'): Terminal {
  const { config, profiles } = station;
  const device = ['--device', station.seat(name), '--yes', '--route', route];
  return onTerminal(station, ['wipe', '--config', config, '--profiles', profiles, ...device]);
}

function byHand(...more: string[]): string[] {
  const { config, profiles } = station;
  const named = ['--profile', 'aosp', '--route', 'settings', '--kind', 'virtual'];
  return ['wipe', '--by-hand', '--config', config, '--profiles', profiles, ...named, ...more];
}

const last = (lines: readonly Record<string, unknown>[]) => lines.at(-1) ?? {};
const reasons = (lines: readonly Record<string, unknown>[]) =>
  ((lines.find((line) => line['type'] === 'verdict')?.['reasons'] ?? []) as { code: string }[]).map(({ code }) => code);

async function show(certificate: unknown) {
  const shown = await station.run(['certificate', 'show', String(certificate), '--trust', station.trust]);
  expect(shown.code, shown.stderr).toBe(0);
  return shown.stdout;
}

describe('a person who does what the card says', () => {
  it('the phone is seen to be reset: verified by its state, and the certificate says whose word stands in it', async () => {
    const phone = station.bench.phone('does-it');
    const raw = rawCopy(phone);
    const terminal = wipe('does-it');
    expect(await terminal.reads(DO_CARD)).toContain(station.seat('does-it'));
    await phone.person.resetInSettings();
    terminal.types('done');
    await terminal.reads(LOOK_CARD);
    terminal.types('seen');
    const { code, lines, shown } = await terminal.ended;
    expect({ code, result: last(lines) }, shown).toMatchObject({
      code: 0,
      result: { result: 'verified', level: 'STATE-OBSERVED' },
    });
    expect(raw.survivors()).toBe(0);
    const text = await show(last(lines)['certificate']);
    expect(text).toMatch(/^Person +op-1 said "done" at card reset-in-settings/m);
    expect(text).toMatch(/^Person +op-1 said "seen" at card confirm-welcome/m);
    expect(text).toMatch(/^Level .*A person said that it was done, and the phone was then seen/m);
    expect(text).toMatch(/^SD card /m);
  }, 120_000);

  it('by keys into recovery: the same', async () => {
    const phone = station.bench.phone('by-keys');
    const raw = rawCopy(phone);
    const terminal = wipe('by-keys', 'recovery-keys');
    await terminal.reads(DO_CARD);
    await phone.person.pressRecoveryKeysAndWipe();
    terminal.types('done');
    await terminal.reads(LOOK_CARD);
    terminal.types('seen');
    const { code, shown } = await terminal.ended;
    expect(code, shown).toBe(0);
    expect(raw.survivors()).toBe(0);
  }, 120_000);

  it('a locked phone that lets no computer in afterwards rests on a word alone, and is not verified', async () => {
    const phone = station.bench.phone('retail');
    const terminal = wipe('retail');
    await terminal.reads(DO_CARD);
    await phone.person.resetInSettings();
    terminal.types('done');
    await terminal.reads(LOOK_CARD);
    terminal.types('seen');
    const { code, lines, shown } = await terminal.ended;
    expect({ code, ...last(lines) }, shown).toMatchObject({
      code: 12,
      result: 'performed-unverified',
      level: 'OPERATOR-CONFIRMED',
    });
  }, 120_000);
});

describe('a person who does not', () => {
  it('types "done" and does nothing: the phone is seen as it was', async () => {
    const terminal = wipe('lies');
    await terminal.reads(DO_CARD);
    terminal.types('done');
    await terminal.reads(LOOK_CARD);
    terminal.types('seen');
    const { code, lines, shown } = await terminal.ended;
    expect({ code, result: last(lines)['result'] }, shown).toEqual({
      code: 11,
      result: 'not-sanitized',
    });
    expect(reasons(lines)).toContain('STATE_NOT_RESET');
  }, 120_000);

  it('types "no": nothing is claimed', async () => {
    const terminal = wipe('says-no');
    await terminal.reads(DO_CARD);
    terminal.types('perhaps');
    await terminal.reads(/Please type done, no, or stop/);
    terminal.types('no');
    const { code, lines, shown } = await terminal.ended;
    expect({ code, result: last(lines)['result'] }, shown).toEqual({ code: 10, result: 'unknown' });
  }, 60_000);

  it('types "stop": cancelled, and certified as FAIL because the card was begun', async () => {
    const terminal = wipe('stops');
    await terminal.reads(DO_CARD);
    terminal.types('stop');
    const { code, lines, shown } = await terminal.ended;
    expect({ code, result: last(lines)['result'] }, shown).toEqual({ code: 130, result: 'unknown' });
    expect(await show(last(lines)['certificate'])).toMatch(/Result: .*FAIL/);
  }, 60_000);

  it('presses Ctrl-C: the card that erases goes on, and the next one is not shown', async () => {
    const terminal = wipe('ctrl-c');
    await terminal.reads(DO_CARD);
    terminal.presses('\u0003');
    await terminal.reads(/Stopping at the next safe point/);
    terminal.types('done');
    const { code, shown } = await terminal.ended;
    expect(code, shown).toBe(130);
    expect(shown).not.toMatch(/LOOK AT THE PHONE/);
  }, 60_000);
});

describe('a run that dies at the card', () => {
  it('shows the card again when it is taken up, and only then is anything said', async () => {
    const phone = station.bench.phone('dies');
    const first = wipe('dies');
    await first.reads(DO_CARD);
    first.kill();
    await first.ended;
    const refused = await station.run(['resume', '--config', station.config, '--yes', '--json']);
    expect(refused.code, refused.stderr).toBe(4);
    expect(refused.stdout).toContain('PLAN_NO_OPERATOR');
    const terminal = onTerminal(station, ['resume', '--config', station.config, '--yes']);
    await terminal.reads(DO_CARD);
    await phone.person.resetInSettings();
    terminal.types('done');
    await terminal.reads(LOOK_CARD);
    terminal.types('seen');
    const { code, shown } = await terminal.ended;
    expect(code, shown).toBe(0);
  }, 120_000);
});

describe('nobody at the terminal', () => {
  it('is refused before anything is written', async () => {
    const before = [station.certificates(), station.journals()];
    const ended = await station.wipe('nobody', ['--route', 'settings']);
    expect(ended.code, ended.stderr).toBe(4);
    expect(JSON.stringify(ended.lines)).toContain('PLAN_NO_OPERATOR');
    const hand = await station.run([...byHand('--imei', IMEI), '--yes', '--json']);
    expect(hand.code, hand.stderr).toBe(4);
    expect([station.certificates(), station.journals()]).toEqual(before);
    expect(station.bench.phone('nobody').state).toBe('system');
  }, 60_000);
});

describe('a phone on no cable', () => {
  it('is wiped by a person, and certified as a word and nothing more', async () => {
    const terminal = onTerminal(station, byHand('--imei', IMEI, '--serial', 'R58M12ABCDE', '--maker', 'Examplar'));
    await terminal.reads(/Type the last 4 characters/);
    terminal.types('BCDE');
    expect(await terminal.reads(DO_CARD)).toContain('R58M12ABCDE');
    terminal.types('done');
    await terminal.reads(LOOK_CARD);
    terminal.types('seen');
    const { code, lines, shown } = await terminal.ended;
    expect({ code, ...last(lines) }, shown).toMatchObject({
      code: 12,
      result: 'performed-unverified',
      level: 'OPERATOR-CONFIRMED',
    });
    const certificate = String(last(lines)['certificate']);
    const text = await show(certificate);
    expect(text).toMatch(/^IMEI +490154203237518$/m);
    expect(text).toMatch(/^Result: .*UNVERIFIED/m);
    const signed = Buffer.from(readFileSync(certificate, 'latin1').split('.')[1] ?? '', 'base64url').toString();
    expect(signed).not.toMatch(/490154203237518|R58M12ABCDE/);
  }, 60_000);

  it.each([
    ['an IMEI with a wrong check digit', ['--imei', '490154203237519'], 4],
    ['no number', [], 4],
    ['a device on a cable beside it', ['--imei', IMEI, '--device', 'usb:1-1'], 2],
  ])('is refused with %s', async (_what, more, code) => {
    const ended = await station.run([...byHand(...more), '--yes', '--json']);
    expect(ended.code, ended.stderr).toBe(code);
  });

  it('what is typed is refused beside a phone on the cable', async () => {
    const ended = await station.wipe('nobody', ['--imei', IMEI]);
    expect(ended.code, ended.stderr).toBe(2);
  });
});
