import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AssessContext, assess } from '../../src/decide/assess.ts';
import { type Findings, findingsSchema } from '../../src/model/findings.ts';
import type { Baseline } from '../../src/sampler/baseline.ts';
import { Canaries } from '../../src/sampler/canary.ts';
import { openImage } from '../../src/sampler/image-reader.ts';
import type { Window } from '../../src/sampler/places.ts';
import type { RawReader, Reading } from '../../src/sampler/raw-reader.ts';
import { sampleAfter, takeBaseline } from '../../src/sampler/sample.ts';
import { type MemoryOptions, memoryReader } from './memory-reader.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const BYTES = 32 * 1024 * 1024;
const BLOCKS = BYTES / 4096;
const N = 1000;
const signal = new AbortController().signal;
const clock = { now: () => new Date(0), elapsed: () => 0, sleep: async () => undefined };
const CHANGED = { before: { value: 'aa', source: 't' }, after: { value: 'bb', source: 't' } };
const KEPT = { before: { value: 'aa', source: 't' }, after: { value: 'aa', source: 't' } };
const UNKNOWN = { before: { unavailable: 'no root' }, after: { unavailable: 'no root' } };
const CRYPTO: AssessContext = { technique: 'discard-and-key-destruction', encryptedBefore: true };
const PLAIN: AssessContext = { technique: 'discard', encryptedBefore: false };

/** Every k-th block filled with noise: `of` out of ten. */
function noise(name: string, of: number): Buffer {
  const medium = Buffer.alloc(BYTES);
  const random = seededRandom(name);
  for (let block = 0; block < BLOCKS; block++) {
    if ((block * 7) % 10 < of) medium.set(random.bytes(4096), block * 4096);
  }
  return medium;
}

function readBefore(medium: Uint8Array, canaries: Canaries | null = null, windowBytes = 4096): Promise<Baseline> {
  const random = seededRandom('baseline');
  return takeBaseline(memoryReader(medium), { bytes: medium.length, windowBytes, n: N, random, canaries, signal });
}

interface After {
  readonly baseline: Baseline | null;
  readonly keyBlob?: Findings['keyBlob'];
  readonly canaries?: Canaries | null;
  readonly windowBytes?: number;
  readonly seed?: string;
  readonly n?: number;
}

async function readAfter(
  medium: Uint8Array | RawReader,
  options: After,
  memory: MemoryOptions = {},
): Promise<Findings> {
  const findings = await sampleAfter('read' in medium ? medium : memoryReader(medium, memory), {
    bytes: BYTES,
    windowBytes: options.windowBytes ?? 4096,
    n: options.n ?? N,
    seed: seedOf(options.seed ?? 'fresh'),
    baseline: options.baseline,
    canaries: options.canaries ?? null,
    keyBlob: options.keyBlob ?? CHANGED,
    clock,
    signal,
  });
  expect(findingsSchema.parse(findings)).toEqual(findings);
  return findings;
}

const codes = (findings: Findings, context: AssessContext) => assess(findings, context).reasons.map(({ code }) => code);

