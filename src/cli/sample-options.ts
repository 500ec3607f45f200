/** The options of `sample`, and what each of them may be. */
import { type Command, Option } from 'commander';
import { Fault } from '../faults/fault.ts';
import { EXPECTATIONS, type Expectation } from '../model/expectation.ts';
import { READING_KINDS, type ReadingKind } from '../model/findings.ts';
import type { ReaderUse } from '../model/reader-use.ts';
import type { AdbOptions, CommonOptions } from './common-options.ts';
import { aboveZero, readerOption } from './settings-options.ts';

export interface SampleOptions extends CommonOptions, AdbOptions {
  readonly device?: string;
  readonly image?: string;
  readonly partition: string;
  readonly reading: ReadingKind;
  readonly seconds?: number;
  readonly confidence: number;
  readonly fraction: number;
  readonly windowBytes: number;
  readonly seed?: string;
  readonly places?: number;
  readonly expect: Expectation;
  readonly failFast?: boolean;
  readonly offsetsOut?: string;
  readonly compare?: string;
  readonly reader: ReaderUse;
  /** A certificate whose places are read again. */
  readonly repeat?: string;
}

function share(text: string): number {
  const value = aboveZero(text);
  if (value < 1) return value;
  throw new Fault('USAGE_ARGUMENT', `${text} is not a share between 0 and 1.`);
}

function windowSize(text: string): number {
  const bytes = aboveZero(text);
  if (bytes >= 4096 && bytes <= 1024 * 1024 && bytes % 4096 === 0) return bytes;
  throw new Fault('USAGE_ARGUMENT', `${text} is no size of a window: a multiple of 4096 bytes, at most 1048576.`);
}

export function seedBytes(hex: string): Uint8Array {
  if (/^[0-9a-fA-F]{64}$/.test(hex)) return new Uint8Array(Buffer.from(hex, 'hex'));
  throw new Fault('USAGE_ARGUMENT', 'A seed is 64 hexadecimal digits, as a reading prints it.');
}

function wholeNumber(text: string): number {
  const value = aboveZero(text);
  if (Number.isSafeInteger(value)) return value;
  throw new Fault('USAGE_ARGUMENT', `${text} is not a whole number.`);
}

/** Adds them to the command. */
export function withSampleOptions(command: Command): Command {
  return command
    .option('-d, --device <seat|serial>', 'the phone, as `wipebench detect` prints it; its shell must be root')
    .option('--image <file>', 'an image of a storage, or a block device of this computer')
    .option(
      '--partition <names>',
      'of the phone: userdata, metadata, cache, sd-card, disk; several with commas',
      'userdata',
    )
    .addOption(
      new Option('--expect <technique>', 'what the technique leaves behind').choices(EXPECTATIONS).default('discard'),
    )
    .addOption(new Option('--reading <kind>', 'how much is read').choices(READING_KINDS).default('statistical'))
    .option('--seconds <n>', 'read what fits into this time', aboveZero)
    .option('--confidence <share>', 'of the samples', share, 0.99)
    .option('--fraction <share>', 'of the storage that the samples must rule out', share, 0.001)
    .option('--window-bytes <bytes>', 'size of one sample, a multiple of 4096', windowSize, 4096)
    .option('--places <n>', 'so many places instead of what confidence and fraction need', wholeNumber)
    .option('--seed <hex>', 'repeat a reading: the same seed gives the same places')
    .option('--repeat <certificate>', 'read the places again that were read for a certificate')
    .addOption(readerOption().default('auto'))
    .option('--fail-fast', 'stop at the first place that should not be there')
    .option('--offsets-out <file>', 'write the places into a file, for another tool to read')
    .option('--compare <file>', 'the same list with the SHA-256 of each place behind it, by another tool');
}
