/** `wipebench sample`: reads a storage and says what that proves. Changes nothing, and needs no settings and no key. */
import { Command, Option } from 'commander';
import { hitClasses, judgeReading } from '../../decide/expectation.ts';
import { EXIT, type ExitCode, worstExit } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import { systemClock } from '../../host/clock.ts';
import { readFileBounded, writeFileAtomic } from '../../host/files.ts';
import { systemRandom } from '../../host/random.ts';
import { EXPECTATIONS, type Expectation, type ReadingVerdict } from '../../model/expectation.ts';
import { type Findings, READING_KINDS, type ReadingKind } from '../../model/findings.ts';
import type { VerdictResult } from '../../model/verdict.ts';
import { findingsText } from '../../report/findings-text.ts';
import { type OtherReading, offsetsText, parseReading, ReadingComparison } from '../../sampler/offsets-file.ts';
import type { Window } from '../../sampler/places.ts';
import { type AloneOptions, readAlone } from '../../sampler/read-alone.ts';
import { type AdbOptions, type CommonOptions, withAdbOptions, withOutputOptions } from '../common-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { type Output, openOutput } from '../output.ts';
import { openScreen, type RunScreen } from '../run-reporter.ts';
import { type OpenMedium, openDeviceMedium, openImageMedium } from '../sample-medium.ts';
import { aboveZero } from '../settings-options.ts';

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
}

const EXIT_OF: Readonly<Record<VerdictResult, ExitCode>> = {
  verified: EXIT.ok,
  'performed-unverified': EXIT.unverified,
  unknown: EXIT.unknown,
  'not-sanitized': EXIT.notSanitized,
};
/** A line for each place of a reading of a hundred thousand places, with its digest. */
const MOST_READING_BYTES = 64 * 1024 * 1024;

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

function seedBytes(hex: string): Uint8Array {
  if (/^[0-9a-fA-F]{64}$/.test(hex)) return new Uint8Array(Buffer.from(hex, 'hex'));
  throw new Fault('USAGE_ARGUMENT', 'A seed is 64 hexadecimal digits, as a reading prints it.');
}

function wholeNumber(text: string): number {
  const value = aboveZero(text);
  if (Number.isSafeInteger(value)) return value;
  throw new Fault('USAGE_ARGUMENT', `${text} is not a whole number.`);
}

async function otherReading(path: string): Promise<OtherReading> {
  return parseReading(Buffer.from(await readFileBounded(path, MOST_READING_BYTES)).toString('utf8'), path);
}

function line(findings: Findings, { verdict, level, bound, worstBound, reasons }: ReadingVerdict, expect: Expectation) {
  const { fresh, fixed, subsections, weighted, hits } = findings;
  const unreadable = [fresh, fixed, subsections, weighted].reduce(
    (sum, set) => sum + (set?.classes.unreadable ?? 0),
    0,
  );
  return {
    type: 'findings',
    verdict,
    level,
    expect,
    seed: findings.seed,
    n: fresh.windows,
    window: findings.windowBytes,
    classes: fresh.classes,
    hits,
    hitCount: findings.hitCount,
    unreadable,
    bound,
    worstBound,
    reasons: reasons.map(({ code }) => code),
    medium: findings.medium,
    kind: findings.kind,
    fixed: { n: fixed.windows, classes: fixed.classes },
    ...(subsections === undefined ? {} : { subsections }),
    ...(weighted === undefined ? {} : { weighted }),
    bytesRead: findings.bytesRead,
    ...(findings.speed === undefined ? {} : { speed: findings.speed }),
    ...(findings.stopped ? { stopped: true } : {}),
  };
}

