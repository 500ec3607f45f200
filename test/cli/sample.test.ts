/** `wipebench sample` on images: what it finds, what it says, and how a stranger repeats it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../sampler/seeded-random.ts';
import { captureOutput, wipebench } from './captured.ts';

const MIB = 1024 * 1024;
const BYTES = 64 * MIB;
let folder: string;
const captured = captureOutput();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-sample-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A sparse file with some bytes in it. */
async function image(
  name: string,
  parts: readonly (readonly [number, Uint8Array])[] = [],
  bytes = BYTES,
): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'w');
  await file.truncate(bytes);
  for (const [offset, content] of parts) await file.write(content, 0, content.length, offset);
  await file.close();
  return path;
}

const run = (...args: string[]) => wipebench('sample', '--quiet', '--json', ...args);
const findings = () => captured.lines().at(-1) ?? {};
const sentences = Buffer.from('Are we still meeting at the station at six? '.repeat(30_000));

describe('wipebench sample --image', () => {
  test('zeros are what writing zeros leaves, and the last line says how sure that is', async () => {
    expect(await run('--image', await image('zero.img'), '--expect', 'zero')).toBe(0);
    expect(findings()).toMatchObject({
      type: 'findings',
      verdict: 'verified',
      level: 'STATISTICAL',
      n: 4603,
      window: 4096,
      classes: { zero: 4603, structured: 0 },
      hits: [],
      unreadable: 0,
      bound: { confidence: 0.99 },
    });
    expect(findings()['seed']).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['statistical', 'r1-representative', 'full'])(
    'content of an owner is found by %s, with its place',
    async (kind) => {
      const path = await image('messages.img', [[20 * MIB, sentences]]);
      expect(await run('--image', path, '--reading', kind)).toBe(11);
      const { verdict, hits } = findings() as { verdict: string; hits: { offset: number; class: string }[] };
      expect(verdict).toBe('not-sanitized');
      expect(hits.length).toBeGreaterThan(5);
      for (const { offset } of hits) {
        expect(offset).toBeGreaterThanOrEqual(20 * MIB);
        expect(offset).toBeLessThan(20 * MIB + sentences.length);
      }
    },
  );

  test('the same seed reads the same places; another one reads others', async () => {
    const path = await image('seeded.img');
    const places = async (...seed: string[]) => {
      const list = join(folder, `offsets-${seed.join('')}.txt`);
      await run('--image', path, '--offsets-out', list, ...seed);
      return readFile(list, 'utf8');
    };
    const first = await places('--seed', '11'.repeat(32));
    expect(await places('--seed', '11'.repeat(32))).toBe(first);
    expect(await places('--seed', '22'.repeat(32))).not.toBe(first);
  });

  test('another tool reads the places, and the two agree or do not', async () => {
    const path = await image('compared.img', [[MIB, sentences]]);
    const list = join(folder, 'list.txt');
    await run('--image', path, '--offsets-out', list);
    const content = await readFile(path);
    const answer = (await readFile(list, 'utf8')).replace(/^(\d+) (\d+)$/gm, (line, offset, length) => {
      const bytes = content.subarray(Number(offset), Number(offset) + Number(length));
      return `${line} ${createHash('sha256').update(bytes).digest('hex')}`;
    });
    const other = join(folder, 'answer.txt');
    await writeFile(other, answer);
    await run('--image', path, '--compare', other);
    expect(captured.lines().find(({ type }) => type === 'comparison')).toMatchObject({ different: 0, missing: 0 });
    const blank = await image('compared-blank.img');
    captured.stdout = '';
    expect(await run('--image', blank, '--expect', 'zero', '--compare', other)).toBe(10);
    expect(captured.lines().find(({ type }) => type === 'comparison')).not.toMatchObject({ different: 0 });
  });

  test('stops at the first hit when asked, and says so', async () => {
    const path = await image('stop.img', [[2 * MIB, sentences]]);
    expect(await run('--image', path, '--fail-fast')).toBe(11);
    expect(findings()).toMatchObject({ verdict: 'not-sanitized', stopped: true, hitCount: 1 });
  });

  test.each<[string, () => Promise<string>, string, number, string]>([
    ['noise, where nothing random is expected', noise, 'discard', 10, 'RANDOM_LIKE'],
    [
      'noise after a key was destroyed: only the wipe itself can show the key',
      noise,
      'crypto-erase',
      10,
      'NO_KEY_EVIDENCE',
    ],
    ['noise, where noise was written', noise, 'random', 0, ''],
    ['noise, where zeros were written', noise, 'zero', 11, 'LEFTOVER'],
  ])('%s', async (_what, path, expected, exit, code) => {
    expect(await run('--image', await path(), '--expect', expected)).toBe(exit);
    if (code !== '') expect(findings()['reasons']).toContain(code);
  });

  async function noise(): Promise<string> {
    return image('noise.img', [[0, seededRandom('noise').bytes(16 * MIB)]], 16 * MIB);
  }

  test('a medium of a few blocks, and one that is no multiple of a block, are read whole', async () => {
    for (const bytes of [4096, 5000, 40_961]) {
      expect(await run('--image', await image(`small-${bytes}.img`, [], bytes), '--expect', 'zero')).toBe(0);
      expect(findings()).toMatchObject({ level: 'FULL-READ', bound: { fraction: 0, bytes: 0 } });
    }
  });

  test('what fits into a time is read, and too little is told from enough', async () => {
    const path = await image('quick.img');
    expect([0, 12]).toContain(await run('--image', path, '--expect', 'zero', '--reading', 'quick'));
    expect(await run('--image', path, '--expect', 'zero', '--places', '100')).toBe(12);
    expect(findings()).toMatchObject({ verdict: 'performed-unverified', level: 'NOT-VERIFIED', n: 100 });
  });

  test.each<[string, () => Promise<string[]>, number]>([
    ['neither phone nor image', async () => [], 2],
    ['both', async () => ['--device', 'x', '--image', 'y'], 2],
    ['no file', async () => ['--image', join(folder, 'none')], 2],
    ['a folder', async () => ['--image', folder], 2],
    ['an empty file', async () => ['--image', await image('empty.img', [], 0)], 2],
    ['less than a block', async () => ['--image', await image('tiny.img', [], 100)], 2],
    ['a sparse image', async () => ['--image', await image('sparse.img', [[0, Buffer.from('3aff26ed', 'hex')]])], 2],
    ['a seed that is none', async () => ['--image', await image('a.img'), '--seed', 'abc'], 2],
    ['a window that is none', async () => ['--image', await image('a.img'), '--window-bytes', '1000'], 2],
    ['a share above one', async () => ['--image', await image('a.img'), '--confidence', '1.5'], 2],
    ['a technique that is none', async () => ['--image', await image('a.img'), '--expect', 'magic'], 2],
    [
      'a list of a full reading',
      async () => ['--image', await image('a.img'), '--reading', 'full', '--offsets-out', 'x'],
      2,
    ],
  ])('%s: refused, and nothing is written', async (_what, args, exit) => {
    expect(await run(...(await args()))).toBe(exit);
    expect(captured.lines().some(({ type }) => type === 'findings')).toBe(false);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test('for people: what was read, where, and what it proves in bytes', async () => {
    expect(await wipebench('sample', '--image', await image('people.img'), '--expect', 'zero')).toBe(0);
    expect(captured.stdout).toMatch(/NOTHING FOUND/);
    expect(captured.stdout).toMatch(/one at random in each of 4603 equal parts/);
    expect(captured.stdout).toMatch(/99\.0 % confidence: at most 0\.10 % \(\d+(\.\d+)? KiB\)/);
  });
});
