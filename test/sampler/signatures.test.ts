import { describe, expect, it } from 'vitest';
import { SIGNATURES, signatureOf } from '../../src/sampler/signatures.ts';
import { seededRandom } from './seeded-random.ts';

function block(at: number, bytes: readonly number[] | string): Uint8Array {
  const content = seededRandom('rest').bytes(4096);
  content.set(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, at);
  return content;
}

describe('signatures', () => {
  it.each([
    ['sqlite', block(0, 'SQLite format 3\0')],
    ['sqlite-wal', block(0, [0x37, 0x7f, 0x06, 0x82, 0x00, 0x2d, 0xe2, 0x18])],
    ['jpeg', block(0, [0xff, 0xd8, 0xff, 0xe1, 0x12, 0x34])],
    ['jpeg', block(0, [0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43])],
    ['png', block(0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['gif', block(0, 'GIF89a')],
    ['zip', block(0, [0x50, 0x4b, 3, 4, 20, 0, 8, 8, 8, 0])],
    ['gzip', block(0, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])],
    ['xz', block(0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
    ['elf', block(0, [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])],
    ['pdf', block(0, '%PDF-1.7')],
    ['dex', block(0, 'dex\n039\0')],
    ['ftyp', block(0, [0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70])],
    ['riff', block(0, 'RIFF\x12\x34\x00\x00WEBP')],
    ['ogg', block(0, 'OggS\0')],
    ['id3', block(0, [0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 8, 0x76])],
    ['android-boot', block(0, 'ANDROID!')],
    ['android-vbmeta', block(0, 'AVB0\0\0\0\x01')],
    ['android-sparse', block(0, [0x3a, 0xff, 0x26, 0xed, 1, 0, 0, 0, 28, 0, 12, 0])],
    ['fde-footer', block(0, [0xc4, 0xb1, 0xb5, 0xd0, 1, 0, 3, 0])],
    ['luks', block(0, 'LUKS\xba\xbe')],
    ['gpt', block(512, 'EFI PART')],
    ['exfat', block(3, 'EXFAT   ')],
    ['f2fs', block(1024, [0x10, 0x20, 0xf5, 0xf2, 1, 0, 16, 0, 9, 0, 0, 0])],
    ['jbd2', block(0, [0xc0, 0x3b, 0x39, 0x98, 0, 0, 0, 4])],
  ])('%s', (name, bytes) => expect(signatureOf(bytes)).toBe(name));

  it('asks for structure behind a short magic', () => {
    expect(signatureOf(block(0, [0xff, 0xd8, 0xff, 0x00]))).toBeUndefined();
    expect(signatureOf(block(0, [0x50, 0x4b, 3, 4, 255, 255, 0, 0, 99, 99]))).toBeUndefined();
    expect(signatureOf(block(510, [0x55, 0xaa]))).toBeUndefined();
    expect(signatureOf(block(0x38, [0x53, 0xef]))).toBeUndefined();
  });

  it('looks at fixed places only, inside the block it was given', () => {
    expect(signatureOf(block(7, 'SQLite format 3\0'))).toBeUndefined();
    const two = new Uint8Array(8192);
    two.set(block(0, 'SQLite format 3\0'), 4096);
    expect(signatureOf(two, 0, 4096)).toBeUndefined();
    expect(signatureOf(two, 4096, 8192)).toBe('sqlite');
    expect(signatureOf(two, 4096, 4096 + 32)).toBeUndefined();
    expect(
      signatureOf(block(1024, [0x10, 0x20, 0xf5, 0xf2, 1, 0, 16, 0, 9, 0, 0, 0]).subarray(0, 1030)),
    ).toBeUndefined();
  });

  it('has a chance of false alarm below 3e-9 for one random block', () => {
    const chance = SIGNATURES.reduce((sum, { magic, checkBits }) => sum + 2 ** -(8 * magic.length + checkBits), 0);
    expect(chance).toBeLessThan(3e-9);
    for (const { magic, checkBits } of SIGNATURES) expect(8 * magic.length + checkBits).toBeGreaterThanOrEqual(29);
  });

  it.each(SIGNATURES.filter((signature) => signature.check !== undefined).map((s) => [s.name, s] as const))(
    '%s: the check is as strict as it says',
    (name, signature) => {
      const random = seededRandom(`check ${name}`);
      const trials = 10_000;
      const bytes = new Uint8Array(4096);
      const only = [signature];
      let passed = 0;
      for (let i = 0; i < trials; i++) {
        bytes.set(random.bytes(64), 0);
        if (signature.at > 1000) bytes.set(random.bytes(128), 1024);
        bytes.set(signature.magic, signature.at);
        const view = new DataView(bytes.buffer);
        if (only[0]?.check?.(view, bytes, 0)) passed += 1;
      }
      const expected = trials * 2 ** -signature.checkBits;
      expect(passed).toBeLessThanOrEqual(expected + 6 * Math.sqrt(expected) + 1);
    },
  );

  it('names nothing in random blocks', () => {
    const random = seededRandom('no signature');
    for (let i = 0; i < 10_000; i++) expect(signatureOf(random.bytes(2048))).toBeUndefined();
  });
});
