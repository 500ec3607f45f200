import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ddNumbers, oneByOne, requestsOf } from '../../src/sampler/dd-requests.ts';

const windows = fc
  .array(fc.record({ block: fc.nat(5000), blocks: fc.constantFrom(1, 4, 16) }), { maxLength: 60 })
  .map((all) => all.map(({ block, blocks }) => ({ offset: block * 4096, length: blocks * 4096 })))
  .map((all) => all.toSorted((a, b) => a.offset - b.offset || a.length - b.length));

describe('requests', () => {
  it('hold every window once, in order, inside their bounds, and are not longer than allowed', () => {
    fc.assert(
      fc.property(
        windows,
        fc.constantFrom(-1, 0, 65_536, 2 ** 30),
        fc.constantFrom(65_536, 2 ** 22),
        (all, gap, most) => {
          const requests = requestsOf(all, gap, most);
          expect(requests.flatMap((request) => request.windows)).toEqual(all);
          for (const request of requests) {
            expect(request.length).toBeLessThanOrEqual(most);
            for (const { offset, length } of request.windows) {
              expect(offset).toBeGreaterThanOrEqual(request.offset);
              expect(offset + length).toBeLessThanOrEqual(request.offset + request.length);
            }
            const { unit, skip, count } = ddNumbers(request);
            expect(unit).toBeGreaterThanOrEqual(4096);
            expect([skip * unit, count * unit]).toEqual([request.offset, request.length]);
            expect(oneByOne(request).every(({ windows: alone, last }) => alone.length === 1 && last)).toBe(true);
          }
        },
      ),
    );
  });

  it('leaves the odd end of a medium alone, so that the rest keeps large units', () => {
    const odd = { offset: 8192, length: 1536 };
    const requests = requestsOf([{ offset: 0, length: 4096 }, { offset: 4096, length: 4096 }, odd]);
    expect(requests.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 8192],
      [8192, 1536],
    ]);
    expect(requests.map((request) => ddNumbers(request).unit)).toEqual([8192, 512]);
  });
});
