/** Every setting as an option: what is given on the command line wins over the settings file. */
import { type Command, Option } from 'commander';
import { Fault } from '../faults/fault.ts';
import { READER_USES, type ReaderUse } from '../model/reader-use.ts';

export interface SettingsOptions {
  readonly config?: string;
  readonly organisation?: string;
  readonly site?: string;
  readonly operatorId?: string;
  readonly operatorName?: string;
  readonly operatorTitle?: string;
  readonly require?: string;
  readonly certificates?: string;
  readonly journals?: string;
  readonly keys?: string;
  readonly ledger?: string;
  readonly confidence?: number;
  readonly fraction?: number;
  readonly windowBytes?: number;
  readonly reader?: ReaderUse;
}

export function aboveZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new Fault('USAGE_ARGUMENT', `${text} is not a number above zero.`);
  }
  return value;
}

/** `--reader`, without a default: where there are settings, they have one. */
export function readerOption(): Option {
  const words = 'what a small program of ours is used for that is put on the phone and removed again';
  return new Option('--reader <use>', words).choices(READER_USES);
}

export function withSettingsOptions(command: Command): Command {
  return command
    .option('--config <file>', 'settings file (default: the one that `wipebench init` wrote)')
    .option('--require <level>', 'evidence level that counts as success (default: from the settings)')
    .option('--organisation <name>', 'instead of the one in the settings; so are all that follow')
    .option('--site <name>')
    .option('--operator-id <id>')
    .option('--operator-name <name>')
    .option('--operator-title <title>')
    .option('--certificates <folder>')
    .option('--journals <folder>')
    .option('--keys <folder>')
    .option('--ledger <file>')
    .option('--confidence <share>', 'of the samples, such as 0.99', aboveZero)
    .option('--fraction <share>', 'of the storage that the samples must rule out, such as 0.001', aboveZero)
    .option('--window-bytes <bytes>', 'size of one sample, a multiple of 4096', aboveZero)
    .addOption(readerOption());
}
