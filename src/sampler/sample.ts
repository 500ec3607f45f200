/**
 * Reads a medium before and after its wipe. The reading before leaves keyed hashes in memory; the reading after yields
 * the findings. Memory does not grow with the medium: places are numbers, content is looked at and forgotten.
 */
import { Fault } from '../faults/fault.ts';
import type { Clock } from '../host/clock.ts';
import type { Random } from '../host/random.ts';
import { type BlockClass, type Findings, MOST_REGIONS, type ReadingKind } from '../model/findings.ts';
import { Baseline } from './baseline.ts';
import { type Canaries, canariesVoid } from './canary.ts';
import { judgeClaim } from './claims.ts';
import type { WindowVerdict } from './classify.ts';
import { FillCheck } from './fill-check.ts';
import type { Fill } from './fill-stream.ts';
import { KeyedHash } from './keyed-hash.ts';
import { hostLooks, type Look, type Looking, type PhoneLooks, phoneLooks } from './looking.ts';
import { batches, mergedPlaces, PLACE_SETS, type Place, type PlaceSet } from './merged-places.ts';
import { drawnPlaces, drawSeed, fixedPlaces, type Window, windowsOf } from './places.ts';
import type { RawReader } from './raw-reader.ts';
import { hasSubsections, SUBSECTIONS, subsectionPlaces, subsectionWindows } from './subsections.ts';
import { Tally } from './tally.ts';
import { coarse, joined, type Region, tableRegions, weightedPlaces } from './weighted-places.ts';

export interface Progress {
  readonly windows: number;
  readonly ofWindows: number;
  readonly bytesRead: number;
  /** Places with a hit so far; left out before the wipe, when nothing is one. */
  readonly hits?: number;
}

