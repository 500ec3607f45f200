import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Canaries, canariesVoid } from '../../src/sampler/canary.ts';
import { claimOf, judgeClaim } from '../../src/sampler/claims.ts';
import { KeyedHash } from '../../src/sampler/keyed-hash.ts';
import { seededRandom } from './seeded-random.ts';

const judged = (bytes: Uint8Array, canaries: Canaries | null = null) =>
  judgeClaim(claimOf(bytes, null, canaries), null);
const classOf = (bytes: Uint8Array) => judged(bytes).class;

describe('one window', () => {
  const random = seededRandom('classify');

  it.each([
    ['zero', Buffer.alloc(4096)],
    ['zero', Buffer.alloc(65_536)],
    ['ff', Buffer.alloc(4096, 0xff)],
    ['constant', Buffer.alloc(4096, 0x55)],
    ['structured', Buffer.alloc(4096, Buffer.from([0xaa, 0x55]))],
    ['structured', Buffer.from(Array.from({ length: 4096 }, (_, i) => i & 0xff))],
    ['structured', Buffer.concat([Buffer.alloc(4095), Buffer.from([1])])],
    ['random-like', Buffer.from(random.bytes(4096))],
    ['random-like', Buffer.from(random.bytes(1 << 20))],
    ['structured', Buffer.concat([random.bytes(2000), Buffer.from('a name, a street and a city'), random.bytes(2069)])],
  ])('%s', (name, bytes) => expect(classOf(bytes)).toBe(name));

  it('is called by its worst block', () => {
    const empty = Buffer.alloc(4096);
    const text = Buffer.alloc(4096, 'some text ');
    const noise = Buffer.from(random.bytes(4096));
    expect(classOf(Buffer.concat([empty, empty, noise, empty]))).toBe('random-like');
    expect(classOf(Buffer.concat([empty, noise, text, empty]))).toBe('structured');
    expect(classOf(Buffer.concat([empty, Buffer.alloc(4096, 0xff)]))).toBe('ff');
    const seen = judged(Buffer.concat([empty, noise]));
    expect(seen.randomLike).toBe(true);
    expect(judged(Buffer.concat([text, noise])).randomLike).toBe(false);
  });

  it('takes windows that begin anywhere in a larger buffer, and short ends', () => {
    const large = Buffer.alloc(10_000, 0xff);
    large.fill(0, 100, 100 + 4096);
    expect(classOf(large.subarray(100, 100 + 4096))).toBe('zero');
    expect(classOf(large.subarray(5000, 5512))).toBe('ff');
    expect(classOf(Buffer.from([0]))).toBe('zero');
    expect(classOf(Buffer.from([7]))).toBe('constant');
  });

  it('does not call sparse tables telling, because every new file system makes the same ones', () => {
    const hash = new KeyedHash(random);
    const again = (bytes: Uint8Array) => judgeClaim(claimOf(bytes, hash, null), () => true).class;
    const bitmap = Buffer.alloc(4096);
    bitmap.fill(0xff, 0, 100);
    bitmap[100] = 0x3f;
    expect(again(bitmap)).toBe('structured');
    expect(again(Buffer.alloc(4096, 9))).toBe('constant');
    expect(again(Buffer.alloc(4096))).toBe('zero');
    expect(again(random.bytes(4096))).toBe('known-hash');
    expect(again(Buffer.alloc(4096, 'telling text'))).toBe('known-hash');
  });
});

describe('canaries', () => {
  it('are recognised block by block, in any order, and by their own key alone', () => {
    const ours = new Canaries(seededRandom('ours'));
    const others = new Canaries(seededRandom('others'));
    const first = ours.file(3);
    const second = ours.file(2);
    others.file(1);
    expect(ours.plantedBlocks).toBe(5);
    expect(ours.plantedBytes).toBe(5 * 4096);
    const blocks = [first, second].flatMap((file) =>
      Array.from({ length: file.length / 4096 }, (_, i) => Buffer.from(file.subarray(i * 4096, (i + 1) * 4096))),
    );
    expect(new Set(blocks.map((block) => block.toString('hex'))).size).toBe(5);
    for (const block of blocks) {
      const seen = judged(block, ours);
      expect(seen.class).toBe('canary');
      expect(seen.canaries).toBe(1);
      expect(classOf(block)).toBe('random-like');
      expect(judged(block, others).class).toBe('random-like');
    }
  });

  it('are still recognised when part of the block was overwritten', () => {
    const canaries = new Canaries(seededRandom('part'));
    const file = canaries.file(1);
    file.fill(0, 2048);
    expect(judged(file, canaries).class).toBe('canary');
  });

  it('say when they prove nothing', () => {
    expect(canariesVoid(0, 0)).toMatch(/No canaries/);
    expect(canariesVoid(9, 0)).toMatch(/encrypted/);
    expect(canariesVoid(9, 1)).toBeNull();
  });

  it('refuse a file of no blocks', () => {
    expect(() => new Canaries(seededRandom('none')).file(0)).toThrow(RangeError);
  });
});

