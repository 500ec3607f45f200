/** `wipebench qc`: another person checks a random part of what was wiped, and signs what was found (R2v3 B(13)). */
import { Command, Option } from 'commander';
import { Fault } from '../../faults/fault.ts';
import { MIN_QC_FRACTION } from '../../model/qc-plan.ts';
import { QC_RESULTS } from '../../model/qc-record.ts';
import { plainText } from '../../report/terminal-text.ts';
import { type CommonOptions, withOutputOptions, withSettingsOption } from '../common-options.ts';
import { openOutput } from '../output.ts';
import { withPassphraseOptions } from '../passphrase-options.ts';
import { withKeyOption } from '../person.ts';
import type { MakeRecord } from '../qc-make-record.ts';
import type { StationRunOptions } from '../run-tools.ts';
import { loadSettings } from '../settings-file.ts';
import { withSettingsOptions } from '../settings-options.ts';
import { freeText, isoDay, isoTime } from '../typed-values.ts';

interface PlanOptions extends CommonOptions {
  readonly lot?: string;
  readonly since?: string;
  readonly until?: string;
  readonly fraction: number;
  readonly seed?: string;
  readonly operator?: string;
  readonly out?: string;
  readonly acceptUnknownLot?: boolean;
  readonly trust?: string[];
  readonly config?: string;
  readonly ledger?: string;
  readonly certificates?: string;
  readonly keys?: string;
}

interface RecordOptions extends StationRunOptions, MakeRecord {}

async function plan(options: PlanOptions): Promise<void> {
  const { makeQcPlan } = await import('../qc-make-plan.ts');
  const { lot, since, until, fraction, seed, operator, out, trust } = options;
  if (lot === undefined && since === undefined && until === undefined) {
    throw new Fault('USAGE_ARGUMENT', 'Say which phones: --lot LOT, or --since TIME and --until TIME.');
  }
  // The share of phones is no setting: `fraction` of the settings is that of the storage.
  const { fraction: _share, ...settled } = options;
  const settings = await loadSettings({ ...settled, ...(operator === undefined ? {} : { operatorId: operator }) });
  const request = {
    choice: { lot: lot ?? null, since: since ?? null, until: until ?? null },
    fraction,
    acceptUnknownLot: options.acceptUnknownLot ?? false,
    ...(seed === undefined ? {} : { seed }),
    ...(out === undefined ? {} : { out }),
    ...(trust === undefined ? {} : { trust }),
  };
  await makeQcPlan(request, settings, openOutput(options));
}

async function record(options: RecordOptions): Promise<void> {
  const { makeQcRecord } = await import('../qc-make-record.ts');
  const { withStationTools } = await import('../run-tools.ts');
  if (options.result === 'found' && options.words === undefined && options.findings === undefined) {
    throw new Fault('USAGE_ARGUMENT', 'Say what was found: --words TEXT, or --findings FILE.');
  }
  if (options.result === 'not-checked' && options.words === undefined) {
    throw new Fault('USAGE_ARGUMENT', 'Say with --words why the phone was not checked.');
  }
  await withStationTools(options, (tools) => makeQcRecord(options, tools));
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= MIN_QC_FRACTION && value <= 1) return value;
  throw new Fault('USAGE_ARGUMENT', `${plainText(text, 20)} is no share from ${MIN_QC_FRACTION} to 1.`, {
    hint: 'R2v3 Appendix B(13) asks for at least 5 %.',
  });
}

function seedText(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new Fault('USAGE_ARGUMENT', 'A seed is 32 bytes in hex, 64 digits.');
}

const collect = (path: string, before: string[] = []) => [...before, path];
const TRUST_WORDS = 'public key of who signed; may be repeated (default: every .pub file in the folder of the keys)';

function planCommand(command: Command): Command {
  return withSettingsOption(withOutputOptions(command))
    .description('pick phones of a lot at random for another person to check, and say what a clean result would prove')
    .option('--lot <lot>', 'the lot or batch', freeText)
    .option('--since <time>', 'only certificates issued at or after, ISO 8601', isoTime)
    .option('--until <time>', 'only certificates issued before, ISO 8601', isoTime)
    .option('--fraction <share>', 'of the sanitized phones, at least 0.05; rounded up', share, MIN_QC_FRACTION)
    .option(
      '--operator <id>',
      'who will check (default: the operator of the settings); never gets phones of the own work',
    )
    .option(
      '--seed <hex>',
      'repeat a draw over the same ledger with its seed, or bring one; the plan says that it was given',
      seedText,
    )
    .option('--accept-unknown-lot', 'leave out certificates whose lot nobody can tell; the plan names them')
    .option('--out <file>', 'the plan file (default: in the folder of the certificates)')
    .option('--trust <key>', TRUST_WORDS, collect)
    .option('--ledger <file>', 'the ledger')
    .option('--certificates <folder>', 'where the .cert files are, which tell the lot')
    .option('--keys <folder>', 'folder of the keys')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench qc plan --lot L-9 --operator op-9\n  wipebench qc plan --since 2026-01-01 --until 2026-02-01 --fraction 0.2',
    );
}

function recordCommand(command: Command): Command {
  return withKeyOption(withPassphraseOptions(withSettingsOptions(withOutputOptions(command))))
    .description('sign what you found on one phone of a plan; with your own key, and never on your own work')
    .requiredOption('--plan <file>', 'the plan file')
    .requiredOption('--certificate <file|id>', 'which of its certificates')
    .addOption(new Option('--result <result>', 'what was found').choices(QC_RESULTS).makeOptionMandatory())
    .option('--tool <name>', 'the other tool that you looked with', freeText)
    .option('--tool-version <version>', 'its version', freeText)
    .option('--words <text>', 'what was found, or why nobody looked', freeText)
    .option('--date <day>', 'when, as 2026-01-31', isoDay)
    .option('--findings <file>', 'what the other tool wrote; only its digest and size are kept')
    .option('--trust <key>', TRUST_WORDS, collect)
    .option('--yes', 'no question')
    .addHelpText(
      'after',
      '\nExample:\n  wipebench qc record --plan plan.json --certificate 018d3f00-0000-7000-8000-000000000001 --result clean \\\n' +
        '    --tool "Recover It" --tool-version 4.2 --key grace.key --operator-id op-9 --operator-name "Grace Example"',
    );
}

export function qcCommand(): Command {
  const command = new Command('qc').description('an independent check of a random part of what was wiped');
  planCommand(command.command('plan')).action(plan);
  recordCommand(command.command('record')).action(record);
  return command;
}
