import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/faults/fault.ts';
import { offsetsText, parseReading, ReadingComparison } from '../../src/sampler/offsets-file.ts';

const HEAD = { mediumBytes: 40_960, seed: 'ab'.repeat(32), windowBytes: 4096, drawn: 3, kind: 'statistical' as const };
const PLACES = [0, 8192, 36_864].map((offset) => ({ offset, length: 4096 }));
const content = (offset: number) => Buffer.alloc(4096, offset / 4096);
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What another tool makes of the list. */
const answered = (text: string, look = content) =>
  text
    .split('\n')
    .map((line) => (/^\d/.test(line) ? `${line} ${digest(look(Number(line.split(' ')[0])))}` : line))
    .join('\n');

describe('a list of places', () => {
  const text = offsetsText(HEAD, PLACES);

  it('comes back with the digests of another tool, and the two are compared', () => {
    const other = parseReading(answered(text), 'list');
    expect(other.head).toEqual(HEAD);
    const comparison = new ReadingComparison(other);
    for (const place of PLACES) comparison.take(place, content(place.offset));
    expect(comparison.result()).toEqual({ places: 3, equal: 3, different: 0, missing: 0, offsets: [] });
  });

  it('a place that the other tool saw differently, or did not read', () => {
    const lied = answered(text, (offset) => content(offset === 8192 ? 0 : offset))
      .split('\n')
      .slice(0, -2)
      .join('\n');
    const comparison = new ReadingComparison(parseReading(lied, 'list'));
    for (const place of PLACES) comparison.take(place, content(place.offset));
    expect(comparison.result()).toEqual({ places: 3, equal: 1, different: 1, missing: 1, offsets: [8192] });
  });

  it.each([
    ['no title', 'offsets\n0 4096 aa'],
    ['no digest', text],
    ['no head', `# wipebench offsets 1\n0 4096 ${'a'.repeat(64)}`],
    ['a digest too short', answered(text).replace(/[0-9a-f]{64}\n$/, 'abc\n')],
  ])('%s: refused', (_what, wrong) => {
    expect(() => parseReading(wrong, 'list')).toThrow(Fault);
  });

  it('no text makes it throw anything but a Fault', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((more) => `${text}${more}`),
        ),
        (any) => {
          try {
            parseReading(any, 'list');
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
          }
        },
      ),
    );
  });
});
