/** `wipebench sample`: reads a storage and says what that proves. Changes nothing, and needs no settings and no key. */
import { Command } from 'commander';
import { hitClasses, judgeReading } from '../../decide/expectation.ts';
import { EXIT, type ExitCode, worstExit } from '../../faults/exit-codes.ts';
import { Fault } from '../../faults/fault.ts';
import { systemClock } from '../../host/clock.ts';
import { writeFileAtomic } from '../../host/files.ts';
import { systemRandom } from '../../host/random.ts';
import type { Expectation, ReadingVerdict } from '../../model/expectation.ts';
import type { Findings } from '../../model/findings.ts';
import type { VerdictResult } from '../../model/verdict.ts';
import { findingsText } from '../../report/findings-text.ts';
import type { RunScreen } from '../../report/run-screen.ts';
import { offsetsText, ReadingComparison } from '../../sampler/offsets-file.ts';
import type { Window } from '../../sampler/places.ts';
import { type AloneOptions, readAlone } from '../../sampler/read-alone.ts';
import { withAdbOptions, withOutputOptions } from '../common-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { type Output, openOutput } from '../output.ts';
import { openScreen } from '../run-reporter.ts';
import { type OpenMedium, openDeviceMedium, openImageMedium } from '../sample-medium.ts';
import { type SampleOptions, seedBytes, withSampleOptions } from '../sample-options.ts';
import { otherReading, repeatOfCertificate, repeatOfList } from '../sample-repeat.ts';

const EXIT_OF: Readonly<Record<VerdictResult, ExitCode>> = {
  verified: EXIT.ok,
  'performed-unverified': EXIT.unverified,
  unknown: EXIT.unknown,
  'not-sanitized': EXIT.notSanitized,
};
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
    channel: findings.channel,
    ...(findings.classified === undefined ? {} : { classified: findings.classified }),
    ...(findings.readerHindrance === undefined ? {} : { readerHindrance: findings.readerHindrance }),
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
  const repeat = other ? repeatOfList(other) : options.repeat && (await repeatOfCertificate(options.repeat));
  if (repeat && repeat.mediumBytes !== medium.bytes) {
    const path = options.compare ?? options.repeat;
    throw new Fault('USAGE_ARGUMENT', `${path} is about a medium of ${repeat.mediumBytes} bytes, not ${medium.bytes}.`);
  }
  const comparison = other && new ReadingComparison(other);
  const places: Window[] = [];
  const again = repeat || undefined;
  const seed = again?.seed ?? options.seed;
  const alone: AloneOptions = {
    bytes: medium.bytes,
    windowBytes: again?.windowBytes ?? options.windowBytes,
    kind: again?.kind ?? options.reading,
    confidence: options.confidence,
    fraction: options.fraction,
    places: again?.places ?? options.places,
    regions: again?.regions,
    weighted: again?.weighted,
    seconds: again === undefined ? options.seconds : undefined,
    seed: seed === undefined ? undefined : seedBytes(seed),
    hitClasses: hitClasses(options.expect),
    failFast: options.failFast ?? false,
    phone: medium.readers.phone,
    readerHindrance: medium.readers.hindrance,
    ...(comparison === undefined && options.offsetsOut === undefined
      ? {}
      : {
          eachPlace: (place: Window, bytes: Uint8Array) => {
            comparison?.take(place, bytes);
            if (options.offsetsOut !== undefined) places.push({ offset: place.offset, length: place.length });
          },
        }),
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
  const findings = await readAlone(medium.readers.raw, alone);
  screen.stop();
  const verdict = judgeReading(findings, options.expect, options);
  output.say(findingsText(findings, verdict, options.expect));
  if (options.offsetsOut !== undefined) {
    const head = {
      kind: findings.kind ?? 'statistical',
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
  if ([options.compare, options.repeat, options.seed].filter((each) => each !== undefined).length > 1) {
    throw new Fault('USAGE_ARGUMENT', 'Only one of --seed, --repeat and --compare says which places are read.');
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
  return withSampleOptions(withAdbOptions(withOutputOptions(command)))
    .addHelpText(
      'after',
      '\nExamples:\n  wipebench sample --image userdata.img --expect zero\n' +
        '  wipebench sample --device usb:1-4.2 --expect crypto-erase --reading r1-representative\n' +
        '  wipebench sample --image disk.img --seed SEED --json',
    )
    .action(run);
}
