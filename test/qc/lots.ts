/** Lots made up at random, for laws about who may be picked. */
import fc from 'fast-check';
import type { Candidate } from '../../src/qc/population.ts';

export const OPERATORS = ['op-7', 'op-8', 'OP-9', ' op-9 '] as const;

export const candidate = (index: number, change: Partial<Candidate> = {}): Candidate => ({
  index,
  certificateId: `certificate-${index}`,
  issuedAt: '2026-01-02T03:15:00.000Z',
  result: 'PASS',
  simulated: false,
  operator: 'op-7',
  lot: 'L-9',
  rejected: false,
  ...change,
});

const stated = <T extends string>(...values: readonly T[]) =>
  fc.oneof(fc.constantFrom(...values), fc.constant({ unavailable: 'not stated' }));

export const anyLot: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      result: fc.constantFrom('PASS', 'PASS', 'PASS', 'UNVERIFIED', 'FAIL'),
      simulated: fc.constantFrom(false, false, false, true),
      operator: stated(...OPERATORS),
      lot: fc.oneof(stated('L-9', 'l-9 ', 'L-10'), fc.constant(null)),
      rejected: fc.constantFrom(false, false, false, true),
      issuedAt: fc.constantFrom('2026-01-02T03:15:00.000Z', '2026-02-02T03:15:00.000Z'),
    }),
    { maxLength: 60 },
  )
  .map((rows) => rows.map((row, at) => candidate(at * 2, row as Partial<Candidate>)));

export const JANUARY = { since: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' } as const;
export const LOT = { lot: 'L-9', since: null, until: null } as const;
