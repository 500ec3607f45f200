/**
 * The small partitions beside user data: where wrapped keys, recovery logs and caches live. They are read before and
 * after, whole where they are small. What stays there proves nothing by itself, for a recovery keeps its logs and makes
 * file systems anew, so it is told and does not decide.
 */
import type { Shell } from '../drivers/driver.ts';
import { asFault, Fault } from '../faults/fault.ts';
import type { Clock } from '../host/clock.ts';
import type { Random } from '../host/random.ts';
import { type PartitionFindings, SMALL_PARTITIONS, type SmallPartition } from '../model/findings.ts';
import type { Baseline } from './baseline.ts';
import { openDdReader } from './dd-stream.ts';
import { nodeOfMedium } from './media.ts';
import { mediumBytes } from './medium-bytes.ts';
import { BLOCK_BYTES, drawSeed, windowsOf } from './places.ts';
import { sampleAfter, takeBaseline } from './sample.ts';
import { placesNeeded } from './sample-size.ts';

/** Read whole up to this size; larger ones by sample. */
const WHOLE_BYTES = 64 * 1024 ** 2;
const SAMPLED_PLACES = placesNeeded(0.99, 0.001);

export interface SmallSettings {
  readonly random: Random;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface SmallBefore {
  readonly readings: ReadonlyMap<SmallPartition, Baseline>;
  destroy(): void;
}

/** Undefined, with a reason, where this partition is not there or cannot be read; what ends the run goes on. */
async function ifReadable<T>(
  name: SmallPartition,
  { signal }: SmallSettings,
  work: () => Promise<T>,
): Promise<{ value: T } | { unavailable: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    signal.throwIfAborted();
    const fault = asFault(error);
    if (fault.code === 'DEVICE_REPLY') return { unavailable: `there is no partition ${name}` };
    if (fault.code.startsWith('VERIFY_')) return { unavailable: `${name} could not be read: ${fault.message}` };
    throw error;
  }
}

async function open(shell: Shell, name: SmallPartition, { random, signal }: SmallSettings) {
  const node = await nodeOfMedium(shell, name, signal);
  const bytes = await mediumBytes(shell, node, signal);
  if (bytes < BLOCK_BYTES) throw new Fault('DEVICE_REPLY', `The partition ${name} is smaller than one block.`);
  const n = bytes <= WHOLE_BYTES ? windowsOf(bytes, BLOCK_BYTES) : SAMPLED_PLACES;
  return { reader: await openDdReader(shell, node, random, signal), bytes, n };
}

export async function smallBefore(shell: Shell, settings: SmallSettings): Promise<SmallBefore> {
  const readings = new Map<SmallPartition, Baseline>();
  for (const name of SMALL_PARTITIONS) {
    const taken = await ifReadable(name, settings, async () => {
      const { reader, bytes, n } = await open(shell, name, settings);
      return takeBaseline(reader, { ...settings, bytes, n, windowBytes: BLOCK_BYTES, canaries: null });
    });
    if ('value' in taken) readings.set(name, taken.value);
  }
  return {
    readings,
    destroy: () => {
      for (const reading of readings.values()) reading.destroyKey();
    },
  };
}

const NOT_ASKED = { unavailable: 'the storage key is read with user data' };

export async function smallAfter(
  shell: Shell,
  before: SmallBefore | null,
  settings: SmallSettings,
): Promise<PartitionFindings[]> {
  const all: PartitionFindings[] = [];
  for (const name of SMALL_PARTITIONS) {
    const seen = await ifReadable(name, settings, async () => {
      const { reader, bytes, n } = await open(shell, name, settings);
      const known = before?.readings.get(name);
      const { fresh, baseline } = await sampleAfter(reader, {
        ...settings,
        bytes,
        n,
        weighted: 0,
        windowBytes: BLOCK_BYTES,
        seed: drawSeed(settings.random, name),
        baseline: known?.mediumBytes === bytes ? known : null,
        canaries: null,
        keyBlob: { before: NOT_ASKED, after: NOT_ASKED },
      });
      const { windows, classes } = fresh;
      return {
        name,
        bytes,
        windows,
        classes,
        before:
          baseline === null
            ? null
            : {
                informative: baseline.informative,
                classes: baseline.classesBefore,
                unchanged: baseline.unchanged,
              },
      };
    });
    all.push('value' in seen ? seen.value : { name, ...seen });
  }
  return all;
}
