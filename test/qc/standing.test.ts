import { expect, it } from 'vitest';
import type { QcPlan } from '../../src/model/qc-plan.ts';
import type { PresentedQcRecord, QcResult } from '../../src/model/qc-record.ts';
import { standingOf } from '../../src/qc/standing.ts';

const plan = { digest: 'a', picked: [4, 1, 9] } as unknown as QcPlan;
const record = (turn: number, result: QcResult, planDigest = 'a') =>
  ({ selection: { planDigest, turn }, check: { result } }) as unknown as PresentedQcRecord;

it.each([
  ['nothing', [], { clean: 0, found: 0, notChecked: 0, outstanding: 3 }],
  ['another plan', [record(0, 'clean', 'b')], { clean: 0, found: 0, notChecked: 0, outstanding: 3 }],
  ['one clean', [record(1, 'clean')], { clean: 1, found: 0, notChecked: 0, outstanding: 2 }],
  [
    'checked later',
    [record(1, 'not-checked'), record(1, 'clean')],
    { clean: 1, found: 0, notChecked: 0, outstanding: 2 },
  ],
  [
    'found, and then clean',
    [record(2, 'found'), record(2, 'clean')],
    { clean: 0, found: 1, notChecked: 0, outstanding: 2 },
  ],
  [
    'each once',
    [record(0, 'clean'), record(1, 'found'), record(2, 'not-checked')],
    { clean: 1, found: 1, notChecked: 1, outstanding: 0 },
  ],
])('%s', (_, records, standing) => {
  expect(standingOf(plan, records)).toEqual(standing);
});
