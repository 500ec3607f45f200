/** `wipebench doctor`: what is installed, what is missing, and the command that mends it. Touches no phone. */
import chalk from 'chalk';
import { Command } from 'commander';
import { EXIT } from '../../faults/exit-codes.ts';
import { plainText } from '../../report/terminal-text.ts';
import { type Check, checkup } from '../checkup.ts';
import {
  type AdbOptions,
  type CommonOptions,
  withAdbOptions,
  withOutputOptions,
  withSettingsOption,
} from '../common-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { openOutput } from '../output.ts';

const MARKS: Readonly<Record<Check['state'], string>> = {
  ok: chalk.green('ok     '),
  missing: chalk.red('MISSING'),
  absent: chalk.yellow('absent '),
};

function line(check: Check): string {
  const mend = check.mend === undefined ? '' : `\n                          ${chalk.cyan(plainText(check.mend, 300))}`;
  return `${MARKS[check.state]} ${check.name.padEnd(16)} ${plainText(check.text, 200)}${mend}`;
}

async function run(options: CommonOptions & AdbOptions & { config?: string }): Promise<void> {
  const output = openOutput(options);
  const interrupt = interruptSignal(() => undefined);
  try {
    const checks = await checkup(options, interrupt.signal);
    for (const check of checks) {
      output.emit({ type: 'check', ...check });
      output.say(line(check));
    }
    process.exitCode = checks.some((check) => check.state === 'missing') ? EXIT.environment : EXIT.ok;
    output.emit({ type: 'summary', exit: process.exitCode });
  } finally {
    interrupt.release();
  }
}

export function doctorCommand(): Command {
  const command = new Command('doctor').description('what is installed, what is missing, and how to mend it');
  return withSettingsOption(withAdbOptions(withOutputOptions(command)))
    .addHelpText('after', '\nExamples:\n  wipebench doctor\n  wipebench doctor --json')
    .action(run);
}
