import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/faults/fault.ts';
import { canonicalJson, digestOf } from '../../src/host/canonical-json.ts';
import { type QcPlan, type QcPlanBody, qcPlanSchema } from '../../src/model/qc-plan.ts';
import { sampleSize, seedFor } from '../../src/qc/draw.ts';
import { assertPlan, qcPlanOf } from '../../src/qc/plan.ts';
import type { Candidate } from '../../src/qc/population.ts';
import { countingRandom } from '../certificate/evidence.ts';
import { anyLot, candidate, LOT } from './lots.ts';

const ledger = { origin: 'wipebench-ledger/x', size: 200, root: 'ab'.repeat(32) };
const planOf = (candidates: readonly Candidate[], number = 0, fraction = 0.05) =>
  qcPlanOf({
    createdAt: '2026-03-01T00:00:00.000Z',
    choice: LOT,
    ledger,
    candidates,
    checker: 'op-9',
    fraction,
    seed: seedFor(undefined, ledger, countingRandom(number)),
  });
const lot = Array.from({ length: 60 }, (_, at) => candidate(at, { operator: at % 10 === 4 ? 'op-9' : `op-${at % 3}` }));
const plan = planOf(lot);

describe('a plan', () => {
  it('is of its form, the same for the same input, another one for another seed', () => {
    expect(qcPlanSchema.parse(plan)).toEqual(plan);
    expect(canonicalJson(planOf(lot))).toBe(canonicalJson(plan));
    expect(planOf(lot, 7).picked).not.toEqual(plan.picked);
    expect(() => assertPlan(plan, lot)).not.toThrow();
  });

  it('picks the share of all sanitized phones, from those that somebody else wiped; or is refused', () => {
    fc.assert(
      fc.property(anyLot, fc.nat(), fc.constantFrom(0.05, 0.2, 1), (candidates, number, fraction) => {
        let made: QcPlan;
        try {
          made = planOf(candidates, number, fraction);
        } catch (error) {
          expect(error).toMatchObject({ code: 'PLAN_REFUSED' });
          expect(error).toBeInstanceOf(Fault);
          return;
        }
        const own = made.apart.filter(({ why }) => why === 'wiped-by-checker' || why === 'operator-not-stated').length;
        expect(made.picked).toHaveLength(sampleSize(made.population.length + own, fraction));
        for (const at of made.picked) {
          expect(made.population[at]?.operator.trim().toLowerCase()).not.toBe('op-9');
        }
        expect(() => assertPlan(made, candidates)).not.toThrow();
      }),
    );
  });

  it.each([
    ['nobody independent remains', lot.map((each) => ({ ...each, operator: 'op-9' }))],
    ['fewer remain than must be checked', lot.map((each, at) => ({ ...each, operator: at < 2 ? 'op-1' : 'op-9' }))],
    ['there is nothing', []],
    ['all failed', lot.map((each) => ({ ...each, result: 'FAIL' as const }))],
  ])('is refused where %s', (_, candidates) => {
    expect(() => planOf(candidates)).toThrow(expect.objectContaining({ code: 'PLAN_REFUSED' }));
  });
});

describe('a changed plan', () => {
  const { digest: _digest, ...body } = plan;
  const resealed = (change: Partial<QcPlanBody>): QcPlan => ({
    ...body,
    ...change,
    digest: digestOf({ ...body, ...change }),
  });
  const [first = 0, ...others] = plan.picked;
  const unpicked = plan.population.findIndex((_, at) => !plan.picked.includes(at));
  const changes: [string, Partial<QcPlanBody>][] = [
    ['another phone picked', { picked: [unpicked, ...others] }],
    ['one phone fewer', { picked: others }],
    ['another order', { picked: [...others, first] }],
    ['a phone left out of the population', { population: plan.population.slice(1) }],
    [
      'a phone moved apart',
      { apart: [...plan.apart, { index: 1, certificateId: 'certificate-1', operator: 'op-1', why: 'failed' }] },
    ],
    ['another checker', { checker: 'op-5' }],
    ['another seed', { seed: { ...plan.seed, value: 'cd'.repeat(32) } }],
    ['a seed that was given and says drawn', { seed: { value: plan.seed.value, source: 'drawn', nonce: null } }],
    ['another bound', { proves: { ...plan.proves, badAtMost: 0 } }],
    ['another lot', { choice: { ...plan.choice, lot: 'L-10' } }],
    ['another ledger', { ledger: { ...plan.ledger, size: 199 } }],
    ['another wiper', { population: plan.population.map((unit) => ({ ...unit, operator: 'op-1' })) }],
    ['no longer simulated', { simulated: !plan.simulated }],
  ];

  it.each(changes)('is refused with %s, also under a fresh digest', (_, change) => {
    const mismatch = expect.objectContaining({ code: 'CERT_MISMATCH' });
    expect(() => assertPlan({ ...plan, ...change }, lot)).toThrow(mismatch);
    expect(() => assertPlan(resealed(change), lot)).toThrow(mismatch);
  });

  it('is refused when the ledger says something else of its phones', () => {
    const mismatch = expect.objectContaining({ code: 'CERT_MISMATCH' });
    expect(() => assertPlan(plan, lot.slice(0, -1))).toThrow(mismatch);
    expect(() => assertPlan(plan, [...lot, candidate(99)])).toThrow(mismatch);
  });
});
