/**
 * The same question on file systems that people have: real files are written into real ext4 and f2fs images, all of it is
 * erased but some residue, and 400 seeds read what is left. The share that finds it must lie in the interval that holds
 * 99.9 % of all such experiments. Seeds are fixed: no chance failures. And what was erased well is never called dirty.
 */
import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeReading } from '../../src/decide/expectation.ts';
import { EXPECTATIONS } from '../../src/model/expectation.ts';
import type { Findings } from '../../src/model/findings.ts';
import { sampleAfter } from '../../src/sampler/sample.ts';
import { stratifiedMiss } from '../../src/sampler/sample-size.ts';
import { detectionInterval } from './detection-interval.ts';
import { memoryReader } from './memory-reader.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const RUNS = 400;
const BLOCK = 4096;
// f2fs needs room for six logs before it takes any file.
const BYTES = 128 * 1024 * 1024;
const UNITS = BYTES / BLOCK;
const N = 64;
const clock = { now: () => new Date(0), elapsed: () => 0, sleep: async () => undefined };
const signal = new AbortController().signal;
const NONE = { unavailable: 'test' };
const env = { ...process.env, PATH: [process.env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'power-images-'));
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'DCIM'), { recursive: true });
  const words = 'Are we still meeting at the station at six? The parcel arrived. ';
  for (let file = 0; file < 40; file++) {
    writeFileSync(join(tree, `message-${file}.txt`), words.repeat(60 + 97 * (file % 7)));
    writeFileSync(join(tree, 'DCIM', `photo-${file}.jpg`), photo(file));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The head of a JPEG (ITU T.81) and noise, as its compressed content looks. */
function photo(number: number): Buffer {
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46]);
  return Buffer.concat([head, seededRandom(`photo ${number}`).bytes(30_000 + 9000 * (number % 5))]);
}

const MAKERS: Readonly<Record<string, (path: string, tree: string) => void>> = {
  ext4: (path, tree) => {
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-d', tree, path], { env, stdio: 'ignore' });
  },
  f2fs: (path, tree) => {
    execFileSync('mkfs.f2fs', ['-q', path], { env, stdio: 'ignore' });
    execFileSync('sload.f2fs', ['-f', tree, path], { env, stdio: 'ignore' });
  },
};

function made(kind: string): Buffer {
  const path = join(folder, `${kind}.img`);
  writeFileSync(path, '');
  truncateSync(path, BYTES);
  MAKERS[kind]?.(path, join(folder, 'tree'));
  return readFileSync(path);
}

/** Blocks that hold something, without those at the ends, which are always read. */
function filled(image: Buffer): number[] {
  const empty = Buffer.alloc(BLOCK);
  const first = 256;
  return Array.from({ length: UNITS - 2 * first }, (_, index) => index + first).filter(
    (unit) => image.compare(empty, 0, BLOCK, unit * BLOCK, (unit + 1) * BLOCK) !== 0,
  );
}

/** All is erased but these. */
function residue(image: Buffer, units: readonly number[]): Buffer {
  const left = Buffer.alloc(BYTES);
  for (const unit of units) image.copy(left, unit * BLOCK, unit * BLOCK, (unit + 1) * BLOCK);
  return left;
}

/** Every k-th block; the longest run of blocks; the blocks that begin with the words of a message. */
const CHOICES: Readonly<Record<string, (image: Buffer, units: readonly number[]) => number[]>> = {
  'scattered blocks': (_image, units) => units.filter((_, index) => index % Math.ceil(units.length / 60) === 0),
  'one extent': (_image, units) => {
    let [best, run]: [number[], number[]] = [[], []];
    for (const unit of units) {
      run = run.at(-1) === unit - 1 ? [...run, unit] : [unit];
      if (run.length > best.length) best = run;
    }
    return best.slice(0, 150);
  },
  'extents of files': (image, units) =>
    units.filter((unit) =>
      image.toString('latin1', unit * BLOCK, unit * BLOCK + 4096).includes('meeting at the station'),
    ),
};

function theory(units: readonly number[]): number {
  const strata = Array.from({ length: N }, (_, h) => ({
    start: Math.floor((h * UNITS) / N),
    size: Math.floor(((h + 1) * UNITS) / N) - Math.floor((h * UNITS) / N),
  }));
  return (
    1 -
    stratifiedMiss(
      strata.map(({ start, size }) => ({
        size,
        dirty: units.filter((unit) => unit >= start && unit < start + size).length,
        draws: 1,
      })),
    )
  );
}

function readOf(medium: Uint8Array, seed: string, n: number): Promise<Findings> {
  return sampleAfter(memoryReader(medium), {
    bytes: medium.length,
    windowBytes: BLOCK,
    n,
    seed: seedOf(seed),
    baseline: null,
    canaries: null,
    keyBlob: { before: NONE, after: NONE },
    weighted: 0,
    clock,
    signal,
  });
}

describe.each(Object.keys(MAKERS))('%s', (kind) => {
  let image: Buffer;
  beforeAll(() => {
    image = made(kind);
  });

  it.each(Object.keys(CHOICES))(
    '%s are found as often as theory says',
    async (choice) => {
      const units = CHOICES[choice]?.(image, filled(image)) ?? [];
      expect(units.length).toBeGreaterThan(20);
      const medium = residue(image, units);
      let found = 0;
      for (let run = 0; run < RUNS; run++) {
        const { fresh } = await readOf(medium, `${kind} ${choice} ${run}`, N);
        if (fresh.classes.zero < fresh.windows) found += 1;
      }
      const p = theory(units);
      const [low, high] = detectionInterval(RUNS, p);
      expect(found, `theory ${p}`).toBeGreaterThanOrEqual(low);
      expect(found, `theory ${p}`).toBeLessThanOrEqual(high);
    },
    120_000,
  );

  it('a default reading of it as it is finds content, and says where', async () => {
    const findings = await readOf(image, `${kind} whole`, 4603);
    const verdict = judgeReading(findings, 'discard', { confidence: 0.99, fraction: 0.001 });
    expect(verdict.verdict).toBe('not-sanitized');
    expect(findings.hits.length).toBeGreaterThan(10);
  });
});

describe('what was erased well is never called dirty', () => {
  const ciphertext = () => {
    const key = createHash('sha256').update('ciphertext').digest();
    return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(10_000 * BLOCK));
  };
  it.each<[string, () => Buffer, 'zero' | 'random-like']>([
    ['zeros', () => Buffer.alloc(10_000 * BLOCK), 'zero'],
    ['ciphertext', ciphertext, 'random-like'],
  ])('10,000 windows of %s: no false alarm', async (_what, medium, name) => {
    const findings = await readOf(medium(), 'false alarms', 10_000);
    expect(findings.fresh.classes[name]).toBe(10_000);
    expect(findings.hitCount).toBe(0);
    const policy = { confidence: 0.99, fraction: 0.001 };
    for (const expectation of EXPECTATIONS) {
      const { verdict } = judgeReading(findings, expectation, policy);
      if (expectation === 'discard' || expectation === 'crypto-erase') expect(verdict).not.toBe('not-sanitized');
    }
  });
});
