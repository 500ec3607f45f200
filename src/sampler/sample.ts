/**
 * Reads a medium before and after its wipe. The reading before leaves keyed hashes in memory; the reading after yields
 * the findings. Memory does not grow with the medium: places are numbers, content is looked at and forgotten.
 */
import { Fault } from '../faults/fault.ts';
import type { Clock } from '../host/clock.ts';
import type { Random } from '../host/random.ts';
import type { Findings } from '../model/findings.ts';
import { Baseline } from './baseline.ts';
import { type Canaries, canariesVoid } from './canary.ts';
import { classifyWindow, NOTHING_KNOWN } from './classify.ts';
import { FillCheck } from './fill-check.ts';
import type { Fill } from './fill-stream.ts';
import { drawnPlaces, drawSeed, fixedPlaces, type Window, windowsOf } from './places.ts';
import type { RawReader } from './raw-reader.ts';
import { Tally } from './tally.ts';

export interface Progress {
  readonly windows: number;
  readonly ofWindows: number;
  readonly bytesRead: number;
}

interface Common {
  /** Size of the medium in bytes. */
  readonly bytes: number;
  /** Multiple of 4096, at most 1 MiB. */
  readonly windowBytes: number;
  /** Places to draw; all windows are read when the medium has fewer. */
  readonly n: number;
  readonly canaries: Canaries | null;
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
  readonly clock: Clock;
}

interface Place extends Window {
  fresh: boolean;
  baseline: boolean;
  fixed: boolean;
}

type Set3 = 'fresh' | 'baseline' | 'fixed';

/** Every window once, ascending, with the sets it belongs to. */
function merge(sets: Readonly<Record<Set3, readonly Window[]>>): Place[] {
  const places = new Map<string, Place>();
  for (const name of ['fresh', 'baseline', 'fixed'] as const) {
    for (const { offset, length } of sets[name]) {
      const key = `${offset}+${length}`;
      let place = places.get(key);
      if (place === undefined) {
        place = { offset, length, fresh: false, baseline: false, fixed: false };
        places.set(key, place);
      }
      place[name] = true;
    }
  }
  return [...places.values()].sort((a, b) => a.offset - b.offset || a.length - b.length);
}

/** Each place exactly once, or a fault: a place that is left out must never pass for a clean one. */
async function readEach(
  reader: RawReader,
  places: readonly Place[],
  options: Common,
  look: (place: Place, bytes: Uint8Array | null) => void,
): Promise<number> {
  const open = new Set(places);
  let bytesRead = 0;
  for await (const { window, bytes } of reader.read(places, options.signal)) {
    options.signal.throwIfAborted();
    if (!open.delete(window)) throw new Fault('VERIFY_FRAMING', 'A place was read twice or was not asked for.');
    if (bytes !== null && bytes.length !== window.length) {
      throw new Fault('VERIFY_SHORT_READ', `A place gave ${bytes.length} bytes instead of ${window.length}.`);
    }
    bytesRead += bytes?.length ?? 0;
    look(window, bytes);
    options.onProgress?.({ windows: places.length - open.size, ofWindows: places.length, bytesRead });
  }
  if (open.size > 0) throw new Fault('VERIFY_SHORT_READ', `${open.size} places were never answered.`);
  return bytesRead;
}

/**
 * The reading before the wipe, at places of its own seed.
 * @throws Fault `VERIFY_SHORT_READ`, `VERIFY_FRAMING` and whatever the reader throws
 */
export async function takeBaseline(reader: RawReader, options: BaselineOptions): Promise<Baseline> {
  const { bytes, windowBytes, n, random, canaries } = options;
  const baseline = new Baseline(random, drawSeed(random, 'baseline'), bytes, windowBytes, n);
  const places = merge({ fresh: [], baseline: baseline.places, fixed: fixedPlaces(bytes) });
  await readEach(reader, places, options, (place, content) => {
    baseline.take(place, content, canaries, place.baseline);
  });
  baseline.finish();
  return baseline;
}

/**
 * The reading after the wipe: fresh places, the places of the baseline, and the fixed ones, in one go.
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
  const fresh = drawnPlaces(seed, bytes, windowBytes, n);
  const tally = new Tally();
  const check = options.fill && new FillCheck(options.fill);
  const places = merge({ fresh, baseline: baseline?.places ?? [], fixed: fixedPlaces(bytes) });
  const bytesRead = await readEach(reader, places, options, (place, content) => {
    if (content === null) return tally.unreadable(place);
    const match = check?.match(place, content);
    if (match !== undefined) return tally.add(place, match);
    const seen =
      baseline === null
        ? classifyWindow(content, { ...NOTHING_KNOWN, canaries })
        : baseline.look(place, content, canaries, place.baseline);
    check?.mismatch(place, seen);
    tally.add(place, seen);
  });
  const before = baseline?.summary();
  const planted = canaries?.plantedBlocks ?? 0;
  const visibleBefore = baseline?.canaryWindows ?? 0;
  return {
    version: 1,
    method: fresh.length > 0 && fresh.length === windowsOf(bytes, windowBytes) ? 'full' : 'statistical',
    medium: { node: reader.node, bytes },
    windowBytes,
    channel: reader.channel,
    direct: reader.direct,
    seed: Buffer.from(seed).toString('hex'),
    fresh: tally.set('fresh'),
    fixed: tally.set('fixed'),
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
    ...(check === undefined ? {} : { fill: check.findings(baseline !== null) }),
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
    startedAt,
    endedAt: options.clock.now().toISOString(),
  };
}