describe('a phone with metadata encryption', () => {
  const old = noise('old ciphertext', 6);

  it('carries the level when it was discarded, its key is another one, and new ciphertext was written', async () => {
    const findings = await readAfter(noise('new ciphertext', 1), { baseline: await readBefore(old) });
    expect(findings.baseline).toMatchObject({ unchanged: 0, windows: N });
    expect(findings.baseline?.informative).toBeGreaterThan(500);
    expect(findings.hitCount).toBe(0);
    const assessment = assess(findings, CRYPTO);
    expect(assessment).toMatchObject({ level: 'STATISTICAL', reasons: [], key: 'changed', violating: 0 });
    expect(assessment.bound?.fraction).toBeCloseTo(0.0045945826, 8);
    expect(assessment.bound).toEqual(assessment.worstBound);
  });

  it('carries it too when nothing was written since', async () => {
    expect(assess(await readAfter(Buffer.alloc(BYTES), { baseline: await readBefore(old) }), CRYPTO).level).toBe(
      'STATISTICAL',
    );
  });

  it.each([
    ['destroyed', CHANGED, ['CIPHERTEXT_REMAINED', 'RANDOM_LIKE_UNEXPLAINED']],
    ['kept', KEPT, ['CONTENT_REMAINED', 'KEY_NOT_DESTROYED_CONTENT_REMAINED', 'RANDOM_LIKE_UNEXPLAINED']],
    ['unknown', UNKNOWN, ['CONTENT_REMAINED', 'RANDOM_LIKE_UNEXPLAINED']],
  ] as const)('its ciphertext remained, its key was %s', async (_name, keyBlob, expected) => {
    const findings = await readAfter(old, { baseline: await readBefore(old), keyBlob });
    expect(findings.baseline).toMatchObject({
      unchanged: findings.baseline?.informative,
      unchangedRandomLike: findings.baseline?.informative,
    });
    expect(findings.hits).toHaveLength(100);
    expect(findings.hitCount).toBeGreaterThan(500);
    expect(codes(findings, CRYPTO)).toEqual(expected);
    expect(assess(findings, CRYPTO).level).toBeNull();
  });

  it('kept its key though all is discarded', async () => {
    const findings = await readAfter(Buffer.alloc(BYTES), { baseline: await readBefore(old), keyBlob: KEPT });
    expect(codes(findings, CRYPTO)).toEqual(['KEY_NOT_DESTROYED']);
  });

  it('has plaintext where only ciphertext may be', async () => {
    const medium = noise('new ciphertext', 1);
    for (let block = 300; block < BLOCKS - 300; block += 40)
      medium.fill('a line of plain text ', block * 4096, (block + 1) * 4096);
    expect(codes(await readAfter(medium, { baseline: await readBefore(old) }), CRYPTO)).toContain('PLAINTEXT_FOUND');
  });

  it('had plaintext before: the level stands, the purge does not', async () => {
    const mixed = Buffer.from(old);
    for (let block = 300; block < BLOCKS - 300; block += 40)
      mixed.fill('a line of plain text ', block * 4096, (block + 1) * 4096);
    const findings = await readAfter(Buffer.alloc(BYTES), { baseline: await readBefore(mixed) });
    expect(codes(findings, CRYPTO)).toEqual(['PLAINTEXT_BEFORE_WIPE']);
    expect(assess(findings, CRYPTO).level).toBe('STATISTICAL');
    const written = await readAfter(noise('new ciphertext', 1), { baseline: await readBefore(mixed) });
    expect(codes(written, CRYPTO)).toEqual(['PLAINTEXT_BEFORE_WIPE', 'RANDOM_LIKE_UNEXPLAINED']);
  });
});

