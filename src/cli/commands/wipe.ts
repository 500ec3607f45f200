/** `wipebench wipe`: plan, consent, run, verdict, certificate. */
import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { createJournal } from '../../engine/journal.ts';
import { openLink } from '../../engine/link.ts';
import { Fault } from '../../faults/fault.ts';
import { systemClock } from '../../host/clock.ts';
import type { Plan } from '../../model/plan.ts';
import type { Readings } from '../../model/readings.ts';
import { assetOf, withAssetOptions } from '../asset-options.ts';
import { demandNoTypedPhone, withTypedPhoneOptions } from '../by-hand-options.ts';
import { type CardOptions, sdCardOption } from '../card-option.ts';
import { carryOut } from '../carry-out.ts';
import { withAdbOptions, withOutputOptions } from '../common-options.ts';
import { askConsent } from '../consent.ts';
import { operatorPresent } from '../operator.ts';
import { withPassphraseOptions } from '../passphrase-options.ts';
import { preparePlan } from '../prepare-plan.ts';
import { type RunOptions, type RunTools, withRunTools } from '../run-tools.ts';
import { withSettingsOptions } from '../settings-options.ts';
import { showAndAct } from '../show-decision.ts';
import { toolVersion } from '../tool-version.ts';
import { type ByHandOptions, wipeByHand } from '../wipe-by-hand.ts';

interface WipeOptions extends RunOptions, ByHandOptions, CardOptions {
  readonly byHand?: boolean;
  readonly device?: string;
  readonly route?: string;
  readonly profiles?: string;
  readonly yes?: boolean;
}

async function wipe(options: WipeOptions, tools: RunTools, plan: Plan, readingsBefore: Readings): Promise<number> {
  const consent = await askConsent(plan, options, tools.station.settings.operator.id, tools.signal);
  const runId = randomUUID();
  const seat = tools.station.holdSeat(plan.target.seat);
  const asset = assetOf(options);
  const journal = await createJournal(tools.station.journalPath(runId), systemClock);
  try {
    await journal.append('run-created', { run: runId, tool: toolVersion(), plan, consent, readingsBefore, asset });
    const link = openLink(tools.bench, plan.target.seat, plan.target.identity);
    return await carryOut({ ...tools, runId, plan, consent, readingsBefore, asset, journal, link });
  } finally {
    await journal.close();
    seat.release();
  }
}

async function run(options: WipeOptions): Promise<void> {
  if (options.byHand && options.sdCard !== 'leave') {
    throw new Fault('USAGE_ARGUMENT', 'Without a cable nothing can be done with a memory card.', {
      hint: 'Take the card out, or leave --sd-card away.',
    });
  }
  if (options.byHand) return wipeByHand(options);
  demandNoTypedPhone(options);
  await withRunTools(options, async (tools) => {
    const { output, station, bench, signal } = tools;
    const { requiredLevel } = station.settings;
    const { device, route, profiles, sdCard } = options;
    const request = { device, route, profiles, sdCard, requiredLevel, operatorPresent: operatorPresent() };
    const { decision, readings } = await preparePlan(bench, request, signal);
    return showAndAct(output, decision, options.yes ?? false, (plan) => wipe(options, tools, plan, readings));
  });
}

export function wipeCommand(): Command {
  const command = new Command('wipe').description('erase a phone, verify it, write a signed certificate');
  const general = withPassphraseOptions(withSettingsOptions(withAdbOptions(withOutputOptions(command))));
  return withTypedPhoneOptions(withAssetOptions(general))
    .option('-d, --device <seat|serial>', 'the phone, as `wipebench detect` prints it')
    .option('--yes', 'no question; needs --device')
    .option('--route <name>', 'take this route or none')
    .addOption(sdCardOption())
    .option('--profiles <folder>', 'profiles of your own, beside the shipped ones')
    .option('--by-hand', 'the phone is on no cable: a person erases it by cards; needs the options from --profile on')
    .option('--profile <id>', 'whose instructions the person follows; with --by-hand only')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench wipe --device usb:1-4.2\n' +
        '  wipebench wipe --device 1A2B3C --yes --passphrase-file ./passphrase --json\n' +
        '  wipebench wipe --by-hand --profile aosp --route settings --imei 490154203237518\n' +
        '\nExit codes: 0 verified, 4 refused, 10 unknown, 11 not sanitized, 12 wiped but not verifiable, 130 cancelled.',
    )
    .action(run);
}
