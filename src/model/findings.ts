/** What was read from the raw storage: enough for a stranger to read the same places again. */
import { z } from 'zod';
import { factSchema } from './fact.ts';

/** Classes of a window; exact tests come first, statistics last. */
export const BLOCK_CLASSES = [
  'zero',
  'ff',
  'constant',
  'known-hash',
  'canary',
  'signature',
  'structured',
  'random-like',
  'unreadable',
] as const;
export const blockClassSchema = z.enum(BLOCK_CLASSES);
export type BlockClass = z.infer<typeof blockClassSchema>;

export const classCountsSchema = z.strictObject(
  Object.fromEntries(BLOCK_CLASSES.map((name) => [name, z.number().int().nonnegative()])) as Record<
    BlockClass,
    z.ZodNumber
  >,
);
export type ClassCounts = Record<BlockClass, number>;

export const hitSchema = z.strictObject({
  /** Byte offset in the medium. */
  offset: z.number().int().nonnegative(),
  class: blockClassSchema,
  /** Which set of places: drawn after the wipe, read before it and again, or fixed places. */
  set: z.enum(['fresh', 'baseline', 'fixed', 'subsections', 'weighted']),
  /** Name of a signature, never content. */
  detail: z.string().optional(),
});
export type Hit = z.infer<typeof hitSchema>;

const placesReadSchema = z.strictObject({
  windows: z.number().int().nonnegative(),
  classes: classCountsSchema,
  /** Of the windows of class `known-hash`, how many look random: ciphertext that stayed. Left out: none is known to. */
  knownRandomLike: z.number().int().nonnegative().optional(),
});

/** With what a storage is written over: zeros, or a stream that nobody but this run can make. */
export const FILL_KINDS = ['zero', 'stream'] as const;
export const fillKindSchema = z.enum(FILL_KINDS);
export type FillKind = z.infer<typeof fillKindSchema>;

const fillCountsSchema = z.strictObject({
  /** Places that hold exactly what was written there. */
  matching: z.number().int().nonnegative(),
  /** Nothing but zeros where something else was written: the writing was lost, or dropped by the storage. */
  zero: z.number().int().nonnegative(),
  /** Anything else that could be read. */
  other: z.number().int().nonnegative(),
});
export type FillCounts = z.infer<typeof fillCountsSchema>;

/** How much is read, and where. */
export const READING_KINDS = ['statistical', 'r1-representative', 'full', 'quick'] as const;
export const readingKindSchema = z.enum(READING_KINDS);
export type ReadingKind = z.infer<typeof readingKindSchema>;

/** What keeps the reader off a phone: nothing of it changes what is proven. */
export const READER_HINDRANCES = ['unknown-processor', 'not-written', 'damaged', 'not-started'] as const;
export type ReaderHindrance = (typeof READER_HINDRANCES)[number];

/** Of places drawn where content is likelier; few enough to stand on a certificate. */
export const MOST_REGIONS = 64;

/** Partitions that are read beside user data. */
export const SMALL_PARTITIONS = ['metadata', 'cache'] as const;
export type SmallPartition = (typeof SMALL_PARTITIONS)[number];
const smallPartitionSchema = z.enum(SMALL_PARTITIONS);

/** A small partition beside the medium, in windows of 4 KiB. */
const partitionFindingsSchema = z.union([
  z.strictObject({
    name: smallPartitionSchema,
    bytes: z.number().int().positive(),
    windows: z.number().int().nonnegative(),
    classes: classCountsSchema,
    /** Null: it was not read before. */
    before: z
      .strictObject({
        classes: classCountsSchema,
        /** Windows that held something other than zeros or FF. */
        informative: z.number().int().nonnegative(),
        /** Of these, how many hold at least one block as before. */
        unchanged: z.number().int().nonnegative(),
      })
      .nullable(),
  }),
  z.strictObject({ name: smallPartitionSchema, unavailable: z.string().min(1) }),
]);
export type PartitionFindings = z.infer<typeof partitionFindingsSchema>;

