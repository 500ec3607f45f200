/** How far the checks of a plan have come. Of several records of one phone the worst counts, never the newest. */
import type { QcPlan, Standing } from '../model/qc-plan.ts';
import type { PresentedQcRecord, QcResult } from '../model/qc-record.ts';

/** @param records of the ledger; those of other plans do not count */
export function standingOf(plan: QcPlan, records: readonly PresentedQcRecord[]): Standing {
  const results = plan.picked.map((_, turn): QcResult | undefined => {
    const own = records.filter(({ selection }) => selection.planDigest === plan.digest && selection.turn === turn);
    const said = own.map(({ check }) => check.result);
    return (['found', 'clean', 'not-checked'] as const).find((result) => said.includes(result));
  });
  const count = (wanted: QcResult | undefined) => results.filter((result) => result === wanted).length;
  return {
    clean: count('clean'),
    found: count('found'),
    notChecked: count('not-checked'),
    outstanding: count(undefined),
  };
}