describe('a phone without encryption', () => {
  const files = Buffer.alloc(BYTES);
  for (let block = 0; block < BLOCKS; block += 2) files.fill(`file ${block} `, block * 4096, (block + 1) * 4096);

  it('carries the level when all reads as zeros or FF', async () => {
    const findings = await readAfter(Buffer.alloc(BYTES, 0xff), {
      baseline: await readBefore(files),
      keyBlob: UNKNOWN,
    });
    expect(assess(findings, PLAIN)).toMatchObject({ level: 'STATISTICAL', reasons: [] });
  });

  it('is accused of content that stayed', async () => {
    const medium = Buffer.from(files);
    medium.fill(0, 0, BYTES / 2);
    const findings = await readAfter(medium, { baseline: await readBefore(files), keyBlob: UNKNOWN });
    expect(codes(findings, PLAIN)).toEqual(['CONTENT_REMAINED', 'NEW_FILE_SYSTEM_OR_LEFTOVER']);
    expect(findings.hits.every((hit) => hit.offset >= BYTES / 2)).toBe(true);
  });

  it('is accused of content that moved to another place', async () => {
    const shifted = Buffer.alloc(BYTES);
    files.copy(shifted, 64 * 4096, 0, BYTES - 64 * 4096);
    const findings = await readAfter(shifted, { baseline: await readBefore(files), keyBlob: UNKNOWN });
    expect(findings.baseline?.unchanged).toBe(0);
    expect(findings.fresh.classes['known-hash']).toBeGreaterThan(20);
    expect(codes(findings, PLAIN)).toContain('CONTENT_REMAINED');
  });

  it('is neither accused nor acquitted of a new file system', async () => {
    const medium = Buffer.alloc(BYTES);
    medium.fill('a new superblock ', 0, 4096);
    const findings = await readAfter(medium, { baseline: await readBefore(files), keyBlob: UNKNOWN });
    expect(findings.fixed.classes.structured).toBe(1);
    expect(codes(findings, PLAIN)).toEqual(['NEW_FILE_SYSTEM_OR_LEFTOVER']);
    expect(assess(findings, PLAIN).violating).toBe(0);
  });

  it('is accused of canaries, which were visible before', async () => {
    const canaries = new Canaries(seededRandom('canaries'));
    const medium = Buffer.from(files);
    medium.set(canaries.file(2000), 1000 * 4096);
    const baseline = await readBefore(medium, canaries);
    expect(baseline.canaryWindows).toBeGreaterThan(100);
    const wiped = await readAfter(Buffer.alloc(BYTES), { baseline, canaries, keyBlob: UNKNOWN });
    expect(wiped.canaries).toMatchObject({ planted: 2000, bytes: 2000 * 4096, found: 0, void: null });
    const left = Buffer.alloc(BYTES);
    medium.copy(left, 1000 * 4096, 1000 * 4096, 3000 * 4096);
    const findings = await readAfter(left, { baseline, canaries, keyBlob: UNKNOWN });
    expect(findings.canaries.found).toBeGreaterThan(100);
    expect(codes(findings, PLAIN)).toContain('CANARY_FOUND');
  });

  it('has canaries that prove nothing when they were never seen', async () => {
    const canaries = new Canaries(seededRandom('canaries'));
    canaries.file(10);
    const baseline = await readBefore(noise('x', 5), canaries);
    const findings = await readAfter(Buffer.alloc(BYTES), { baseline, canaries });
    expect(findings.canaries).toMatchObject({ visibleBefore: 0, found: 0 });
    expect(findings.canaries.void).toMatch(/encrypted below the file system/);
  });
});

describe('a phone that knows where it was read before', () => {
  const old = noise('old ciphertext', 6);

  it.each([
    ['clean only there', true],
    ['old only there', false],
  ])('is %s: the two samples disagree', async (_name, cleanAtBaseline) => {
    const baseline = await readBefore(old);
    const places = new Set(baseline.places.map(({ offset }) => offset));
    const empty = new Uint8Array(4096);
    const random = seededRandom('lies');
    const answer: MemoryOptions['answer'] = ({ offset, length }, content) => {
      if (places.has(offset) === cleanAtBaseline || length !== 4096) return empty.subarray(0, length);
      return cleanAtBaseline ? content : random.bytes(4096);
    };
    const findings = await readAfter(old, { baseline }, { answer });
    expect(codes(findings, CRYPTO)).toContain('PLACES_DISAGREE');
    expect(assess(findings, CRYPTO).level).toBeNull();
  });
});

describe('wide windows', () => {
  it('are dirty when one of their blocks is, and unchanged when one of them is', async () => {
    const old = noise('old ciphertext', 6);
    const medium = noise('new', 1);
    for (let block = 0; block < BLOCKS; block += 160) old.copy(medium, block * 4096, block * 4096, (block + 1) * 4096);
    const baseline = await readBefore(old, null, 65_536);
    const findings = await readAfter(medium, { baseline, windowBytes: 65_536 });
    expect(findings.method).toBe('full');
    expect(findings.baseline).toMatchObject({ windows: 512, unchanged: 52, unchangedRandomLike: 52 });
    expect(codes(findings, CRYPTO)).toEqual(['CIPHERTEXT_REMAINED', 'RANDOM_LIKE_UNEXPLAINED']);
    const clean = await readAfter(noise('new', 1), { baseline, windowBytes: 65_536 });
    expect(assess(clean, CRYPTO)).toMatchObject({ level: 'FULL-READ', bound: { fraction: 0, bytes: 0 } });
  });
});

