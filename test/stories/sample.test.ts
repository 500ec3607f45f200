/** Independent readings of phones: by anybody, before or after, with new places or with those of a certificate. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnPlaces, fixedPlaces } from '../../src/sampler/places.ts';
import { weightedPlaces } from '../../src/sampler/weighted-places.ts';
import { small } from '../virtual/bench-fixture.ts';
import { openStation, type Station, summaryOf } from './station.ts';

let station: Station;
let sameEachTime: object | undefined;

beforeAll(async () => {
  const honest = await small('userdebug-honest');
  const plain = await small('plaintext-honest');
  station = await openStation([
    honest,
    plain,
    {
      ...honest,
      name: 'bad-places',
      character: [{ kind: 'read-errors', ranges: [{ offset: 16 * 1024 * 1024, length: 8 * 1024 * 1024 }] }],
    },
    await small('short-reads'),
    await small('retail-locked'),
    await small('userdebug-liar'),
    { ...honest, name: 'whole', properties: { ...honest.properties, 'ro.serialno': 'WHOLE00001' } },
  ]);
}, 120_000);

afterAll(() => station?.close());

const sample = (name: string, ...args: string[]) =>
  station.run(['sample', '--json', '--device', station.seat(name), ...args]);

const claimsIn = (path: string) =>
  JSON.parse(Buffer.from(readFileSync(path, 'utf8').split('.')[1] ?? '', 'base64url').toString('utf8'));

const offsetsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => Number(line.split(' ')[0]));

describe('wipebench sample --device', () => {
  it('a phone full of plain content: found, with places', async () => {
    const ended = await sample('plaintext-honest', '--fraction', '0.01');
    expect(ended.code, ended.stderr).toBe(11);
    expect(ended.lines.at(-1)).toMatchObject({ type: 'findings', verdict: 'not-sanitized' });
    expect(Number(ended.lines.at(-1)?.['hitCount'])).toBeGreaterThan(10);
  }, 60_000);

  it.each([
    ['auto', { channel: 'reader' }],
    ['never', { channel: 'dd-stream' }],
    ['reads', { channel: 'reader' }],
    ['classifies', { channel: 'reader', classified: { by: 'phone', challenged: 459 } }],
  ])(
    'with --reader %s it finds the same',
    async (use, told) => {
      const seed = 'ab'.repeat(32);
      const ended = await sample('plaintext-honest', '--fraction', '0.01', '--seed', seed, '--reader', use);
      const { channel, classified, ...found } = ended.lines.at(-1) ?? {};
      expect({ channel, ...(classified === undefined ? {} : { classified }) }, ended.stderr).toEqual(told);
      const { hitCount, classes } = found;
      sameEachTime ??= { hitCount, classes };
      expect({ hitCount, classes }).toEqual(sameEachTime);
    },
    60_000,
  );

  it('an encrypted one: ciphertext, which proves nothing without evidence of its key', async () => {
    const ended = await sample('userdebug-honest', '--expect', 'crypto-erase', '--fraction', '0.01');
    expect(ended.code, ended.stderr).toBe(10);
    expect(ended.lines.at(-1)).toMatchObject({ verdict: 'unknown', reasons: ['NO_KEY_EVIDENCE'] });
  }, 60_000);

  it('one with bad places: unread is never clean, and two bounds are told', async () => {
    const ended = await sample('bad-places', '--expect', 'crypto-erase', '--fraction', '0.01');
    const found = ended.lines.at(-1) ?? {};
    expect(found['verdict'], ended.stderr).not.toBe('verified');
    expect(found['unreadable']).toBeGreaterThan(0);
    expect(found).toMatchObject({ channel: 'dd-stream', readerHindrance: 'unknown-processor' });
    const share = (name: string) => Number((found[name] as { fraction: number }).fraction);
    expect(share('worstBound')).toBeGreaterThan(share('bound'));
  }, 60_000);

  it('one whose answers are too short is not believed', async () => {
    const ended = await sample('short-reads', '--expect', 'zero', '--fraction', '0.01');
    expect(ended.code, ended.stderr).not.toBe(0);
    expect(ended.lines.some((line) => line['verdict'] === 'verified')).toBe(false);
  }, 60_000);

  it('a phone as it is sold lets nobody read: refused, and nothing is changed', async () => {
    const ended = await sample('retail-locked');
    expect(ended.code, ended.stderr).toBe(4);
    expect(ended.stderr).toMatch(/raw storage/i);
  }, 60_000);
});

describe('the places of a certificate', () => {
  it('can be drawn again out of it alone, and read again by anybody', async () => {
    const ended = await station.wipe('userdebug-honest');
    expect(summaryOf(ended)['result'], ended.stderr).toBe('verified');
    const certificate = String(summaryOf(ended)['certificate']);
    const { sampling } = claimsIn(certificate).verification;
    const list = join(station.folder, 'places.txt');
    const again = await sample(
      'userdebug-honest',
      ...['--expect', 'crypto-erase', '--repeat', certificate, '--offsets-out', list],
    );
    expect(again.lines.at(-1), again.stderr).toMatchObject({ seed: sampling.seed, n: sampling.fresh.windows });
    // By the functions that a stranger would write after the document.
    const seed = new Uint8Array(Buffer.from(sampling.seed, 'hex'));
    const { bytes } = sampling.medium;
    const regions = sampling.weighted.regions.map(([from, to]: [number, number]) => ({ from, to }));
    const wanted = new Set(
      [
        ...drawnPlaces(seed, bytes, sampling.windowBytes, sampling.fresh.windows),
        ...weightedPlaces(seed, regions, sampling.windowBytes, sampling.weighted.windows),
        ...fixedPlaces(bytes),
      ].map(({ offset }) => offset),
    );
    expect(offsetsIn(list)).toEqual([...wanted].sort((a, b) => a - b));
  }, 120_000);

  it.each([
    ['FULL-READ', 'full', 'classifies', { by: 'phone', challenged: 459 }],
    ['R1-REPRESENTATIVE', 'r1-representative', 'auto', undefined],
  ])(
    '%s is reached where it is asked for, by the reading %s and the reader that %s',
    async (level, kind, use, classified) => {
      const ended = await station.wipe('whole', ['--require', level, '--reader', use]);
      expect(summaryOf(ended), ended.stderr).toMatchObject({ result: 'verified', level });
      const { sampling } = claimsIn(String(summaryOf(ended)['certificate'])).verification;
      expect(sampling).toMatchObject({ kind, channel: 'reader' });
      expect(sampling.classified).toEqual(classified);
      expect(sampling.partitions).toEqual([
        expect.objectContaining({ name: 'metadata', windows: 4096, before: expect.any(Object) }),
        expect.objectContaining({ name: 'cache', windows: 4096, before: expect.any(Object) }),
      ]);
      expect(await station.run(['certificate', 'show', String(summaryOf(ended)['certificate'])])).toMatchObject({
        stdout: expect.stringMatching(/Read by +the reader of wipebench/),
      });
    },
    180_000,
  );

  it('one that erases nothing is found out by its own word too', async () => {
    const ended = await station.wipe('userdebug-liar', ['--reader', 'classifies']);
    expect(summaryOf(ended), ended.stderr).toMatchObject({ result: 'not-sanitized' });
  }, 60_000);
});