interface Common {
  /** Size of the medium in bytes. */
  readonly bytes: number;
  /** Multiple of 4096, at most 1 MiB. */
  readonly windowBytes: number;
  /** Places to draw; all windows are read when the medium has fewer. */
  readonly n: number;
  readonly canaries: Canaries | null;
  /** The phone says what places hold, and is held to it; left out where this computer looks at all bytes itself. */
  readonly phone?: PhoneLooks | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface BaselineOptions extends Common {
  readonly random: Random;
}

export interface AfterOptions extends Common {
  /** 32 bytes, from `drawSeed`, made after the wipe. */
  readonly seed: Uint8Array;
  readonly baseline: Baseline | null;
  readonly keyBlob: Findings['keyBlob'];
  /** What the medium was written over with; every place is compared with it. */
  readonly fill?: Fill | undefined;
  /** `statistical` when left out. `full` reads every window, whatever `n` says. */
  readonly kind?: ReadingKind;
  /** Further places where content is likelier; a quarter of `n` when left out. */
  readonly weighted?: number;
  /** Where the further places are drawn; for repeating an earlier reading. */
  readonly regions?: readonly Region[];
  /** Windows of these classes are hits. */
  readonly hitClasses?: readonly BlockClass[];
  /** Told of every place that could be read, before it is judged. */
  readonly eachPlace?: (place: Window, bytes: Uint8Array) => void;
  /** Ends the reading when it returns true; the findings are then those of a part of the places. */
  readonly stopAt?: (seen: WindowVerdict) => boolean;
  /** Bytes per second that the interface of the storage carries at best. */
  readonly fastest?: number;
  /** Why the reader is not on the phone, where that was tried. */
  readonly readerHindrance?: Findings['readerHindrance'];
  readonly clock: Clock;
}

/** Places that are asked for in one go: what is held in memory, however large the medium is. */
const BATCH = 16_384;

/**
 * Looks at each place.
 * @param ofWindows how many places there are, for progress
 * @param take returns true to end the reading
 */
async function lookAtEach(
  looking: Looking,
  places: Iterable<Place>,
  ofWindows: number,
  { signal, onProgress }: Common,
  take: (look: Look<Place>) => boolean,
  hits: () => { hits?: number } = () => ({}),
): Promise<{ bytesRead: number; stopped: boolean }> {
  let bytesRead = 0;
  let windows = 0;
  for (const batch of batches(places, BATCH)) {
    for await (const look of looking.look(batch, signal)) {
      signal.throwIfAborted();
      bytesRead += look.blocks === null ? 0 : look.window.length;
      windows += 1;
      const enough = take(look);
      onProgress?.({ windows, ofWindows: Math.max(ofWindows, windows), bytesRead, ...hits() });
      if (enough) return { bytesRead, stopped: true };
    }
  }
  return { bytesRead, stopped: false };
}

/**
 * The reading before the wipe, at places of its own seed.
 * @throws Fault `VERIFY_SHORT_READ`, `VERIFY_FRAMING` and whatever the reader throws
 */
export async function takeBaseline(reader: RawReader, options: BaselineOptions): Promise<Baseline> {
  const { bytes, windowBytes, n, random, canaries } = options;
  const baseline = new Baseline(random, drawSeed(random, 'baseline'), bytes, windowBytes, n);
  const fixed = fixedPlaces(bytes);
  const places = mergedPlaces({ baseline: baseline.places, fixed });
  const looking = options.phone
    ? phoneLooks(options.phone, baseline.hash, canaries)
    : hostLooks(reader, baseline.hash, canaries);
  await lookAtEach(looking, places, baseline.places.length + fixed.length, options, ({ window, blocks }) => {
    baseline.take(window, blocks?.() ?? null, window.baseline);
    return false;
  });
  await looking.prove(options.signal);
  baseline.finish();
  return baseline;
}

/** One further place for so many drawn ones. */
const WEIGHTED_PART = 4;

/** A medium too small for a thousand subsections is read whole. */
function readingKind({ kind = 'statistical', bytes }: AfterOptions): ReadingKind {
  return kind === 'r1-representative' && !hasSubsections(bytes) ? 'full' : kind;
}

function speedOf(bytesPerSecond: number, most: number | undefined): NonNullable<Findings['speed']> {
  return { bytesPerSecond: Math.round(bytesPerSecond), ...(most === undefined ? {} : { most }) };
}

/** What was written over is compared byte by byte, and so is what another tool read: that needs the bytes here. */
function lookingOf(reader: RawReader, { phone, baseline, canaries, fill, eachPlace }: AfterOptions): Looking {
  if (phone === undefined || fill !== undefined || eachPlace !== undefined) {
    return hostLooks(reader, baseline?.hash ?? null, canaries);
  }
  return phoneLooks(phone, baseline?.hash ?? new KeyedHash(phone.random), canaries);
}

/**
 * The reading after the wipe: fresh places, the places of the baseline, the fixed ones and what else the kind of reading asks for, in one go.
 * @throws Fault `VERIFY_FRAMING` when the medium is not as large as it was before, and as `takeBaseline`
 */
export async function sampleAfter(reader: RawReader, options: AfterOptions): Promise<Findings> {
  const { bytes, windowBytes, n, seed, baseline, canaries } = options;
  if (baseline !== null && (baseline.mediumBytes !== bytes || baseline.windowBytes !== windowBytes)) {
    throw new Fault('VERIFY_FRAMING', 'The raw storage has not the size it had before the wipe.');
  }
  if (options.fill !== undefined && (options.fill.bytes !== bytes || options.fill.node !== reader.node)) {
    throw new Fault('VERIFY_FRAMING', 'The raw storage is not the one that was written over.');
  }
  const startedAt = options.clock.now().toISOString();
  const started = options.clock.elapsed();
  const kind = readingKind(options);
  const units = windowsOf(bytes, windowBytes);
  const draws = Math.min(kind === 'full' ? units : n, units);
  const likelier = [...tableRegions(bytes, windowBytes), ...(baseline?.filledRegions() ?? [])];
  const regions = options.regions ?? coarse(joined(likelier), MOST_REGIONS);
  const weighted = kind === 'full' ? 0 : Math.min(options.weighted ?? Math.ceil(n / WEIGHTED_PART), units);
  const fixed = fixedPlaces(bytes);
  const sets: Partial<Record<PlaceSet, Iterable<Window>>> = {
    fresh: drawnPlaces(seed, bytes, windowBytes, draws),
    fixed,
    ...(baseline === null ? {} : { baseline: baseline.places }),
    ...(kind === 'r1-representative' ? { subsections: subsectionPlaces(seed, bytes) } : {}),
    ...(weighted > 0 ? { weighted: weightedPlaces(seed, regions, windowBytes, weighted) } : {}),
  };
  const tally = new Tally(options.hitClasses);
  const check = options.fill && new FillCheck(options.fill);
  const expected = draws + weighted + fixed.length + (baseline?.places.length ?? 0);
  const ofWindows = expected + (kind === 'r1-representative' ? subsectionWindows(bytes) : 0);
  const looking = lookingOf(reader, options);
  const { bytesRead, stopped } = await lookAtEach(
    looking,
    mergedPlaces(sets),
    ofWindows,
    options,
    ({ window: place, blocks, bytes: content }) => {
      if (blocks === null) {
        tally.unreadable(place);
        return false;
      }
      if (content !== null) options.eachPlace?.(place, content);
      const match = content === null ? undefined : check?.match(place, content);
      if (match !== undefined) {
        tally.add(place, match);
        return false;
      }
      const seen = baseline?.look(place, blocks(), place.baseline) ?? judgeClaim(blocks(), null);
      check?.mismatch(place, seen);
      tally.add(place, seen);
      return options.stopAt?.(seen) ?? false;
    },
    () => ({ hits: tally.hitCount }),
  );
  const seconds = (options.clock.elapsed() - started) / 1000;
  const classified = await looking.prove(options.signal);
  const before = baseline?.summary();
  const planted = canaries?.plantedBlocks ?? 0;
  const visibleBefore = baseline?.canaryWindows ?? 0;
  return {
    version: 1,
    method: draws > 0 && draws === units && !stopped ? 'full' : 'statistical',
    kind,
    medium: { node: reader.node, bytes },
    windowBytes,
    channel: looking.channel,
    direct: looking.direct,
    ...(classified === undefined ? {} : { classified }),
    ...(options.readerHindrance === undefined ? {} : { readerHindrance: options.readerHindrance }),
    seed: Buffer.from(seed).toString('hex'),
    fresh: tally.set('fresh'),
    fixed: tally.set('fixed'),
    ...(sets.subsections === undefined
      ? {}
      : { subsections: { ...tally.set('subsections'), count: SUBSECTIONS, bytes: tally.bytes('subsections') } }),
    ...(sets.weighted === undefined
      ? {}
      : {
          weighted: { ...tally.set('weighted'), regions: regions.map(({ from, to }): [number, number] => [from, to]) },
        }),
    baseline:
      before === undefined
        ? null
        : {
            seed: before.seed,
            windows: before.windows,
            informative: before.informative,
            classesBefore: before.classesBefore,
            classesAfter: tally.set('baseline').classes,
            unchanged: tally.unchanged,
            unchangedRandomLike: tally.unchangedRandomLike,
          },
    ...(check === undefined
      ? {}
      : { fill: check.findings(new Set(PLACE_SETS.filter((name) => sets[name] !== undefined))) }),
    canaries: {
      planted,
      bytes: canaries?.plantedBytes ?? 0,
      visibleBefore,
      found: tally.canaryWindows,
      void: tally.canaryWindows > 0 ? null : canariesVoid(planted, visibleBefore),
    },
    keyBlob: options.keyBlob,
    hits: tally.hits,
    hitCount: tally.hitCount,
    bytesRead,
    ...(stopped ? { stopped: true } : {}),
    ...(seconds > 0 ? { speed: speedOf(bytesRead / seconds, options.fastest) } : {}),
    startedAt,
    endedAt: options.clock.now().toISOString(),
  };
}
