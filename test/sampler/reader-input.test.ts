/** The reader's own input: whatever comes, it answers or ends with 2; it is never killed by a signal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knowledge } from '../../src/sampler/reader-knowledge.ts';
import { encodeHello, encodeRequest, READER_MOST_BYTES } from '../../src/sampler/reader-protocol.ts';
import { type ReaderProgram, readerProgram, runReader } from './reader-program.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const hello = encodeHello(seedOf('nonce').subarray(0, 16), seedOf('key').subarray(0, 16), knowledge());
const place = { offset: 0, length: 4096 };
let folder = '';
let image = '';
let program: ReaderProgram;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reader-input-'));
  image = join(folder, 'medium.img');
  writeFileSync(image, seededRandom('medium').bytes(3 * 1024 * 1024));
  program = await readerProgram('x86_64');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  program.remove();
});

const changed = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};
const request = (change: (copy: Buffer) => void) => changed(encodeRequest(1, 'raw', place), change);

describe('the input of the reader', () => {
  it.each<[string, Buffer, number]>([
    ['a hello alone', hello, 0],
    ['a request', Buffer.concat([hello, encodeRequest(1, 'classify', place)]), 0],
    ['nothing', Buffer.alloc(0), 2],
    ['half a hello', hello.subarray(0, 95), 2],
    ['a hello without its last prefilter', hello.subarray(0, -1), 2],
    ['bad magic', changed(hello, (copy) => copy.writeUInt8(0x57 ^ 1, 0)), 2],
    ['another version', changed(hello, (copy) => copy.write('2', 7)), 2],
    ['more prefilters than there is room for', changed(hello, (copy) => copy.writeUInt32LE(65, 88)), 2],
    ['endless prefilters', changed(hello, (copy) => copy.writeUInt32LE(0xffff_ffff, 88)), 2],
    ['something in the hole', changed(hello, (copy) => copy.writeUInt32LE(1, 92)), 2],
    ['a printable run of nothing', changed(hello, (copy) => copy.writeUInt32LE(0, 52)), 2],
    ['a printable run without end', changed(hello, (copy) => copy.writeUInt32LE(0xffff_ffff, 52)), 2],
    ['a magic of nothing', changed(hello, (copy) => copy.writeUInt8(0, 98)), 2],
    ['a magic that is too long', changed(hello, (copy) => copy.writeUInt8(17, 98)), 2],
    ['a magic behind the block', changed(hello, (copy) => copy.writeUInt16LE(4095, 96)), 2],
    ['half a request', Buffer.concat([hello, encodeRequest(1, 'raw', place).subarray(0, 31)]), 2],
    ['a sequence that leaps', Buffer.concat([hello, encodeRequest(2, 'raw', place)]), 2],
    [
      'a sequence that stands',
      Buffer.concat([hello, encodeRequest(1, 'raw', place), encodeRequest(1, 'raw', place)]),
      2,
    ],
    ['a mode that does not exist', Buffer.concat([hello, request((copy) => copy.writeUInt32LE(3, 4))]), 2],
    ['no length', Buffer.concat([hello, request((copy) => copy.writeUInt32LE(0, 16))]), 2],
    [
      'a length that is too great',
      Buffer.concat([hello, request((copy) => copy.writeUInt32LE(READER_MOST_BYTES + 1, 16))]),
      2,
    ],
    ['a huge length', Buffer.concat([hello, request((copy) => copy.writeUInt32LE(0xffff_ffff, 16))]), 2],
    ['a negative offset', Buffer.concat([hello, request((copy) => copy.writeBigInt64LE(-4096n, 8))]), 2],
    [
      'an offset near the greatest',
      Buffer.concat([hello, request((copy) => copy.writeBigInt64LE(2n ** 63n - 4096n, 8))]),
      2,
    ],
    ['something in the hole of a request', Buffer.concat([hello, request((copy) => copy.writeUInt32LE(1, 28))]), 2],
  ])('%s', async (_name, input, code) => {
    expect(await runReader(program, image, input)).toMatchObject({ code, signal: null });
  });

  it('far offsets are short, and not an end', async () => {
    const far = request((copy) => copy.writeBigInt64LE(2n ** 62n, 8));
    const { code, stdout } = await runReader(program, image, Buffer.concat([hello, far]));
    expect(code).toBe(0);
    expect([stdout.readUInt32LE(40 + 20), stdout.length]).toEqual([1, 40 + 32]);
  });

  it('a node that cannot be opened ends it with 3, no argument or two with 2', async () => {
    expect(await runReader(program, join(folder, 'missing'), hello)).toMatchObject({ code: 3, signal: null });
    const two = { ...program, command: [...(program.command ?? []), image] };
    expect(await runReader(two, image, hello)).toMatchObject({ code: 2, signal: null });
  });

  it('whatever comes, it ends with 0 or 2', async () => {
    const words = fc.array(fc.constantFrom(0, 1, 2, 4096, 0x7fff_ffff, 0xffff_ffff), { minLength: 8, maxLength: 8 });
    const raw = words.map((all) => {
      const bytes = Buffer.alloc(32);
      all.forEach((word, index) => {
        bytes.writeUInt32LE(word, 4 * index);
      });
      return bytes;
    });
    const input = fc.tuple(
      fc.array(fc.tuple(fc.nat(hello.length - 1), fc.nat(255)), { maxLength: 3 }),
      fc.array(fc.oneof(raw, fc.uint8Array({ maxLength: 64 })), { maxLength: 4 }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([edits, tail, whole]) => {
        const head = changed(hello, (copy) => {
          for (const [at, value] of edits) copy[at] = value;
        });
        const { code, signal } = await runReader(program, image, Buffer.concat([whole ? hello : head, ...tail]));
        expect(signal).toBeNull();
        expect([0, 2]).toContain(code);
      }),
      { numRuns: 400 },
    );
  });
});