describe('keyed hash', () => {
  // The first is the vector of the reference implementation; OpenSSL is another implementation of the same.
  it('is SipHash-2-4 with 128 bits', () => {
    const key = Uint8Array.from({ length: 16 }, (_, index) => index);
    const hash = KeyedHash.of(key);
    const hex = (bytes: Buffer, start = 0) =>
      Buffer.from(hash.of(bytes, start, bytes.length), 'latin1')
        .toString('hex')
        .toUpperCase();
    expect(hex(Buffer.alloc(0))).toBe('A3817F04BA25A8E66DF67214C7550293');
    for (const length of [0, 1, 7, 8, 9, 15, 16, 255, 256, 512, 4095, 4096]) {
      const bytes = Buffer.from(seededRandom(`message ${length}`).bytes(length + 7));
      const args = ['mac', '-macopt', `hexkey:${Buffer.from(key).toString('hex')}`, '-macopt', 'size:16', 'SIPHASH'];
      const expected = execFileSync('openssl', args, { input: bytes.subarray(7), encoding: 'utf8' }).trim();
      expect(hex(bytes, 7)).toBe(expected);
    }
  });

  it('gives its key to those who classify elsewhere, and keeps none of it', () => {
    const hash = new KeyedHash(seededRandom('key'));
    const block = Buffer.from(seededRandom('block').bytes(4096));
    const other = KeyedHash.of(hash.key());
    expect(other.of(block, 0, 4096)).toBe(hash.of(block, 0, 4096));
    hash.destroy();
    expect(() => hash.key()).toThrow(/void/);
    expect(other.of(block, 0, 4096)).toHaveLength(16);
  });

  it('cannot be used once its key is gone', () => {
    const hash = new KeyedHash(seededRandom('key'));
    hash.destroy();
    expect(() => hash.of(Buffer.alloc(4096), 0, 4096)).toThrow(/void/);
  });
});

const HAS_MKE2FS = (() => {
  try {
    execFileSync('mke2fs', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!HAS_MKE2FS)('a real ext4 image with real files', () => {
  let folder = '';
  let image = Buffer.alloc(0);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'classify-'));
    const files = join(folder, 'files');
    mkdirSync(files);
    const random = seededRandom('files');
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]), Buffer.from('JFIF\0\x01\x01\0')]);
    writeFileSync(join(files, 'photo.jpg'), Buffer.concat([jpeg, random.bytes(300_000)]));
    const letter = Array.from({ length: 4000 }, (_, i) => `Line ${i} of a private letter.`).join('\n');
    writeFileSync(join(files, 'letter.txt'), letter);
    writeFileSync(join(files, 'letter.gz'), gzipSync(Buffer.concat([Buffer.from(letter), random.bytes(50_000)])));
    const database = new DatabaseSync(join(files, 'contacts.db'));
    database.exec('PRAGMA page_size=4096; CREATE TABLE contact(id INTEGER PRIMARY KEY, name TEXT, phone TEXT)');
    const insert = database.prepare('INSERT INTO contact(name, phone) VALUES (?, ?)');
    for (let i = 0; i < 2000; i++) insert.run(`Person number ${i}`, `+49 30 ${100_000 + i}`);
    database.close();
    const path = join(folder, 'ext4.img');
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-d', files, path, '32M'], { stdio: 'ignore' });
    image = readFileSync(path);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const at = (needle: Buffer | string) => {
    const place = image.indexOf(needle);
    expect(place % 4096).toBe(0);
    return judged(image.subarray(place, place + 4096));
  };

  it('has its superblock', () => {
    expect(judged(image.subarray(0, 4096))).toMatchObject({ class: 'signature', detail: 'ext' });
  });

  it('has files that carry their signature', () => {
    expect(at('SQLite format 3\0')).toMatchObject({ class: 'signature', detail: 'sqlite' });
    expect(at(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]))).toMatchObject({ class: 'signature', detail: 'jpeg' });
    expect(at(Buffer.from([0x1f, 0x8b, 8, 0]))).toMatchObject({ class: 'signature', detail: 'gzip' });
    expect(at('Line 0 of')).toMatchObject({ class: 'structured' });
  });

  it('never has a database page or a page of text that passes for noise or for nothing', () => {
    let pages = 0;
    for (let offset = 0; offset < image.length; offset += 4096) {
      const page = image.subarray(offset, offset + 4096);
      if (!page.includes('Person number') && !page.includes('private letter')) continue;
      pages += 1;
      expect(['structured', 'signature']).toContain(classOf(page));
    }
    expect(pages).toBeGreaterThan(40);
  });

  it('has photo data that looks like noise behind its first block', () => {
    const start = image.indexOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]));
    for (let i = 1; i < 60; i++)
      expect(classOf(image.subarray(start + i * 4096, start + (i + 1) * 4096))).toBe('random-like');
  });
});