export const findingsSchema = z.strictObject({
  version: z.literal(1),
  method: z.enum(['statistical', 'full']),
  /** What was planned; left out by older versions, which knew the two methods only. */
  kind: readingKindSchema.optional(),
  medium: z.strictObject({ node: z.string(), bytes: z.number().int().positive() }),
  windowBytes: z.number().int().positive(),
  /** How the bytes came: one stream of `dd` in the phone's shell, our own program there, or a file of this computer. */
  channel: z.enum(['dd-stream', 'image-file', 'reader']),
  /** Who said what the blocks hold; left out: this computer, which looked at every byte. */
  classified: z
    .strictObject({
      by: z.enum(['host', 'phone']),
      /** Windows that this computer read and classified again, drawn after the phone had said what they hold. */
      challenged: z.number().int().nonnegative(),
    })
    .optional(),
  /** Why the reader is not what read, where it was tried; `dd` read then. */
  readerHindrance: z.enum(READER_HINDRANCES).optional(),
  /** True when the page cache of the phone was passed by (O_DIRECT). */
  direct: z.boolean(),
  /** Drawn on the host after the wipe; hex SHA-256. */
  seed: z.string().regex(/^[0-9a-f]{64}$/),
  /** Places drawn with the seed, one per stratum. */
  fresh: placesReadSchema,
  /** Places that are always read: both ends, superblocks, crypto footer. */
  fixed: placesReadSchema,
  /** Two places in each of a thousand subsections (SP 800-88 Rev. 1, 4.7), in pieces of at most 1 MiB. */
  subsections: placesReadSchema
    .extend({ count: z.number().int().positive(), bytes: z.number().int().nonnegative() })
    .optional(),
  /** Further places where content is likelier; they can find more, and are no part of the bound. */
  weighted: placesReadSchema
    .extend({
      /** Where they were drawn: first window, and the one behind the last. */
      regions: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])).max(MOST_REGIONS),
    })
    .optional(),
  /** Places read before the wipe and again after it; null when there was no reading before. */
  baseline: z
    .strictObject({
      seed: z.string().regex(/^[0-9a-f]{64}$/),
      windows: z.number().int().nonnegative(),
      /** How many held something other than zeros or FF before the wipe. */
      informative: z.number().int().nonnegative(),
      /** Classes before the wipe: tests "never stored in plaintext". */
      classesBefore: classCountsSchema,
      classesAfter: classCountsSchema,
      /** Informative places that hold the very same bytes after the wipe. */
      unchanged: z.number().int().nonnegative(),
      /** Of these, how many looked random: ciphertext that stayed. */
      unchangedRandomLike: z.number().int().nonnegative(),
    })
    .nullable(),
  /** Every place compared with what was written over it; left out where nothing was. */
  fill: z
    .strictObject({
      kind: fillKindSchema,
      fresh: fillCountsSchema,
      fixed: fillCountsSchema,
      /** Null when there was no reading before. */
      baseline: fillCountsSchema.nullable(),
      subsections: fillCountsSchema.optional(),
      weighted: fillCountsSchema.optional(),
    })
    .optional(),
  canaries: z.strictObject({
    planted: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(),
    /** Canary windows seen on the raw storage before the wipe. Zero makes the test void. */
    visibleBefore: z.number().int().nonnegative(),
    found: z.number().int().nonnegative(),
    void: z.string().nullable(),
  }),
  /** SHA-256 over the wrapped metadata key, before and after; equal digests mean that the key was not destroyed. */
  keyBlob: z.strictObject({ before: factSchema(z.string()), after: factSchema(z.string()) }),
  /** Small partitions that were read beside this one; they are told, and decide nothing. */
  partitions: z.array(partitionFindingsSchema).max(8).optional(),
  /** At most 100; `hitCount` counts all. */
  hits: z.array(hitSchema).max(100),
  hitCount: z.number().int().nonnegative(),
  bytesRead: z.number().int().nonnegative(),
  /** The reading was ended at its first hit, so that the counts are of a part of the places. */
  stopped: z.literal(true).optional(),
  /** Left out where no time passed that could be measured. */
  speed: z
    .strictObject({
      bytesPerSecond: z.number().int().nonnegative(),
      /** What the interface of this storage carries at best; more than that was not read from it. */
      most: z.number().int().positive().optional(),
    })
    .optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
});
export type Findings = z.infer<typeof findingsSchema>;

/** Upper confidence bound on the share of the medium that still holds what it must not. */
export const boundSchema = z.strictObject({
  confidence: z.number().gt(0).lt(1),
  fraction: z.number().min(0).max(1),
  bytes: z.number().int().nonnegative(),
});
export type Bound = z.infer<typeof boundSchema>;
