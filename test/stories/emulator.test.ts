/** An Android Virtual Device is wiped through its console and its program; what stays is never called verified. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

const PHONES: Readonly<Record<string, PhoneDefinition['character']>> = {
  honest: [],
  sticky: [{ kind: 'sticky-snapshot', name: 'clean' }],
  unwiped: [{ kind: 'ignores-wipe-data' }],
};

let station: Station;

beforeAll(async () => {
  const plain = await small('userdebug-honest');
  station = await openStation(
    Object.entries(PHONES).map(([name, character], index) => ({
      ...plain,
      ...{ name, character, emulator: { avd: 'Pixel_6_API_34', snapshots: ['default_boot', 'clean'] } },
      properties: { ...plain.properties, 'ro.serialno': `EMULATOR33X0${index}` },
    })),
    'STATE-OBSERVED',
  );
  station.offer('emulator');
}, 120_000);

afterAll(() => station?.close());

const wipe = (name: string) => station.wipe(name, ['--emulator', station.bench.bench.emulatorProgram]);
const claimsIn = (path: unknown) => {
  const payload = readFileSync(String(path), 'utf8').split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
};

describe('an emulator', () => {
  it('is wiped and seen to be new; the certificate says that nothing real was erased', async () => {
    const raw = rawCopy(station.bench.phone('honest'));
    const ended = await wipe('honest');
    expect(summaryOf(ended), ended.stderr).toMatchObject({ result: 'verified', level: 'LOGICAL-PROBE', exit: 0 });
    expect(raw.survivors()).toBe(0);
    const claims = claimsIn(summaryOf(ended)['certificate']);
    expect(claims.simulated).toBe(true);
    expect(claims.sanitization.steps[1]).toMatchObject({
      verb: 'emulator:wipe',
      evidence: { marker: '3 snapshots deleted, none left' },
    });
  }, 120_000);

  it('with a snapshot that cannot be deleted is unknown, and goes on running', async () => {
    const ended = await wipe('sticky');
    expect(summaryOf(ended)['result'], ended.stderr).toBe('unknown');
    expect(ended.code).toBe(10);
    expect(station.bench.phone('sticky').state).toBe('system');
  }, 120_000);

  it('that comes back unwiped is never called erased', async () => {
    const raw = rawCopy(station.bench.phone('unwiped'));
    const ended = await wipe('unwiped');
    expect(['unknown', 'not-sanitized'], ended.stderr).toContain(summaryOf(ended)['result']);
    expect(raw.survivors()).toBeGreaterThan(100);
  }, 120_000);

  it('without the program nothing is taken away from it', async () => {
    const before = station.certificates().length;
    const ended = await station.wipe('unwiped', ['--emulator', '/nonexistent/emulator']);
    expect(summaryOf(ended)['result'], ended.stderr).toBe('unknown');
    expect(station.certificates().length).toBe(before + 1);
    expect(station.bench.phone('unwiped').state).toBe('system');
  }, 120_000);
});
