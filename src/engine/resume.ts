/**
 * Where an interrupted run may go on. The phone is looked at first; what the journal says is never assumed to be what
 * the phone did. Pure.
 */

import type { JournalEntry } from '../model/journal-entry.ts';
import type { Consent, Plan } from '../model/plan.ts';
import type { Readings } from '../model/readings.ts';
import { runCreatedSchema } from '../model/run-created.ts';
import type { AdbState } from '../model/sighting.ts';

export interface Interrupted {
  readonly runId: string;
  readonly plan: Plan;
  readonly consent: Consent;
  readonly readingsBefore: Readings;
  readonly startedAt: string;
  /** True when a step that erases had begun. */
  readonly touched: boolean;
  /** True when the steps ended by themselves; then only the certificate may be missing. */
  readonly ended: boolean;
  readonly certified: boolean;
}

/** What a journal says about its run; undefined when it does not even hold a plan. */
export function interruptedRun(entries: readonly JournalEntry[]): Interrupted | undefined {
  const first = entries[0];
  if (first?.type !== 'run-created') return undefined;
  const created = runCreatedSchema.safeParse(first.data);
  if (!created.success) return undefined;
  const begun = entries.flatMap((entry) => (entry.type === 'step-begun' ? [entry.data as { danger?: unknown }] : []));
  return {
    runId: created.data.run,
    plan: created.data.plan,
    consent: created.data.consent,
    readingsBefore: created.data.readingsBefore as Readings,
    startedAt: first.at,
    touched: begun.some((data) => data.danger === 'erases'),
    ended: entries.some((entry) => entry.type === 'run-ended'),
    certified: entries.some((entry) => entry.type === 'certificate'),
  };
}

/**
 * The index of the step to go on with. Steps before the wipe are repeated when the phone still is where the plan began:
 * all of them may be done twice. A phone found in the middle goes on there.
 */
export function resumeIndex(plan: Plan, state: AdbState, resetSeen: boolean): number {
  const first = (verb: string) => {
    const index = plan.steps.findIndex((step) => step.verb === verb);
    return index < 0 ? 0 : index;
  };
  if (state === 'rescue') return first('adb:rescue-wipe');
  if (state === 'sideload') return plan.steps.findIndex((step) => step.args['to'] === 'rescue');
  if (!resetSeen) return state === 'recovery' ? first('adb:await-reset') : 0;
  const afterwards = plan.steps.findIndex((step) => step.verb === 'adb:await-reset' || step.verb === 'probe:state');
  return afterwards < 0 ? 0 : afterwards;
}