describe('what weakens a sample', () => {
  const old = noise('old ciphertext', 6);
  const wiped = Buffer.alloc(BYTES);

  it('no baseline', async () => {
    expect(codes(await readAfter(wiped, { baseline: null }), CRYPTO)).toEqual(['NO_BASELINE']);
  });

  it('a phone that held next to nothing', async () => {
    const baseline = await readBefore(Buffer.alloc(BYTES));
    expect(codes(await readAfter(wiped, { baseline }), CRYPTO)).toEqual(['FEW_INFORMATIVE_PLACES']);
  });

  it('a page cache', async () => {
    const findings = await readAfter(wiped, { baseline: await readBefore(old) }, { direct: false });
    expect(codes(findings, CRYPTO)).toEqual(['CACHE_NOT_BYPASSED']);
  });

  it('few places', async () => {
    const findings = await readAfter(wiped, { baseline: await readBefore(old), n: 458 });
    expect(codes(findings, CRYPTO)).toEqual(['TOO_FEW_WINDOWS']);
  });

  it('places that cannot be read', async () => {
    const answer: MemoryOptions['answer'] = ({ offset }, content) => (offset % (4096 * 50) === 0 ? null : content);
    const findings = await readAfter(wiped, { baseline: await readBefore(old) }, { answer });
    expect(codes(findings, CRYPTO)).toEqual(['FIXED_PLACE_UNREADABLE', 'PLACES_DISAGREE', 'UNREADABLE_PLACES']);
    const { bound, worstBound } = assess(findings, CRYPTO);
    expect(bound?.fraction).toBeLessThan(0.006);
    expect(worstBound?.fraction).toBeGreaterThan(0.02);
  });

  it('a few unreadable places are printed, and tolerated', async () => {
    const answer: MemoryOptions['answer'] = ({ offset }, content) =>
      offset > 2 ** 23 && offset < 2 ** 23 + 20 * 4096 ? null : content;
    const findings = await readAfter(wiped, { baseline: await readBefore(old) }, { answer });
    const { level, bound, worstBound, unreadable } = assess(findings, CRYPTO);
    expect(unreadable).toBeGreaterThan(0);
    expect(level).toBe('STATISTICAL');
    expect(worstBound?.bytes).toBeGreaterThan(bound?.bytes ?? Number.POSITIVE_INFINITY);
  });
});

describe('what is no sample at all', () => {
  const medium = Buffer.alloc(BYTES);

  it('another size than before', async () => {
    const baseline = await readBefore(Buffer.alloc(BYTES / 2));
    await expect(readAfter(medium, { baseline })).rejects.toMatchObject({ code: 'VERIFY_FRAMING' });
  });

  it('places that are left out, read twice, or short', async () => {
    type Items = Reading<Window>[];
    const lie = (change: (items: Items) => Items): RawReader => {
      async function* read(windows: readonly Window[]): AsyncGenerator<Reading<Window>> {
        yield* change(windows.map((window) => ({ window, bytes: new Uint8Array(window.length) })));
      }
      return { ...memoryReader(medium), read: read as RawReader['read'] };
    };
    const read = (reader: RawReader) => readAfter(reader, { baseline: null });
    await expect(read(lie((items) => items.slice(1)))).rejects.toMatchObject({ code: 'VERIFY_SHORT_READ' });
    await expect(read(lie((items) => [...items, ...items.slice(0, 1)]))).rejects.toMatchObject({
      code: 'VERIFY_FRAMING',
    });
    await expect(
      read(lie((items) => items.map((item) => ({ ...item, bytes: new Uint8Array(100) })))),
    ).rejects.toMatchObject({ code: 'VERIFY_SHORT_READ' });
  });

  it('a baseline that is unfinished or whose key is gone', async () => {
    const baseline = await readBefore(noise('old', 6));
    baseline.destroyKey();
    await expect(readAfter(noise('old', 6), { baseline })).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
  });
});

