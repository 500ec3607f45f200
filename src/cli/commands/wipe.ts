/** `wipebench wipe`: plan, consent, run, verdict, certificate. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { Command as Commander } from 'commander';
import type { Bench } from '../../bench/bench.ts';
import { executePlan } from '../../engine/execute.ts';
import { createJournal } from '../../engine/journal.ts';
import { openLink } from '../../engine/link.ts';
import { EXIT } from '../../faults/exit-codes.ts';
import { digestOf } from '../../host/canonical-json.ts';
import { systemClock } from '../../host/clock.ts';
import { systemRandom } from '../../host/random.ts';
import type { Plan } from '../../model/plan.ts';
import type { Readings } from '../../model/readings.ts';
import { planText, refusalText } from '../../report/plan-text.ts';
import { storageProbe } from '../../sampler/storage-probe.ts';
import { type AssetOptions, assetOf, withAssetOptions } from '../asset-options.ts';
import {
  type AdbOptions,
  type CommonOptions,
  withAdbOptions,
  withOutputOptions,
  withSettingsOption,
} from '../common-options.ts';
import { askConsent } from '../consent.ts';
import { finishRun } from '../finish-run.ts';
import { interruptSignal } from '../interrupt.ts';
import { type Output, openOutput } from '../output.ts';
import { type PassphraseOptions, withPassphraseOptions } from '../passphrase-options.ts';
import { isRefusal, preparePlan } from '../prepare-plan.ts';
import { openScreen, type RunScreen } from '../run-reporter.ts';
import { parseLevel } from '../settings-file.ts';
import { openStation, type Station } from '../station.ts';
import { toolVersion } from '../tool-version.ts';
import { benchOf } from '../wire.ts';

interface WipeOptions extends CommonOptions, AdbOptions, PassphraseOptions, AssetOptions {
  readonly config?: string;
  readonly device?: string;
  readonly route?: string;
  readonly profiles?: string;
  readonly require?: string;
  readonly yes?: boolean;
}

interface Job {
  readonly options: WipeOptions;
  readonly station: Station;
  readonly bench: Bench;
  readonly output: Output;
  readonly screen: RunScreen;
  readonly signal: AbortSignal;
}

async function wipe(job: Job, plan: Plan, readingsBefore: Readings): Promise<number> {
  const { options, station, bench, output, screen, signal } = job;
  const consent = await askConsent(plan, options, station.settings.operator.id, signal);
  const runId = randomUUID();
  const journal = await createJournal(station.journalPath(runId), systemClock);
  try {
    await journal.append('run-created', { run: runId, tool: toolVersion(), plan, consent, readingsBefore });
    const link = openLink(bench, plan.target.seat, plan.target.identity);
    const memory = { baseline: null, findings: null, state: null, acknowledged: false, readingsBefore };
    const run = await executePlan({
      runId,
      plan,
      consent,
      journal,
      link,
      probe: storageProbe({ ...station.settings.sample, random: systemRandom, clock: systemClock }),
      memory,
      clock: systemClock,
      report: screen.report,
      signal,
    });
    screen.stop();
    const asset = assetOf(options);
    return await finishRun({ station, output, plan, run, memory, match: link.match(), journal, asset });
  } finally {
    await journal.close();
  }
}

async function run(options: WipeOptions): Promise<void> {
  const output = openOutput(options);
  const station = await openStation(options, output);
  const screen = openScreen(output, options.quiet ?? false);
  const interrupt = interruptSignal((times) =>
    screen.say(
      times === 1
        ? 'Stopping at the next safe point; a wipe that has begun is not broken off.'
        : 'Still waiting for the safe point; once more ends the program at once (then use `wipebench resume`).',
    ),
  );
  const bench = benchOf(options);
  try {
    const requiredLevel = options.require ? parseLevel(options.require) : station.settings.requiredLevel;
    const request = { device: options.device, route: options.route, profiles: options.profiles, requiredLevel };
    const { decision, readings } = await preparePlan(bench, request, interrupt.signal);
    if (isRefusal(decision)) {
      output.emit({ type: 'refusal', ...decision });
      output.say(refusalText(decision));
      output.emit({ type: 'summary', exit: EXIT.refused });
      process.exitCode = EXIT.refused;
      return;
    }
    const digest = digestOf(decision);
    output.emit({ type: 'plan', digest, plan: decision });
    output.note(planText(decision, digest));
    const job = { options, station, bench, output, screen, signal: interrupt.signal };
    process.exitCode = await wipe(job, decision, readings);
  } finally {
    screen.stop();
    interrupt.release();
    await bench.close();
    await station.close();
  }
}

export function wipeCommand(): Command {
  const command = new Commander('wipe').description('erase a phone, verify it, write a signed certificate');
  return withAssetOptions(withPassphraseOptions(withSettingsOption(withAdbOptions(withOutputOptions(command)))))
    .option('-d, --device <seat|serial>', 'the phone, as `wipebench detect` prints it')
    .option('--yes', 'no question; needs --device')
    .option('--route <name>', 'take this route or none')
    .option('--profiles <folder>', 'profiles to use instead of the shipped ones')
    .option('--require <level>', 'evidence level that counts as success (default: from the settings)')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench wipe --device usb:1-4.2\n' +
        '  wipebench wipe --device 1A2B3C --yes --passphrase-file ./passphrase --json\n' +
        '\nExit codes: 0 verified, 4 refused, 10 unknown, 11 not sanitized, 12 wiped but not verifiable, 130 cancelled.',
    )
    .action(run);
}
