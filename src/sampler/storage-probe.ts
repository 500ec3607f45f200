/**
 * The raw partition of a phone before and after its wipe, over a root shell: canary files, keyed hashes of random
 * places, the digest of the wrapped storage key. What the engine calls; it knows nothing of how places are chosen.
 */
import type { Session, Shell } from '../drivers/driver.ts';
import { asFault, Fault } from '../faults/fault.ts';
import type { Clock } from '../host/clock.ts';
import type { Random } from '../host/random.ts';
import type { Fact } from '../model/fact.ts';
import type { FillKind, Findings, ReadingKind } from '../model/findings.ts';
import type { ReaderUse } from '../model/reader-use.ts';
import type { Baseline } from './baseline.ts';
import { Canaries } from './canary.ts';
import { openDdReader } from './dd-stream.ts';
import { type ReadBack, readBack } from './fill-read-back.ts';
import type { Fill } from './fill-stream.ts';
import { writeOver } from './fill-write.ts';
import { mediumBytes } from './medium-bytes.ts';
import { drawnPlaces, drawSeed, fixedPlaces } from './places.ts';
import { openReaders } from './readers.ts';
import { type Progress, sampleAfter, takeBaseline } from './sample.ts';
import { placesNeeded } from './sample-size.ts';
import { type SmallBefore, smallAfter, smallBefore } from './small-partitions.ts';

export interface ReadingProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly hits?: number;
}

export interface ProbeOptions {
  readonly partition: string;
  /** Mixed into the seed together with fresh randomness of the host. */
  readonly seedParts: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadingProgress) => void;
}

/** Lives in memory only: its keys must not outlive the process. */
export interface StorageBaseline {
  /** For the journal: what may be kept on disk. */
  readonly record: { readonly seed: string; readonly windows: number; readonly informative: number };
  readonly reading: Baseline;
  readonly canaries: Canaries;
  readonly keyBlob: Fact<string>;
  readonly small: SmallBefore;
  /** Takes the planted files away again, when nothing is going to be erased. Best effort. */
  cleanUp(session: Session, signal: AbortSignal): Promise<void>;
  /** Forgets the keys. */
  destroy(): void;
}

export interface AfterWipe {
  readonly baseline: StorageBaseline | null;
  /** What the partition was written over with in this run. */
  readonly fill?: Fill | undefined;
  /** How much is read; `statistical` when left out. */
  readonly kind?: ReadingKind;
  /** Bytes per second that the interface of the storage carries at best. */
  readonly fastest?: number;
}

