/** `wipebench plan`: what would be done, and what could be claimed. Changes nothing on the phone. */
import { Command } from 'commander';
import { EXIT } from '../../faults/exit-codes.ts';
import { digestOf } from '../../host/canonical-json.ts';
import { planText, refusalText } from '../../report/plan-text.ts';
import { type CardOptions, sdCardOption } from '../card-option.ts';
import { type AdbOptions, type CommonOptions, withAdbOptions, withOutputOptions } from '../common-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { openOutput } from '../output.ts';
import { isRefusal, preparePlan } from '../prepare-plan.ts';
import { parseLevel } from '../settings-file.ts';
import { openStationBench } from '../wire.ts';

interface PlanOptions extends CommonOptions, AdbOptions, CardOptions {
  readonly device?: string;
  readonly route?: string;
  readonly profiles?: string;
  readonly require: string;
}

async function run(options: PlanOptions): Promise<void> {
  const output = openOutput(options);
  const requiredLevel = parseLevel(options.require);
  const interrupt = interruptSignal(() => undefined);
  const bench = await openStationBench(options, output, interrupt.signal);
  try {
    const { device, route, profiles, sdCard } = options;
    const request = { device, route, profiles, sdCard, requiredLevel, operatorPresent: true };
    const { decision } = await preparePlan(bench, request, interrupt.signal);
    if (isRefusal(decision)) {
      output.emit({ type: 'refusal', ...decision });
      output.say(refusalText(decision));
      process.exitCode = EXIT.refused;
    } else {
      const digest = digestOf(decision);
      output.emit({ type: 'plan', digest, plan: decision });
      output.say(planText(decision, digest));
    }
    output.emit({ type: 'summary', exit: process.exitCode ?? EXIT.ok });
  } finally {
    interrupt.release();
    await bench.close();
  }
}

export function planCommand(): Command {
  const command = new Command('plan').description('what would be done to a phone, and what could be claimed');
  return withAdbOptions(withOutputOptions(command))
    .option('-d, --device <seat|serial>', 'the phone, as `wipebench detect` prints it')
    .option('--route <name>', 'take this route or none')
    .addOption(sdCardOption())
    .option('--profiles <folder>', 'profiles of your own, beside the shipped ones')
    .option('--require <level>', 'evidence level that counts as success', 'STATISTICAL')
    .addHelpText('after', '\nExamples:\n  wipebench plan --device usb:1-4.2\n  wipebench plan --device 1A2B3C --json')
    .action(run);
}