describe('repeatable and silent', () => {
  it('the same seed reads the same places with the same result', async () => {
    const medium = noise('some', 5);
    const [one, two] = [await readAfter(medium, { baseline: null }), await readAfter(medium, { baseline: null })];
    expect(one).toEqual(two);
    const other = await readAfter(medium, { baseline: null, seed: 'other' });
    expect(other.fresh.classes).not.toEqual(one.fresh.classes);
  });

  it('a baseline written down by mistake holds neither key nor hashes nor places', async () => {
    const text = JSON.stringify(await readBefore(noise('old', 6)));
    expect(Object.keys(JSON.parse(text)).sort()).toEqual([
      'classesBefore',
      'informative',
      'mediumBytes',
      'seed',
      'windowBytes',
      'windows',
    ]);
  });

  it('tells its progress up to the end', async () => {
    const seen: number[] = [];
    const reader = memoryReader(Buffer.alloc(BYTES));
    const random = seededRandom('p');
    const onProgress = ({ windows, ofWindows }: { windows: number; ofWindows: number }) =>
      seen.push(windows / ofWindows);
    await takeBaseline(reader, { bytes: BYTES, windowBytes: 4096, n: 10, random, canaries: null, signal, onProgress });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});

describe('an image file', () => {
  it('is read like a phone, and its end is the end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    const path = join(folder, 'userdata.img');
    const medium = noise('image', 5);
    writeFileSync(path, medium);
    const image = await openImage(path, true);
    expect(image.bytes).toBe(BYTES);
    const fromFile = await readAfter(image, { baseline: null });
    const fromMemory = await readAfter(medium, { baseline: null });
    expect(fromFile).toEqual({ ...fromMemory, channel: 'image-file', medium: { node: path, bytes: BYTES } });
    const beyond = [];
    const windows = [
      { offset: BYTES - 2048, length: 4096 },
      { offset: BYTES + 4096, length: 4096 },
    ];
    for await (const { bytes } of image.read(windows, signal)) beyond.push(bytes);
    expect(beyond).toEqual([null, null]);
    await image.close();
    rmSync(folder, { recursive: true });
    await expect(openImage(path, true)).rejects.toMatchObject({ code: 'ENV_FILE' });
  });
});

describe('readings of other kinds', () => {
  const old = noise('old ciphertext', 6);
  const more = { clock, signal, keyBlob: CHANGED, canaries: null, windowBytes: 4096, bytes: BYTES, n: 500 } as const;
  const read = async (change: Partial<Parameters<typeof sampleAfter>[1]>, medium: Uint8Array = noise('new', 1)) => {
    const baseline = await readBefore(old);
    const findings = await sampleAfter(memoryReader(medium), { ...more, seed: seedOf('kinds'), baseline, ...change });
    return findingsSchema.parse(findings);
  };

  it('all of it carries FULL-READ, and a tenth in a thousand parts R1-REPRESENTATIVE', async () => {
    expect(assess(await read({ kind: 'full' }), CRYPTO).level).toBe('FULL-READ');
    const representative = await read({ kind: 'r1-representative' });
    expect(representative.subsections?.bytes).toBeGreaterThanOrEqual(BYTES / 10);
    expect(assess(representative, CRYPTO).level).toBe('R1-REPRESENTATIVE');
    expect(assess(await read({}), CRYPTO).level).toBe('STATISTICAL');
  });

  it('what only the further places find counts, and what they do not find makes no bound better', async () => {
    const medium = Buffer.alloc(BYTES);
    // Between the strata's places of this seed, where tables of file systems stand.
    medium.fill('a line of plain text ', 300 * 4096, 304 * 4096);
    const regions = [{ from: 300, to: 304 }];
    const found = await read({ weighted: 4, regions }, medium);
    expect(found.weighted).toMatchObject({ windows: 4, classes: { structured: 4 }, regions: [[300, 304]] });
    expect(assess(found, CRYPTO).reasons.map(({ code }) => code)).toContain('PLAINTEXT_FOUND');
    const [few, many] = [await read({ weighted: 0 }), await read({ weighted: 5000 })];
    expect(assess(many, CRYPTO).bound).toEqual(assess(few, CRYPTO).bound);
  });

  it('a storage that answers faster than its interface carries is a doubt', async () => {
    let time = 0;
    const quick = { now: () => new Date(0), elapsed: () => (time += 1), sleep: async () => undefined };
    const codesOf = async (fastest: number) =>
      assess(await read({ clock: quick, fastest }), CRYPTO).reasons.map(({ code }) => code);
    expect(await codesOf(1_000_000)).toEqual(['FASTER_THAN_STORAGE']);
    expect(await codesOf(1_000_000_000_000)).toEqual([]);
  });

  it('a reading that was ended at its first hit is no reading of the rest', async () => {
    const stopped = await read({ stopAt: () => true });
    expect(stopped.stopped).toBe(true);
    const assessment = assess(stopped, CRYPTO);
    expect(assessment.level).toBeNull();
    expect(assessment.reasons.map(({ code }) => code)).toContain('READING_STOPPED');
  });
});
