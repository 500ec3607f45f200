/**
 * Does the sample find what theory says it finds? Residue is planted in a sparse image, 200 seeds read it, and the share
 * that finds it must lie in the interval that holds 99.9 % of all such experiments. Seeds are fixed: no chance failures.
 */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImage } from '../../src/sampler/image-reader.ts';
import { sampleAfter } from '../../src/sampler/sample.ts';
import { stratifiedMiss } from '../../src/sampler/sample-size.ts';
import { detectionInterval } from './detection-interval.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const RUNS = 200;
const UNITS = 20_000;
const BYTES = UNITS * 4096;
const N = 100;
const clock = { now: () => new Date(0), elapsed: () => 0, sleep: async () => undefined };
const signal = new AbortController().signal;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'power-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function plant(name: string, units: readonly number[]): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  ftruncateSync(file, BYTES);
  const random = seededRandom(name);
  for (const unit of units) writeSync(file, random.bytes(4096), 0, 4096, unit * 4096);
  closeSync(file);
  return path;
}

/** Exact chance to hit at least one of these units with one draw in each of N strata. */
function theory(units: readonly number[]): number {
  const size = UNITS / N;
  const dirty = new Array<number>(N).fill(0);
  for (const unit of units) dirty[Math.floor(unit / size)] = (dirty[Math.floor(unit / size)] ?? 0) + 1;
  return 1 - stratifiedMiss(dirty.map((count) => ({ size, dirty: count, draws: 1 })));
}

const scattered = (count: number) => Array.from({ length: count }, (_, i) => 1000 + i * Math.floor(18_000 / count));
const contiguous = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

describe('power', () => {
  it.each([
    ['40 scattered', scattered(40)],
    ['200 scattered', scattered(200)],
    ['600 scattered', scattered(600)],
    ['100 in one stratum', contiguous(5050, 100)],
    ['100 across a border', contiguous(7950, 100)],
    ['150 across a border', contiguous(12_125, 150)],
    ['399 anywhere', contiguous(11_001, 399)],
    ['none', []],
  ])('%s windows', async (name, units) => {
    const image = await openImage(plant(name.replaceAll(' ', '-'), units), true);
    let found = 0;
    for (let run = 0; run < RUNS; run++) {
      const findings = await sampleAfter(image, {
        bytes: BYTES,
        windowBytes: 4096,
        n: N,
        seed: seedOf(`${name} ${run}`),
        baseline: null,
        canaries: null,
        keyBlob: { before: { unavailable: 'test' }, after: { unavailable: 'test' } },
        clock,
        signal,
      });
      if (findings.fresh.classes['random-like'] > 0) found += 1;
    }
    await image.close();
    const [low, high] = detectionInterval(RUNS, theory(units));
    expect(found).toBeGreaterThanOrEqual(low);
    expect(found).toBeLessThanOrEqual(high);
  });
});
