import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHI_SQUARE_HIGH, CHI_SQUARE_LOW, hasPrintableRun, spreadOf } from '../../src/sampler/statistics.ts';
import { seededRandom } from './seeded-random.ts';

function oracleStream(bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i * 32 < bytes; i++) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(i));
    parts.push(createHash('sha256').update('oracle').update(counter).digest());
  }
  return Buffer.concat(parts).subarray(0, bytes);
}

describe('chi-square', () => {
  const block = oracleStream(4096);

  it('uses the published block', () => {
    expect(createHash('sha256').update(block).digest('hex')).toBe(
      '55d7c93ca766b10bb7024874f4b618dc30176f9d423a82379ccdceeee32f10d0',
    );
  });

  it.each([
    ['zeros', Buffer.alloc(4096), 1_044_480, 1],
    ['FF', Buffer.alloc(4096, 0xff), 1_044_480, 1],
    ['AA55', Buffer.alloc(4096, Buffer.from([0xaa, 0x55])), 520_192, 2],
    ['00..FF', Buffer.from(Array.from({ length: 4096 }, (_, i) => i & 0xff)), 0, 256],
    ['hash stream', block, 279.75, 256],
    ['its first 512 bytes', block.subarray(0, 512), 277, undefined],
  ])('%s', (_name, bytes, chiSquare, distinct) => {
    expect(spreadOf(bytes).chiSquare).toBeCloseTo(chiSquare, 9);
    if (distinct !== undefined) expect(spreadOf(bytes).distinct).toBe(distinct);
  });

  it('equals counting by hand for any length and place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(299), (bytes, from) => {
        const start = Math.min(from, bytes.length - 1);
        const counts = new Array<number>(256).fill(0);
        for (const value of bytes.subarray(start)) counts[value] = (counts[value] ?? 0) + 1;
        const n = bytes.length - start;
        const expected = (256 / n) * counts.reduce((sum, count) => sum + count * count, 0) - n;
        expect(spreadOf(bytes, start).chiSquare).toBeCloseTo(expected, 6);
        expect(spreadOf(bytes, start).distinct).toBe(counts.filter((count) => count > 0).length);
      }),
    );
  });

  it('passes random blocks', () => {
    const random = seededRandom('chi-square');
    for (let i = 0; i < 5000; i++) {
      const { chiSquare } = spreadOf(random.bytes(4096));
      expect(chiSquare).toBeGreaterThan(CHI_SQUARE_LOW);
      expect(chiSquare).toBeLessThan(CHI_SQUARE_HIGH);
    }
  });

  it('cannot tell most compressed blocks from random ones, which is why they are no evidence', () => {
    const words = seededRandom('words').bytes(400_000);
    const text = Array.from(words, (value) => `${['wipe', 'phone', 'photo', 'key'][value & 3]}${value >> 2} `).join('');
    const packed = deflateSync(text, { level: 9 });
    let random = 0;
    const blocks = Math.floor(packed.length / 4096);
    for (let i = 0; i < blocks; i++) {
      if (spreadOf(packed, i * 4096, (i + 1) * 4096).chiSquare < CHI_SQUARE_HIGH) random += 1;
    }
    expect(random / blocks).toBeGreaterThan(0.5);
  });
});

describe('printable runs', () => {
  it('finds every run of 24 and none of 23, wherever it stands', () => {
    fc.assert(
      fc.property(fc.nat(4096 - 24), fc.integer({ min: 1, max: 40 }), (at, length) => {
        const bytes = new Uint8Array(4096).fill(0x80);
        const end = Math.min(at + length, 4096);
        bytes.fill(0x41, at, end);
        expect(hasPrintableRun(bytes)).toBe(end - at >= 24);
      }),
      { numRuns: 500 },
    );
  });

  it('does not look outside its block', () => {
    const bytes = new Uint8Array(64).fill(0x41);
    expect(hasPrintableRun(bytes, 10, 33)).toBe(false);
    expect(hasPrintableRun(bytes, 10, 34)).toBe(true);
  });
});