export interface OverwriteOptions {
  readonly kind: FillKind;
  /** A plain path below /dev/block. */
  readonly node: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface ReadBackOptions extends Pick<ProbeOptions, 'seedParts' | 'signal' | 'onProgress'> {
  /** `ends`: the places that are always read; `all`: drawn ones too. */
  readonly where: 'ends' | 'all';
}

export interface StorageProbe {
  before(session: Session, options: ProbeOptions): Promise<StorageBaseline>;
  after(session: Session, options: ProbeOptions & AfterWipe): Promise<Findings>;
  /** Writes over a whole block device: see `fill-write.ts`. */
  overwrite(session: Session, options: OverwriteOptions): Promise<Fill>;
  /** Compares places of the device with what was written over it. */
  readBack(session: Session, fill: Fill, options: ReadBackOptions): Promise<ReadBack>;
}

export interface ProbeSettings {
  readonly confidence: number;
  readonly fraction: number;
  readonly windowBytes: number;
  readonly reader: ReaderUse;
  readonly random: Random;
  readonly clock: Clock;
}

/** Created by AOSP init (core/init/devices.cpp); the only partitions that are read. */
const NODES: Readonly<Record<string, string>> = { userdata: '/dev/block/by-name/userdata' };

const CANARY_FILES = 2;
const CANARY_BLOCKS = 512;
const CANARY_FOLDER = '/data/local/tmp';
const CLEAN_UP_MS = 10_000;

/** Where vold keeps the wrapped metadata key (AOSP system/vold/MetadataCrypt.cpp, KeyStorage.cpp). */
const KEY_DIGEST =
  'cd /metadata/vold/metadata_encryption/key || exit 3; ' +
  'for f in encrypted_key keymaster_key_blob secdiscardable; do [ -r "$f" ] || exit 4; done; ' +
  'cat encrypted_key keymaster_key_blob secdiscardable | sha256sum';

function shellOf(session: Session): Shell {
  if (session.shell) return session.shell;
  throw new Fault('PLAN_CAPABILITY_MISSING', 'The phone offers no shell, so its raw storage cannot be read.');
}

/** @throws Fault `BUG_UNREACHABLE` for any partition that this program does not read */
export function nodeOf(partition: string): string {
  const node = NODES[partition];
  if (node === undefined) throw new Fault('BUG_UNREACHABLE', `No partition ${partition} is known.`);
  return node;
}

async function keyBlobDigest(shell: Shell, signal: AbortSignal): Promise<Fact<string>> {
  const { exitCode, stdout } = await shell.run(KEY_DIGEST, signal);
  const digest = /^([0-9a-f]{64})\b/.exec(stdout)?.[1];
  if (exitCode === 0 && digest !== undefined) return { value: digest, source: 'sha256 of the key files in /metadata' };
  if (exitCode === 3) return { unavailable: 'there is no metadata encryption key in /metadata' };
  return { unavailable: 'the metadata encryption key could not be read' };
}

/**
 * Best effort: a phone that takes no file still gets its samples, and the certificate says that there were no canaries.
 * @param stem path of the files without their number
 */
async function plant(session: Session, stem: string, random: Random, signal: AbortSignal): Promise<Canaries> {
  const canaries = new Canaries(random);
  if (!session.push) return canaries;
  try {
    for (let index = 0; index < CANARY_FILES; index += 1) {
      await session.push(canaries.file(CANARY_BLOCKS), `${stem}-${index}`, signal);
    }
    await shellOf(session).run('sync', signal);
    return canaries;
  } catch (error) {
    signal.throwIfAborted();
    asFault(error);
    return new Canaries(random);
  }
}

function progressOf(report: ProbeOptions['onProgress']): (progress: Progress) => void {
  return ({ windows, ofWindows, bytesRead, hits }) =>
    report({ done: windows, total: ofWindows, bytes: bytesRead, ...(hits === undefined ? {} : { hits }) });
}

export function storageProbe(settings: ProbeSettings): StorageProbe {
  const { random, clock, windowBytes } = settings;
  const n = placesNeeded(settings.confidence, settings.fraction);
  const open = async (session: Session, { partition, signal }: ProbeOptions, kind: ReadingKind) => {
    const shell = shellOf(session);
    const node = nodeOf(partition);
    const bytes = await mediumBytes(shell, node, signal);
    const wanted = { use: settings.reader, kind, bytes };
    return { bytes, readers: await openReaders(shell, node, wanted, random, signal) };
  };
  return {
    before: async (session, options) => {
      const { signal } = options;
      // Hexadecimal digits of ours: the only changing part of a path on the phone.
      const stem = `${CANARY_FOLDER}/wipebench-${Buffer.from(random.bytes(8)).toString('hex')}`;
      const cleanUp = async (later: Session, limit: AbortSignal) => {
        await shellOf(later).run(`rm -f ${stem}-*`, limit);
      };
      try {
        const canaries = await plant(session, stem, random, signal);
        const keyBlob = await keyBlobDigest(shellOf(session), signal);
        const { bytes, readers } = await open(session, options, 'statistical');
        const onProgress = progressOf(options.onProgress);
        const common = { bytes, windowBytes, n, random, canaries, phone: readers.phone, signal, onProgress };
        const reading = await takeBaseline(readers.raw, common).finally(readers.close);
        const small = await smallBefore(shellOf(session), { random, clock, signal });
        const { seed, windows, informative } = reading.summary();
        const destroy = () => {
          reading.destroyKey();
          canaries.destroyKey();
          small.destroy();
        };
        return { record: { seed, windows, informative }, reading, canaries, keyBlob, small, cleanUp, destroy };
      } catch (error) {
        await cleanUp(session, AbortSignal.timeout(CLEAN_UP_MS)).catch(() => undefined);
        throw error;
      }
    },
    after: async (session, options) => {
      const { signal, baseline } = options;
      const kind = options.kind ?? 'statistical';
      const after = await keyBlobDigest(shellOf(session), signal);
      const { bytes, readers } = await open(session, options, kind);
      const before: Fact<string> = baseline?.keyBlob ?? { unavailable: 'nothing was read before the wipe' };
      const findings = await sampleAfter(readers.raw, {
        bytes,
        windowBytes,
        n,
        seed: drawSeed(random, ...options.seedParts),
        baseline: baseline?.reading ?? null,
        canaries: baseline?.canaries ?? null,
        keyBlob: { before, after },
        fill: options.fill,
        kind,
        phone: readers.phone,
        readerHindrance: readers.hindrance,
        ...(options.fastest === undefined ? {} : { fastest: options.fastest }),
        clock,
        signal,
        onProgress: progressOf(options.onProgress),
      }).finally(readers.close);
      const partitions = await smallAfter(shellOf(session), baseline?.small ?? null, { random, clock, signal });
      return { ...findings, partitions };
    },
    overwrite: (session, options) => writeOver(shellOf(session), { ...options, random }),
    readBack: async (session, fill, { where, seedParts, signal, onProgress }) => {
      const reader = await openDdReader(shellOf(session), fill.node, random, signal);
      const drawn = where === 'all' ? drawnPlaces(drawSeed(random, ...seedParts), fill.bytes, windowBytes, n) : [];
      const places = [...drawn, ...fixedPlaces(fill.bytes)].sort((a, b) => a.offset - b.offset || a.length - b.length);
      const report = (done: number, bytes: number) => onProgress({ done, total: places.length, bytes });
      return readBack(reader, fill, places, signal, report);
    },
  };
}
