/** A reading of one medium by itself: nothing of before a wipe is known, and the medium may be anybody's. */
import { Fault } from '../faults/fault.ts';
import type { Clock } from '../host/clock.ts';
import type { Random } from '../host/random.ts';
import type { BlockClass, Findings, ReadingKind } from '../model/findings.ts';
import type { PhoneLooks } from './looking.ts';
import { BLOCK_BYTES, drawSeed, fixedPlaces, type Window } from './places.ts';
import type { RawReader } from './raw-reader.ts';
import { type Progress, sampleAfter } from './sample.ts';
import { placesNeeded } from './sample-size.ts';
import { placesWithin } from './time-budget.ts';
import type { Region } from './weighted-places.ts';

export interface AloneOptions {
  readonly bytes: number;
  readonly windowBytes: number;
  readonly kind: ReadingKind;
  readonly confidence: number;
  readonly fraction: number;
  /** How many places to draw, instead of what confidence and fraction need. */
  readonly places?: number | undefined;
  /** Where and how many further places are read; for repeating an earlier reading. */
  readonly regions?: readonly Region[] | undefined;
  readonly weighted?: number | undefined;
  /** How long the reading may take, in seconds; wins over `places`. */
  readonly seconds?: number | undefined;
  /** 32 bytes; a fresh one when left out. */
  readonly seed?: Uint8Array | undefined;
  readonly hitClasses: readonly BlockClass[];
  readonly failFast: boolean;
  /** As in a reading after a wipe. */
  readonly phone?: PhoneLooks | undefined;
  readonly readerHindrance?: Findings['readerHindrance'];
  readonly eachPlace?: (place: Window, bytes: Uint8Array) => void;
  readonly random: Random;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** What fits into this many seconds. */
export const QUICK_SECONDS = 10;

const NOT_ASKED = { unavailable: 'this reading is of the storage alone' };

/**
 * @throws Fault `USAGE_ARGUMENT` for a medium smaller than one window, and whatever the reader throws
 */
export async function readAlone(reader: RawReader, options: AloneOptions): Promise<Findings> {
  const { bytes, kind, random, clock, signal, hitClasses } = options;
  if (bytes < BLOCK_BYTES) {
    throw new Fault('USAGE_ARGUMENT', `The medium has ${bytes} bytes; a reading needs at least ${BLOCK_BYTES}.`);
  }
  const windowBytes = Math.min(options.windowBytes, Math.floor(bytes / BLOCK_BYTES) * BLOCK_BYTES);
  const seconds = options.seconds ?? (kind === 'quick' ? QUICK_SECONDS : undefined);
  const fixed = fixedPlaces(bytes);
  const trial = { mediumBytes: bytes, windowBytes, fixed, seed: drawSeed(random, 'trial'), clock, signal };
  const n =
    seconds !== undefined && kind !== 'full'
      ? await placesWithin(reader, { ...trial, seconds })
      : (options.places ?? placesNeeded(options.confidence, options.fraction));
  return sampleAfter(reader, {
    bytes,
    windowBytes,
    n,
    seed: options.seed ?? drawSeed(random, 'alone'),
    baseline: null,
    canaries: null,
    keyBlob: { before: NOT_ASKED, after: NOT_ASKED },
    kind,
    ...(options.regions === undefined ? {} : { regions: options.regions }),
    ...(options.weighted === undefined ? {} : { weighted: options.weighted }),
    phone: options.phone,
    readerHindrance: options.readerHindrance,
    hitClasses,
    ...(options.failFast ? { stopAt: (seen: { class: BlockClass }) => hitClasses.includes(seen.class) } : {}),
    ...(options.eachPlace === undefined ? {} : { eachPlace: options.eachPlace }),
    clock,
    signal,
    onProgress: options.onProgress,
  });
}
