/**
 * One phone as a thing: its partitions, its secure element, and the folder that holds them. It knows nothing of ADB or
 * of boot sequences. All work on the storage goes through `exclusively`, one piece after the other.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../host/files.ts';
import type { PhoneDefinition } from '../definition.ts';
import { MirroredVolume } from '../storage/mirrored-volume.ts';
import { openPartition, type Partition } from '../storage/partition.ts';
import { Userdata } from '../storage/userdata.ts';

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
  /** Steps of `dies-at` that have happened. */
  died: string[];
}

export interface Unit {
  readonly definition: PhoneDefinition;
  readonly folder: string;
  readonly partitions: Readonly<Record<PartitionName, Partition>>;
  readonly sdCard: Partition | undefined;
  readonly userdata: Userdata;
  readonly metadata: MirroredVolume;
  readonly cache: MirroredVolume;
  readonly sdVolume: MirroredVolume | undefined;
  readonly memory: NonVolatile;
  readonly secureElement: Buffer;
  /** Runs the work when all earlier work is over. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
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
  const tree = (name: string) => join(folder, 'tree', name);
  let last: Promise<unknown> = Promise.resolve();
  return {
    definition,
    folder,
    partitions,
    sdCard,
    userdata: new Userdata(partitions.userdata, tree('data'), join(folder, 'parts', 'userdata.plain')),
    metadata: new MirroredVolume(partitions.metadata.node, tree('metadata'), 'metadata'),
    cache: new MirroredVolume(partitions.cache.node, tree('cache'), 'cache'),
    sdVolume: sdCard && new MirroredVolume(sdCard.node, tree('sdcard'), 'sdcard'),
    memory,
    secureElement: Buffer.from(memory.secureElement, 'hex'),
    exclusively: (work) => {
      const next = last.then(work, work);
      last = next.catch(() => undefined);
      return next;
    },
    remember: () => writeFileAtomic(memoryFile, JSON.stringify(memory)),
    close: async () => {
      await last;
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}
