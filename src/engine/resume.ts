/**
 * Where an interrupted run may go on. The phone is looked at first; what the journal says is never assumed to be what
 * the phone did. Pure.
 */

import type { z } from 'zod';
import { type Findings, findingsSchema } from '../model/findings.ts';
import type { JournalEntry, JournalType } from '../model/journal-entry.ts';
import type { Plan, Verb } from '../model/plan.ts';
import type { Readings } from '../model/readings.ts';
import {
  type CardOutcome,
  cardOutcomeSchema,
  type OperatorAnswer,
  operatorAnswerSchema,
  type StepRecord,
  stepRecordSchema,
} from '../model/run.ts';
import {
  plantedSchema,
  type RunEnded,
  runCreatedSchema,
  runEndedSchema,
  stepBegunSchema,
} from '../model/run-journal.ts';
import type { DeviceState } from '../model/sighting.ts';
import { type StateEvidence, stateEvidenceSchema } from '../model/state-evidence.ts';

export interface Interrupted {
  readonly runId: string;
  readonly plan: Plan;
  readonly readingsBefore: Readings;
  readonly asset: Readonly<Record<string, string>>;
  readonly startedAt: string;
  /** True when a step that erases had begun. */
  readonly touched: boolean;
  /** Steps that the journal knows to be done. */
  readonly done: readonly StepRecord[];
  /** Set when all steps had come to an end, and only the certificate is missing. */
  readonly ended: RunEnded | undefined;
  readonly findings: Findings | null;
  readonly state: StateEvidence | null;
  /** What persons had answered, in order. */
  readonly operator: readonly OperatorAnswer[];
  readonly sdCard: CardOutcome | null;
  readonly certified: boolean;
  /** Paths of files that were planted on the phone; what they held died with the process. */
  readonly strayFiles: readonly string[];
}

/** What a journal says about its run; undefined when it does not even hold a plan. */
export function interruptedRun(entries: readonly JournalEntry[]): Interrupted | undefined {
  const first = entries[0];
  const created = first?.type === 'run-created' ? runCreatedSchema.safeParse(first.data) : undefined;
  if (!first || !created?.success) return undefined;
  const last = <T extends z.ZodType>(type: JournalType, schema: T): z.output<T> | undefined =>
    entries.flatMap((entry) => (entry.type === type ? [schema.parse(entry.data)] : [])).at(-1);
  const { plan } = created.data;
  const erasing = new Set(plan.steps.filter((step) => step.danger === 'erases').map((step) => step.id));
  const begun = entries.flatMap((entry) => (entry.type === 'step-begun' ? [stepBegunSchema.parse(entry.data)] : []));
  const planted = entries.flatMap((entry) => (entry.type === 'planted' ? [plantedSchema.parse(entry.data)] : []));
  return {
    runId: created.data.run,
    plan,
    readingsBefore: { ...created.data.readingsBefore, ...planted.at(-1)?.readings },
    asset: created.data.asset,
    startedAt: first.at,
    touched: begun.some(({ id }) => erasing.has(id)),
    done: entries.flatMap((entry) => (entry.type === 'step-done' ? [stepRecordSchema.parse(entry.data)] : [])),
    ended: last('run-ended', runEndedSchema),
    findings: last('findings', findingsSchema) ?? null,
    state: last('state', stateEvidenceSchema) ?? null,
    operator: entries.flatMap((entry) => (entry.type === 'operator' ? [operatorAnswerSchema.parse(entry.data)] : [])),
    sdCard: last('sd-card', cardOutcomeSchema) ?? null,
    certified: entries.some((entry) => entry.type === 'certificate'),
    strayFiles: planted.flatMap(({ paths }) => paths),
  };
}

function erasedInBootLoader(plan: Plan, done: readonly StepRecord[]): boolean {
  const erasing = plan.steps.filter(({ danger }) => danger === 'erases');
  return (
    erasing.some(({ verb }) => verb === 'fastboot:erase') &&
    erasing.every((step) => done.some((record) => record.id === step.id))
  );
}

/**
 * The index of the step to go on with. Steps before the wipe are repeated when the phone still is where the plan began:
 * all of them may be done twice. A phone found in the middle goes on there.
 *
 * @param resetSeen that the phone is in the state of one that was reset since
 */
export function resumeIndex(
  { plan, done }: Pick<Interrupted, 'plan' | 'done'>,
  state: DeviceState,
  resetSeen: boolean,
): number {
  const first = (...verbs: readonly Verb[]) =>
    Math.max(
      0,
      plan.steps.findIndex((step) => verbs.includes(step.verb)),
    );
  if (state === 'rescue') return first('adb:rescue-wipe');
  if (state === 'fastboot' || state === 'fastbootd') return first('fastboot:erase');
  const inMiAssistant = plan.steps.some((step) => step.verb === 'miassistant:format-data');
  if (state === 'sideload' && inMiAssistant) return first('miassistant:format-data');
  if (state === 'sideload')
    return Math.max(
      0,
      plan.steps.findIndex((step) => step.args['to'] === 'rescue'),
    );
  if (state === 'unauthorized') return first('probe:state');
  // Its steps can all be done again, from trade-in mode as from an evaluation, and then the files are planted anew.
  if (plan.steps.some((step) => step.verb === 'adb:trade-in-evaluate')) return 0;
  if (resetSeen) return first('adb:await-reset', 'probe:state');
  // A boot loader tells nothing that its Android could be compared with; its own OKAY to every partition stands.
  if (erasedInBootLoader(plan, done)) return first('probe:state');
  return 0;
}

/**
 * The same for a plan in which a person acts. What the phone shows says nothing of what the person had done, so it goes
 * on with the first step that has no record; what was seen after the wipe is looked at anew.
 */
export function guidedIndex(plan: Plan, done: readonly StepRecord[]): number {
  const open = plan.steps.findIndex((step) => !done.some((record) => record.id === step.id));
  const looks = plan.steps.findIndex((step) => step.verb === 'probe:state');
  return Math.min(...[open, looks].filter((index) => index >= 0), plan.steps.length - 1);
}

/** The newest answer to each card before `from`. */
export function answersBefore(plan: Plan, answers: readonly OperatorAnswer[], from: number): OperatorAnswer[] {
  return plan.steps.slice(0, from).flatMap((step) => answers.findLast((answer) => answer.step === step.id) ?? []);
}

/** The newest record of each step before `from`, in the order of the plan. */
export function recordsBefore(plan: Plan, done: readonly StepRecord[], from: number): StepRecord[] {
  return plan.steps.slice(0, from).flatMap((step) => done.findLast((record) => record.id === step.id) ?? []);
}

/** True when a step before `from` is known to have ended with the phone's own acknowledgement. */
export function acknowledgedBefore(plan: Plan, done: readonly StepRecord[], from: number): boolean {
  const verbs: readonly Verb[] = [
    'adb:rescue-wipe',
    'adb:await-reset',
    'adb:test-harness',
    'twrp:format-data',
    'miassistant:format-data',
  ];
  const userdata = plan.steps.filter((step) => step.verb === 'fastboot:erase' && step.args['partition'] === 'userdata');
  return recordsBefore(plan, done, from).some(
    (record) => verbs.includes(record.verb) || userdata.some((step) => step.id === record.id),
  );
}
