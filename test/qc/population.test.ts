import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { populationOf } from '../../src/qc/population.ts';
import { anyLot, candidate, JANUARY, LOT } from './lots.ts';

describe('who may be picked', () => {
  it('never what the checker wiped, what failed, was rejected, or nobody knows', () => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const { units, simulated } = populationOf(lot, LOT, 'Op-9');
        for (const unit of units) {
          const from = lot.find(({ index }) => index === unit.index);
          expect(from).toMatchObject({ certificateId: unit.certificateId, operator: unit.operator, rejected: false });
          expect(unit.operator.trim().toLowerCase()).not.toBe('op-9');
          expect(from?.result).not.toBe('FAIL');
          expect(String(from?.lot).trim().toLowerCase()).toBe('l-9');
          if (from?.simulated) expect(simulated).toBe(true);
        }
      }),
    );
  });

  it('loses none: each certificate of the lot is in it or apart, once, in the order of the ledger', () => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const { units, apart } = populationOf(lot, LOT, 'op-9');
        const ofLot = lot.filter((each) => each.lot === null || String(each.lot).trim().toLowerCase() === 'l-9');
        const all = [...units, ...apart].map(({ index }) => index);
        expect(all.toSorted((a, b) => a - b)).toEqual(ofLot.map(({ index }) => index));
        for (const list of [units, apart]) {
          const indexes = list.map(({ index }) => index);
          expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('by time alone needs no lot', () => {
    fc.assert(
      fc.property(anyLot, (lot) => {
        const { units, apart } = populationOf(lot, { lot: null, ...JANUARY }, 'op-9');
        const ofTime = lot.filter(({ issuedAt }) => issuedAt.startsWith('2026-01'));
        expect(units.length + apart.length).toBe(ofTime.length);
        expect(apart.some(({ why }) => why === 'lot-unknown')).toBe(false);
      }),
    );
  });

  it.each([
    ['failed', { result: 'FAIL' }],
    ['rejected', { rejected: true }],
    ['simulated', { simulated: true }],
    ['wiped-by-checker', { operator: '  OP-9' }],
    ['operator-not-stated', { operator: { unavailable: 'not stated' } }],
    ['lot-unknown', { lot: null }],
  ] as const)('says why it stands apart: %s', (why, change) => {
    const { apart, units } = populationOf([candidate(0), candidate(3, change)], LOT, 'op-9');
    expect(apart).toMatchObject([{ index: 3, why }]);
    expect(units).toMatchObject([{ index: 0 }]);
  });

  it('takes virtual phones only where there are no others, and says so', () => {
    const virtual = [candidate(0, { simulated: true }), candidate(1, { simulated: true })];
    expect(populationOf(virtual, LOT, 'op-9')).toMatchObject({ simulated: true, units: [{ index: 0 }, { index: 1 }] });
    expect(populationOf([...virtual, candidate(2)], LOT, 'op-9')).toMatchObject({
      simulated: false,
      units: [{ index: 2 }],
    });
  });
});
