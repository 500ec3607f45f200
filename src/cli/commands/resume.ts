/**
 * `wipebench resume`: takes up a run whose process died. The phone is found and compared first, what it did meanwhile
 * is looked at and never assumed, and the run ends with a certificate, if only one that says FAIL.
 */
import { Command } from 'commander';
import { isByHand } from '../../decide/by-hand-plan.ts';
import type { RunMemory } from '../../engine/context.ts';
import { findAgain } from '../../engine/find-again.ts';
import { handLink } from '../../engine/hand-link.ts';
import { reopenJournal } from '../../engine/journal.ts';
import { openLink } from '../../engine/link.ts';
import {
  acknowledgedBefore,
  answersBefore,
  guidedIndex,
  type Interrupted,
  recordsBefore,
} from '../../engine/resume.ts';
import { asFault, Fault } from '../../faults/fault.ts';
import { digestOf } from '../../host/canonical-json.ts';
import { systemClock } from '../../host/clock.ts';
import type { Run } from '../../model/run.ts';
import { planLine, planText } from '../../report/plan-text.ts';
import { carryOut } from '../carry-out.ts';
import { withAdbOptions, withOutputOptions } from '../common-options.ts';
import { askConsent } from '../consent.ts';
import { finishRun } from '../finish-run.ts';
import { operatorPresent } from '../operator.ts';
import { withPassphraseOptions } from '../passphrase-options.ts';
import { type RunOptions, type RunTools, withRunTools } from '../run-tools.ts';
import { withSettingsOptions } from '../settings-options.ts';
import { chooseRun, type Unfinished, unfinishedRuns } from '../unfinished-runs.ts';

interface ResumeOptions extends RunOptions {
  readonly yes?: boolean;
}

/** The run that an interrupted one has become when its phone cannot be gone on with. */
function abandoned(run: Interrupted, fault: Fault): Run {
  return {
    id: run.runId,
    startedAt: run.startedAt,
    endedAt: systemClock.now().toISOString(),
    ending: { kind: 'failed', at: 'resume', code: fault.code, message: fault.message },
    steps: [...run.done],
    touched: run.touched,
    acknowledged: false,
    operator: [...run.operator],
    sdCard: run.sdCard,
    resumed: true,
  };
}

async function goOn({ path, run }: Unfinished, options: ResumeOptions, tools: RunTools): Promise<number> {
  const { plan, runId, readingsBefore, asset } = run;
  const common = { ...tools, plan, asset };
  const memory: RunMemory = {
    baseline: null,
    findings: run.findings,
    state: run.state,
    acknowledged: false,
    operator: [...run.operator],
    sdCard: run.sdCard,
    touched: run.touched,
    readingsBefore,
  };
  if (run.ended) {
    // Only the certificate is missing: what was measured stands in the journal.
    const { journal } = await reopenJournal(path, systemClock);
    return finishRun({ ...common, run: run.ended.run, memory, match: run.ended.match, journal });
  }
  if (plan.needsOperator && !operatorPresent()) {
    throw new Fault('PLAN_NO_OPERATOR', 'This run needs a person at the phone, and there is no terminal to ask one.');
  }
  const named = { ...options, device: runId };
  const consent = await askConsent(plan, named, tools.station.settings.operator.id, tools.signal);
  const { journal } = await reopenJournal(path, systemClock);
  await journal.append('run-resumed', { consent });
  const { seat, identity } = plan.target;
  const link = isByHand(seat) ? handLink(seat) : openLink(tools.bench, seat, identity);
  try {
    const from = plan.needsOperator ? guidedIndex(plan, run.done) : await findAgain(link, run, tools.signal);
    const steps = recordsBefore(plan, run.done, from);
    const acknowledged = acknowledgedBefore(plan, run.done, from);
    const operator = answersBefore(plan, run.operator, from);
    const resume = { from, touched: run.touched, startedAt: run.startedAt, steps };
    const kept = { acknowledged, operator, sdCard: run.sdCard, strayFiles: run.strayFiles, resume };
    return await carryOut({ ...common, runId, consent, readingsBefore, journal, link, ...kept });
  } catch (error) {
    const fault = asFault(error);
    if (!fault.code.startsWith('DEVICE_') && fault.code !== 'CANCELLED') throw error;
    const ended = abandoned(run, fault);
    await journal.append('run-ended', { run: ended, match: link.match() });
    return await finishRun({ ...common, run: ended, memory, match: link.match(), journal });
  } finally {
    await journal.close();
  }
}

async function resume(name: string | undefined, options: ResumeOptions): Promise<void> {
  await withRunTools(options, async (tools) => {
    const unfinished = chooseRun(await unfinishedRuns(tools.station.settings.journals), name);
    const { plan } = unfinished.run;
    tools.output.note(options.yes ? planLine(plan) : planText(plan, digestOf(plan)));
    const seat = tools.station.holdSeat(plan.target.seat);
    return goOn(unfinished, options, tools).finally(() => seat.release());
  });
}

export function resumeCommand(): Command {
  const command = new Command('resume').description('take up a run that was interrupted');
  return withPassphraseOptions(withSettingsOptions(withAdbOptions(withOutputOptions(command))))
    .argument('[run]', 'id of the run, or its beginning; not needed when there is only one')
    .option('--yes', 'no question')
    .addHelpText('after', '\nExamples:\n  wipebench resume\n  wipebench resume 1f0c --yes --json')
    .action(resume);
}
