import { expect, it } from 'vitest';
import { standingText } from '../../src/report/qc-standing-text.ts';
import { qcPlan } from '../certificate/checker-fixture.ts';

const total = qcPlan.picked.length;
const none = { clean: 0, found: 0, notChecked: 0, outstanding: 0 };

it('says nothing of the lot before every phone is checked', () => {
  for (const rest of [{ outstanding: 1 }, { notChecked: 1 }]) {
    const text = standingText({ ...none, clean: total - 1, ...rest }, qcPlan);
    expect(text).toMatch(/Nothing may be said of the lot before all \d+ are checked/);
    expect(text).not.toContain('confidence');
  }
});

it('says that the lot is not clean, however many are', () => {
  const text = standingText({ ...none, clean: total - 1, found: 1 }, qcPlan);
  expect(text).toContain('The lot is not clean');
  expect(text).not.toContain('confidence');
});

it('says what the plan said when all are clean', () => {
  expect(standingText({ ...none, clean: total }, qcPlan)).toContain('95 % confidence that at most 0 of these');
});
