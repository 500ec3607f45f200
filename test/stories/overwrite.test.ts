/** A phone without encryption is written over in recovery: the honest one is verified, every other one is not. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { small } from '../virtual/bench-fixture.ts';
import { rawCopy } from './ground-truth.ts';
import { openStation, type Station, summaryOf } from './station.ts';

const MIB = 1024 * 1024;
type Character = PhoneDefinition['character'];

const PHONES: Readonly<Record<string, Character>> = {
  honest: [],
  'swallows-all': [{ kind: 'swallows-writes' }],
  'swallows-into-cache': [{ kind: 'swallows-writes', cached: true }],
  'swallows-a-part': [{ kind: 'swallows-writes', range: { offset: 2 * MIB, length: 24 * MIB } }],
  'swallows-where-nothing-was': [{ kind: 'swallows-writes', range: { offset: 4 * MIB, length: 2 * MIB } }],
  'bad-places': [{ kind: 'read-errors', ranges: [{ offset: 20 * MIB, length: MIB }] }],
  'too-small': [{ kind: 'full-at', bytes: 30 * MIB }],
  // So slow that the middle is there to be met.
  'pulled-out': [{ kind: 'slow', bytesPerSecond: 24 * MIB }],
  killed: [{ kind: 'slow', bytesPerSecond: 6 * MIB }],
  'never-erases': [{ kind: 'liar' }],
};

let station: Station;

beforeAll(async () => {
  const plain = await small('plaintext-honest');
  const serial = 'ZY2247VP';
  station = await openStation(
    Object.entries(PHONES).map(([name, character], index) => ({
      ...plain,
      name,
      character,
      properties: { ...plain.properties, 'ro.serialno': `${serial}${index}` },
    })),
  );
  station.offer('overwrite');
}, 120_000);

afterAll(() => station?.close());

const reasons = (lines: readonly Record<string, unknown>[]) =>
  lines
    .flatMap((line) => (line['type'] === 'verdict' ? (line['reasons'] as { code: string }[]) : []))
    .map((r) => r.code);

const claimsIn = (path: string) => {
  const payload = readFileSync(path, 'utf8').split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
};

describe('writing over', () => {
  it('an honest phone: nothing of before is left, the certificate counts the matches, and it is a clear', async () => {
    const raw = rawCopy(station.bench.phone('honest'));
    expect(raw.written).toBeGreaterThan(1000);
    const writing: { done: number; total: number }[] = [];
    const ended = await station.wipe('honest', [], {
      onLine: (line) => {
        if (line['type'] === 'writing') writing.push(line as never);
      },
    });
    expect(summaryOf(ended), ended.stderr).toMatchObject({ result: 'verified', level: 'STATISTICAL', exit: 0 });
    expect(raw.survivors()).toBe(0);
    expect(writing.at(-1)).toMatchObject({ done: 48 * MIB, total: 48 * MIB });
    const claims = claimsIn(String(summaryOf(ended)['certificate']));
    expect(claims.sanitization).toMatchObject({ method: 'clear', technique: 'overwrite' });
    const { fill, fresh, fixed } = claims.verification.sampling;
    expect(fill).toMatchObject({
      kind: 'stream',
      fresh: { matching: fresh.windows, zero: 0, other: 0 },
      fixed: { matching: fixed.windows, zero: 0, other: 0 },
    });
    expect(station.bench.phone('honest').state).toBe('system');
  }, 120_000);

  it.each([
    { phone: 'swallows-all', result: 'unknown', code: 10, because: 'RUN_NOT_DONE' },
    { phone: 'swallows-into-cache', result: 'unknown', code: 10, because: 'RUN_NOT_DONE' },
    { phone: 'swallows-a-part', result: 'not-sanitized', code: 11, because: 'FILL_BROKEN' },
    { phone: 'swallows-where-nothing-was', result: 'performed-unverified', code: 12, because: 'FILL_MISSING' },
    { phone: 'bad-places', result: 'performed-unverified', code: 12, because: 'UNREADABLE_PLACES' },
    { phone: 'too-small', result: 'unknown', code: 10, because: 'RUN_NOT_DONE' },
  ])(
    '$phone is $result',
    async ({ phone, result, code, because }) => {
      const ended = await station.wipe(phone);
      expect({ result: summaryOf(ended)['result'], code: ended.code }, ended.stderr).toEqual({ result, code });
      expect(reasons(ended.lines)).toContain(because);
    },
    120_000,
  );

  it('a phone that is pulled out in the middle is unknown; it can be wiped again from its recovery', async () => {
    const phone = station.bench.phone('pulled-out');
    const raw = rawCopy(phone);
    let pulled: Promise<void> | undefined;
    const ended = await station.wipe('pulled-out', [], {
      onLine: (line) => {
        if (line['type'] === 'writing' && Number(line['done']) > 5 * MIB) pulled ??= phone.unplug();
      },
    });
    await pulled;
    expect(summaryOf(ended)['result'], ended.stderr).toBe('unknown');
    await phone.plug();
    expect(phone.state).toBe('recovery');
    const again = await station.wipe('pulled-out');
    expect(summaryOf(again)['result'], again.stderr).toBe('verified');
    expect(raw.survivors()).toBe(0);
  }, 180_000);

  it('a run killed in the middle is certified as nothing; taken up again, it writes all of it anew', async () => {
    const phone = station.bench.phone('killed');
    const raw = rawCopy(phone);
    const certificates = station.certificates();
    const killed = await station.wipe('killed', [], {
      onLine: (line, kill) => {
        if (line['type'] === 'writing' && Number(line['done']) > 0) kill('SIGKILL');
      },
    });
    expect(killed.code).not.toBe(0);
    expect(station.certificates()).toEqual(certificates);
    expect(raw.survivors()).toBeGreaterThan(0);
    let written = 0;
    const ended = await station.run(['resume', '--config', station.config, '--yes', '--json'], {
      onLine: (line) => {
        if (line['type'] === 'writing') written = Number(line['done']);
      },
    });
    // Only what the second writing put there, under its own key, can match: it is verified for that alone.
    expect(summaryOf(ended)['result'], ended.stderr).toBe('verified');
    expect(written).toBe(48 * MIB);
    expect(raw.survivors()).toBe(0);
    expect(claimsIn(String(summaryOf(ended)['certificate'])).sanitization.resumed).toBe(true);
  }, 180_000);

  it('a recovery that erases nothing afterwards: the run does not end well, but no old content is left', async () => {
    const raw = rawCopy(station.bench.phone('never-erases'));
    const ended = await station.wipe('never-erases');
    expect(summaryOf(ended)['result'], ended.stderr).not.toBe('not-sanitized');
    expect(raw.survivors()).toBe(0);
  }, 120_000);
});
