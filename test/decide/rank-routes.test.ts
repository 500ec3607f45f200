/** Proof first; but a phone is left in test mode only for a proof that is asked for. */
import { expect, test } from 'vitest';
import { type Candidate, rankRoutes, whyNot } from '../../src/decide/rank-routes.ts';
import type { EvidenceLevel } from '../../src/model/evidence-level.ts';
import type { Leaving } from '../../src/model/plan.ts';

const view = { facts: {}, preflight: {} };
const candidate = (id: string, maxLevel: EvidenceLevel, ...leaves: Leaving[]): Candidate =>
  ({
    route: { id, leaves, steps: [] },
    claim: { method: 'clear', technique: 'vendor-reset', maxLevel, why: [] },
  }) as unknown as Candidate;

const harness = candidate('test-harness', 'LOGICAL-PROBE', 'frp', 'test-mode');
const rescue = candidate('rescue', 'STATE-OBSERVED', 'frp');
const tradeIn = candidate('trade-in', 'LOGICAL-PROBE', 'frp');
const root = candidate('root', 'STATISTICAL', 'frp');
const person = candidate('settings', 'OPERATOR-CONFIRMED');

test.each<[EvidenceLevel, Candidate[], string]>([
  ['LOGICAL-PROBE', [rescue, harness], 'test-harness'],
  // Nothing is gained by test mode: both are enough, or neither is.
  ['STATE-OBSERVED', [harness, rescue], 'rescue'],
  ['STATUS-ONLY', [harness, rescue], 'rescue'],
  ['STATISTICAL', [harness, rescue], 'rescue'],
  ['FULL-READ', [harness, rescue], 'rescue'],
  // It is left out for nothing that proves less than the state of the phone.
  ['STATISTICAL', [person, harness], 'test-harness'],
  ['STATE-OBSERVED', [person, harness], 'test-harness'],
  // Without test mode the proof decides.
  ['STATE-OBSERVED', [rescue, tradeIn], 'trade-in'],
  ['LOGICAL-PROBE', [harness, tradeIn], 'trade-in'],
  ['LOGICAL-PROBE', [harness, root], 'root'],
])('%s is asked for', (required, candidates, id) => {
  for (const order of [candidates, candidates.toReversed()]) {
    expect(rankRoutes(order, view, required)[0]?.route.id).toBe(id);
  }
});

test('it says so', () => {
  expect(whyNot(harness, rescue, view)).toMatch(/proves more, LOGICAL-PROBE, but leaves the phone in test mode/);
  expect(whyNot(rescue, harness, view)).toMatch(/proves less: at best STATE-OBSERVED/);
});
