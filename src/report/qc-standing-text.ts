/** How far an independent check has come, and what may be said of the lot now. */
import { isDependent, type QcPlan, type Standing } from '../model/qc-plan.ts';
import { provesLines } from './qc-plan-text.ts';

export function standingText({ clean, found, notChecked, outstanding }: Standing, plan: QcPlan): string {
  const total = plan.picked.length;
  const counts = `Of the ${total} phones of this plan: ${clean} clean, ${found} found with something, ${notChecked} not checked, ${outstanding} without a record.`;
  if (found > 0)
    return `${counts}\nThe lot is not clean: find out how that could happen before any of its phones is passed on.`;
  if (clean < total) return `${counts}\nNothing may be said of the lot before all ${total} are checked.`;
  const dependent = plan.apart.filter(isDependent).length;
  const [bound = '', ...rest] = provesLines(plan.proves, plan.population.length, dependent);
  return [counts, bound, ...(dependent === 0 ? [] : rest.slice(-1))].join('\n');
}