async function readOne(
  medium: OpenMedium,
  options: SampleOptions,
  signal: AbortSignal,
  output: Output,
  screen: RunScreen,
) {
  const other = options.compare === undefined ? undefined : await otherReading(options.compare);
  if (other !== undefined && other.head.mediumBytes !== medium.bytes) {
    throw new Fault('USAGE_ARGUMENT', `${options.compare} is about a medium of ${other.head.mediumBytes} bytes.`);
  }
  const comparison = other && new ReadingComparison(other);
  const places: Window[] = [];
  const seed = other?.head.seed ?? options.seed;
  const alone: AloneOptions = {
    bytes: medium.bytes,
    windowBytes: other?.head.windowBytes ?? options.windowBytes,
    kind: options.reading,
    confidence: options.confidence,
    fraction: options.fraction,
    places: other?.head.drawn ?? options.places,
    seconds: other === undefined ? options.seconds : undefined,
    seed: seed === undefined ? undefined : seedBytes(seed),
    hitClasses: hitClasses(options.expect),
    failFast: options.failFast ?? false,
    eachPlace: (place, bytes) => {
      comparison?.take(place, bytes);
      if (options.offsetsOut !== undefined) places.push({ offset: place.offset, length: place.length });
    },
    random: systemRandom,
    clock: systemClock,
    signal,
    onProgress: ({ windows, ofWindows, bytesRead, hits }) =>
      screen.report({
        type: 'reading',
        what: 'sample',
        seat: medium.name,
        at: systemClock.now().toISOString(),
        done: windows,
        total: ofWindows,
        bytes: bytesRead,
        ...(hits === undefined ? {} : { hits }),
      }),
  };
  const findings = await readAlone(medium.reader, alone);
  screen.stop();
  const verdict = judgeReading(findings, options.expect, options);
  output.say(findingsText(findings, verdict, options.expect));
  if (options.offsetsOut !== undefined) {
    const head = {
      mediumBytes: medium.bytes,
      seed: findings.seed,
      windowBytes: findings.windowBytes,
      drawn: findings.fresh.windows,
    };
    await writeFileAtomic(options.offsetsOut, offsetsText(head, places), 0o644);
    output.note(`The ${places.length} places are in ${options.offsetsOut}.`);
  }
  let exit = EXIT_OF[verdict.verdict];
  if (comparison) {
    const result = comparison.result();
    output.emit({ type: 'comparison', ...result });
    output.say(
      `  compared   ${result.equal} of ${result.places} places read the same by the other tool, ` +
        `${result.different} differ, ${result.missing} it did not read`,
    );
    if (result.different > 0 || result.missing > 0) exit = worstExit([exit, EXIT.unknown]);
  }
  output.emit(line(findings, verdict, options.expect));
  return exit;
}

async function run(options: SampleOptions): Promise<void> {
  if ((options.device === undefined) === (options.image === undefined)) {
    throw new Fault('USAGE_ARGUMENT', 'Say what to read: --device SEAT or --image FILE.');
  }
  if (options.reading === 'full' && options.offsetsOut !== undefined) {
    throw new Fault('USAGE_ARGUMENT', 'A full reading has no list of places: it reads every byte.');
  }
  const output = openOutput(options);
  const screen = openScreen(output, options.quiet ?? false);
  const interrupt = interruptSignal(() => screen.say('Stopping.'));
  const exits: ExitCode[] = [];
  try {
    const media =
      options.image === undefined
        ? openDeviceMedium(options, output, interrupt.signal)
        : openImageMedium(options.image);
    for await (const medium of media) exits.push(await readOne(medium, options, interrupt.signal, output, screen));
  } finally {
    screen.stop();
    interrupt.release();
  }
  process.exitCode = worstExit(exits);
}

export function sampleCommand(): Command {
  const command = new Command('sample').description(
    'read a storage at random places and say what that proves; changes nothing',
  );
  return withAdbOptions(withOutputOptions(command))
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
    .option('--fail-fast', 'stop at the first place that should not be there')
    .option('--offsets-out <file>', 'write the places into a file, for another tool to read')
    .option('--compare <file>', 'the same list with the SHA-256 of each place behind it, by another tool')
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench sample --image userdata.img --expect zero\n' +
        '  wipebench sample --device usb:1-4.2 --expect crypto-erase --reading r1-representative\n' +
        '  wipebench sample --image disk.img --seed SEED --json',
    )
    .action(run);
}
