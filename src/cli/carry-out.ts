/** One run from consent to exit code: what `wipe` and `resume` have in common. */
import type { Asset } from '../certificate/stated.ts';
import type { RunMemory } from '../engine/context.ts';
import { type ExecuteInput, executePlan } from '../engine/execute.ts';
import type { Journal } from '../engine/journal.ts';
import type { Link } from '../engine/link.ts';
import { asFault, Fault } from '../faults/fault.ts';
import { systemClock } from '../host/clock.ts';
import { systemRandom } from '../host/random.ts';
import type { Consent, Plan } from '../model/plan.ts';
import type { Readings } from '../model/readings.ts';
import type { CardOutcome, OperatorAnswer } from '../model/run.ts';
import { storageProbe } from '../sampler/storage-probe.ts';
import { finishRun } from './finish-run.ts';
import { terminalOperator } from './operator.ts';
import type { StationTools } from './run-tools.ts';

export interface CarryOut extends StationTools {
  readonly runId: string;
  readonly plan: Plan;
  readonly consent: Consent;
  readonly readingsBefore: Readings;
  readonly asset: Asset;
  readonly journal: Journal;
  /** To the phone: a new one when the run begins, or the phone as it was found again. */
  readonly link: Link;
  readonly acknowledged?: boolean;
  /** What persons had said before an interruption. */
  readonly operator?: readonly OperatorAnswer[];
  /** What had become of the memory card before an interruption. */
  readonly sdCard?: CardOutcome | null;
  /** Paths of files that were planted on the phone before an interruption. */
  readonly strayFiles?: readonly string[];
  readonly resume?: ExecuteInput['resume'];
}

/** @returns the exit code */
export async function carryOut(input: CarryOut): Promise<number> {
  const { runId, readingsBefore } = input;
  const memory: RunMemory = {
    baseline: null,
    findings: null,
    state: null,
    acknowledged: input.acknowledged ?? false,
    operator: [...(input.operator ?? [])],
    sdCard: input.sdCard ?? null,
    touched: false,
    readingsBefore,
    strayFiles: input.strayFiles ?? [],
  };
  try {
    return await runAndFinish(input, memory);
  } catch (error) {
    throw memory.touched ? afterTouch(error, runId) : error;
  }
}

/** What goes wrong on the host while a phone is half done: the phone's state is unknown until the run is taken up again. */
function afterTouch(error: unknown, runId: string): Fault {
  const fault = asFault(error);
  const hint = `Mend that, then run \`wipebench resume ${runId.slice(0, 8)}\`; until then treat the phone as not erased.`;
  return new Fault(fault.code, fault.message, { cause: fault.cause ?? fault, touched: true, hint });
}

async function runAndFinish(input: CarryOut, memory: RunMemory): Promise<number> {
  const { station, output, screen, signal, runId, plan, consent, journal, asset, link } = input;
  const run = await executePlan({
    runId,
    plan,
    consent,
    journal,
    link,
    probe: storageProbe({ ...station.settings.sample, random: systemRandom, clock: systemClock }),
    operator: terminalOperator(screen),
    memory,
    clock: systemClock,
    report: screen.report,
    signal,
    ...(input.resume === undefined ? {} : { resume: input.resume }),
  });
  screen.stop();
  return finishRun({ station, output, plan, run, memory, match: link.match(), journal, asset });
}
