/**
 * One phone as a thing: its partitions, its secure element, and the folder that holds them. It knows nothing of ADB or
 * of boot sequences. All work on the storage goes through `exclusively`, one piece after the other.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../host/files.ts';
import type { PhoneDefinition } from '../definition.ts';
import { openPartition, type Partition } from '../storage/partition.ts';
import { Volume } from '../storage/volume.ts';

const MIB = 1024 * 1024;
export const PARTITION_NAMES = ['userdata', 'metadata', 'cache', 'misc', 'frp'] as const;
export type PartitionName = (typeof PARTITION_NAMES)[number];

const FIXED_SIZES: Record<Exclude<PartitionName, 'userdata'>, number> = {
  metadata: 16 * MIB,
  cache: 16 * MIB,
  misc: MIB,
  frp: MIB / 2,
};

/** What survives a wipe and lies in no partition. */
export interface NonVolatile {
  /** Hex; without it no stored key can be unwrapped. */
  secureElement: string;
  /** False until the factory (and the owner) filled the storage. */
  made: boolean;
  /** How often recovery was asked to wipe, whatever it then did. */
  wipes: number;
  /** How often userdata was new at boot. */
  resets: number;
  /** Of the file system that `sm` put on the memory card; until then it is as its owner left it. */
  cardUuid?: string;
  /** Steps of `dies-at` that have happened. */
  died: string[];
}

export interface Unit {
  readonly definition: PhoneDefinition;
  readonly folder: string;
  readonly partitions: Readonly<Record<PartitionName, Partition>>;
  readonly sdCard: Partition | undefined;
  readonly userdata: Volume;
  readonly metadata: Volume;
  readonly cache: Volume;
  readonly sdVolume: Volume | undefined;
  readonly memory: NonVolatile;
  readonly secureElement: Buffer;
  /** Runs the work when all earlier work is over. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Forgets everything that is not on the storage. */
  unmountAll(): Promise<void>;
  /** Stores `memory`. */
  remember(): Promise<void>;
  close(): Promise<void>;
}

async function recall(file: string): Promise<NonVolatile> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as NonVolatile;
  } catch {
    return { secureElement: randomBytes(32).toString('hex'), made: false, wipes: 0, resets: 0, died: [] };
  }
}

/** Opens the phone kept in `folder`, or makes empty partitions for a new one. */
export async function openUnit(definition: PhoneDefinition, folder: string, useLoop: boolean): Promise<Unit> {
  for (const part of ['parts', 'tree', 'run']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  const memoryFile = join(folder, 'nonvolatile.json');
  const memory = await recall(memoryFile);
  const opened: Partition[] = [];
  const partition = async (name: string, bytes: number) => {
    const made = await openPartition(name, join(folder, 'parts', `${name}.img`), bytes, useLoop);
    opened.push(made);
    return made;
  };
  const partitions = {
    userdata: await partition('userdata', definition.userdata.sizeMib * MIB),
    metadata: await partition('metadata', FIXED_SIZES.metadata),
    cache: await partition('cache', FIXED_SIZES.cache),
    misc: await partition('misc', FIXED_SIZES.misc),
    frp: await partition('frp', FIXED_SIZES.frp),
  };
  const sdCard = definition.sdCard ? await partition('sdcard', definition.sdCard.sizeMib * MIB) : undefined;
  const volume = (raw: Partition, mountPoint: string) =>
    new Volume(raw, join(folder, 'tree', mountPoint), join(folder, 'parts', `${raw.name}.plain`));
  let last: Promise<unknown> = Promise.resolve();
  const volumes = {
    userdata: volume(partitions.userdata, 'data'),
    metadata: volume(partitions.metadata, 'metadata'),
    cache: volume(partitions.cache, 'cache'),
    sdVolume: sdCard && volume(sdCard, 'sdcard'),
  };
  return {
    definition,
    folder,
    partitions,
    sdCard,
    ...volumes,
    memory,
    secureElement: Buffer.from(memory.secureElement, 'hex'),
    exclusively: (work) => {
      const next = last.then(work, work);
      last = next.catch(() => undefined);
      return next;
    },
    unmountAll: async () => {
      for (const each of Object.values(volumes)) await each?.unmount();
    },
    remember: () => writeFileAtomic(memoryFile, JSON.stringify(memory)),
    close: async () => {
      await last;
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}
