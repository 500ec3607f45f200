/**
 * Runs the steps of a plan on one phone. For each: check for a cancel, journal that it begins (fsynced), act within its
 * time limit, journal how it ended. Trouble with the phone becomes an ending, never an exception; what does throw is a
 * journal that cannot be written, because then nothing more may be done.
 */
import { asFault, Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import type { Clock } from '../host/clock.ts';
import type { Reporter } from '../model/event.ts';
import type { Consent, Plan, Step } from '../model/plan.ts';
import type { Ending, Run, StepRecord } from '../model/run.ts';
import type { StorageProbe } from '../sampler/storage-probe.ts';
import type { Emit, Operator, RunMemory, VerbContext } from './context.ts';
import type { Journal } from './journal.ts';
import type { Link } from './link.ts';
import { takeCanariesAway } from './verbs/plant.ts';
import { VERB_TABLE } from './verbs/table.ts';

const CLEAN_UP_MS = 10_000;

export interface ExecuteInput {
  readonly runId: string;
  readonly plan: Plan;
  readonly consent: Consent;
  readonly journal: Journal;
  readonly link: Link;
  readonly probe: StorageProbe;
  readonly operator: Operator;
  readonly memory: RunMemory;
  readonly clock: Clock;
  readonly report: Reporter;
  /** The operator's cancel. It never ends a step that erases; the run stops at the next safe point. */
  readonly signal: AbortSignal;
  /** Where to go on after an interruption, and what was done before it. */
  readonly resume?: {
    readonly from: number;
    readonly touched: boolean;
    readonly startedAt: string;
    /** Records of the steps before `from`. */
    readonly steps: readonly StepRecord[];
  };
}

/** @throws Fault `PLAN_CONSENT_MISMATCH` when the consent is not for this very plan; nothing was done then. */
export function demandConsent(plan: Plan, consent: Consent): void {
  if (consent.planDigest !== digestOf(plan)) {
    throw new Fault('PLAN_CONSENT_MISMATCH', 'The consent was given for another plan; nothing was done.');
  }
}

export async function executePlan(input: ExecuteInput): Promise<Run> {
  const { plan, journal, clock, memory } = input;
  demandConsent(plan, input.consent);
  const emit: Emit = (event) => {
    try {
      input.report({ ...event, seat: plan.target.seat, at: clock.now().toISOString() } as Parameters<Reporter>[0]);
    } catch {
      // A screen that is gone ends no run: what counts is in the journal.
    }
  };
  const startedAt = input.resume?.startedAt ?? clock.now().toISOString();
  const records: StepRecord[] = [...(input.resume?.steps ?? [])];
  memory.touched ||= input.resume?.touched ?? false;
  let ending: Ending = { kind: 'done' };

  for (const [index, step] of plan.steps.entries()) {
    if (index < (input.resume?.from ?? 0)) continue;
    if (input.signal.aborted) {
      ending = { kind: 'cancelled', at: step.id };
      break;
    }
    // The journal first: should this process die in the next moment, the step counts as begun.
    await journal.append('step-begun', { id: step.id, verb: step.verb, danger: step.danger });
    if (step.danger === 'erases') memory.touched = true;
    emit({ type: 'step-started', step, index, count: plan.steps.length });
    const { record, ending: stepEnding } = await runStep(input, step, emit);
    records.push(record);
    await journal.append(record.outcome === 'done' ? 'step-done' : 'step-failed', record);
    emit({ type: 'step-ended', step: record });
    if (stepEnding) {
      ending = stepEnding;
      break;
    }
  }

  if (!memory.touched) await cleanUp(input);
  await takeCanariesAway(input);
  const run: Run = {
    id: input.runId,
    startedAt,
    endedAt: clock.now().toISOString(),
    ending,
    steps: records,
    touched: memory.touched,
    acknowledged: memory.acknowledged,
    operator: memory.operator,
    sdCard: memory.sdCard,
    resumed: input.resume !== undefined,
  };
  await journal.append('run-ended', { run, match: input.link.match() });
  emit({ type: 'run-ended', run });
  return run;
}

/** Nothing was erased and nothing will be: what was planted for the samples is taken away, if the phone still lets us. */
async function cleanUp({ memory, link }: ExecuteInput): Promise<void> {
  if (!memory.baseline) return;
  const limit = AbortSignal.timeout(CLEAN_UP_MS);
  try {
    const { session } = await link.open(limit);
    if ((await link.compare(session, limit)) === 'same') await memory.baseline.cleanUp(session, limit);
  } catch (error) {
    asFault(error);
  }
}

async function runStep(input: ExecuteInput, step: Step, emit: Emit): Promise<{ record: StepRecord; ending?: Ending }> {
  const { clock } = input;
  const startedAt = clock.now().toISOString();
  const limit = AbortSignal.timeout(step.timeoutSeconds * 1000);
  const signal = step.danger === 'erases' ? limit : AbortSignal.any([input.signal, limit]);
  const context: VerbContext = {
    runId: input.runId,
    plan: input.plan,
    step,
    link: input.link,
    probe: input.probe,
    operator: input.operator,
    consent: input.consent,
    memory: input.memory,
    signal,
    emit,
    now: () => clock.now().toISOString(),
    journalHead: input.journal.head,
    record: (type, data) => input.journal.append(type, data),
  };
  const recordOf = (rest: Pick<StepRecord, 'outcome' | 'evidence' | 'code'>): StepRecord => ({
    id: step.id,
    verb: step.verb,
    startedAt,
    endedAt: clock.now().toISOString(),
    ...rest,
  });
  try {
    const evidence = await VERB_TABLE[step.verb](context);
    return { record: recordOf({ outcome: 'done', evidence }) };
  } catch (error) {
    if (input.signal.aborted && signal.aborted && !limit.aborted) {
      return { record: recordOf({ outcome: 'cancelled' }), ending: { kind: 'cancelled', at: step.id } };
    }
    const fault = limit.aborted
      ? new Fault('DEVICE_TIMEOUT', `The step did not end within ${step.timeoutSeconds} s.`, { cause: error })
      : asFault(error);
    // The person at the phone wants to stop at this card.
    if (fault.code === 'CANCELLED') {
      return { record: recordOf({ outcome: 'cancelled' }), ending: { kind: 'cancelled', at: step.id } };
    }
    // A full disk or a bug is not the phone's doing, and hides nothing: it ends the run all the same.
    return {
      record: recordOf({ outcome: 'failed', code: fault.code }),
      ending: { kind: 'failed', at: step.id, code: fault.code, message: fault.message },
    };
  }
}
