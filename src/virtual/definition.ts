/**
 * What a virtual phone is: a JSON file. Everything a host can see follows from the storage made out of it; the
 * definition only says how the phone is born and in which ways it misbehaves.
 */
import { z } from 'zod';
import { FASTBOOT_FORMATS } from './fastboot/makers.ts';
import { ownerStateShape } from './owner-definition.ts';

const mib = z.int().min(0).max(16_384);
const milliseconds = z.int().min(0).max(3_600_000);

const partial = z.strictObject({
  kind: z.literal('partial'),
  /** Start of the raw range that survives the discard. */
  offsetMib: mib,
  lengthMib: mib.min(1),
});
const byteRange = z.strictObject({ offset: z.int().min(0), length: z.int().min(1) });

/** Named moments at which the battery may fall out. */
export const DEATH_STEPS = ['reboot-recovery', 'wipe-start', 'wipe-userdata', 'wipe-reply', 'first-boot'] as const;
export type DeathStep = (typeof DEATH_STEPS)[number];

/**
 * Three traits of the storage (`read-errors`, `stale-cache`, `short-reads`) are done by the phone's `dd`, with which hosts
 * read raw storage: a program in its place decides from its arguments. `cat`, `busybox dd` or a redirection see sound
 * storage. A fault that holds for every reader needs a block device that can fail (device mapper, nbd or a file system of
 * our own), and these need more of the host than virtual phones may ask for.
 */
export const traitSchema = z.discriminatedUnion('kind', [
  /**
   * Reports success in every way and erases nothing. With `hides` it deletes what was put into the folder of the shell and
   * at the root of the shared storage, or gives itself a new android_id, to look as if it had.
   */
  z.strictObject({
    kind: z.literal('liar'),
    hides: z.array(z.enum(['planted-files', 'android-id'])).optional(),
  }),
  partial,
  /** New key and new file system, but the old blocks are not discarded. */
  z.strictObject({ kind: z.literal('no-discard') }),
  /** Slower boots, wipes and, when given, data on the wire. */
  z.strictObject({
    kind: z.literal('slow'),
    bootMs: milliseconds.optional(),
    wipeMs: milliseconds.optional(),
    bytesPerSecond: z.int().min(1024).optional(),
  }),
  /** Power is lost once at the step; without `returnsAfterMs` the phone stays dead. */
  z.strictObject({ kind: z.literal('dies-at'), step: z.enum(DEATH_STEPS), returnsAfterMs: milliseconds.optional() }),
  /** Another phone answers on the same seat after a reboot or after a wipe. */
  z.strictObject({
    kind: z.literal('swapped'),
    after: z.enum(['reboot', 'wipe']),
    serial: z.string(),
    imei: z.string().optional(),
    properties: z.record(z.string(), z.string()).optional(),
  }),
  /** The same phone forgets its serial number in the reset. */
  z.strictObject({ kind: z.literal('new-serial'), serial: z.string() }),
  /** Reading these bytes of the raw userdata node with `dd` fails. A phone with faults of `dd` has a processor without a reader. */
  z.strictObject({ kind: z.literal('read-errors'), ranges: z.array(byteRange).min(1) }),
  /** After a wipe, reads with `dd` that are not direct show zeros, whatever the storage holds. */
  z.strictObject({ kind: z.literal('stale-cache') }),
  /** Every `dd` on the raw userdata node stops after so many bytes, says nothing and ends with 0. */
  z.strictObject({ kind: z.literal('short-reads'), bytes: z.int().min(0) }),
  /**
   * What `dd` writes to the raw userdata node is lost, all of it or that in the range, and it reports success. With
   * `cached` reads that are not direct show it all the same.
   */
  z.strictObject({ kind: z.literal('swallows-writes'), range: byteRange.optional(), cached: z.boolean().optional() }),
  /** The memory card: its partitioning reports success and changes nothing, or what is written to it is lost. */
  z.strictObject({ kind: z.literal('card-liar'), about: z.enum(['formatting', 'writing']) }),
  /** A snapshot of the emulator that cannot be deleted. */
  z.strictObject({ kind: z.literal('sticky-snapshot'), name: z.string() }),
  /** The emulator starts with the old user data, whatever it was told. */
  z.strictObject({ kind: z.literal('ignores-wipe-data') }),
  /** `dd` onto the raw userdata node fails after so many bytes, as on a storage that is smaller than it says. */
  z.strictObject({ kind: z.literal('full-at'), bytes: z.int().min(0) }),
  /** Recovery answers FAILFAIL and logs `Data wipe failed.`; nothing is erased. */
  z.strictObject({ kind: z.literal('fail-wipe') }),
  /** The phone goes down for sideload and never shows it. */
  z.strictObject({ kind: z.literal('no-recovery') }),
  /** TWRP lacks the program that makes the file system, and removes names of files instead. */
  z.strictObject({ kind: z.literal('files-only') }),
  /** Xiaomi's recovery says that formatting is switched off. */
  z.strictObject({ kind: z.literal('format-disabled') }),
]);
export type Trait = z.infer<typeof traitSchema>;
export type TraitOf<K extends Trait['kind']> = Extract<Trait, { kind: K }>;

/** Fifteen digits with a valid Luhn check digit (3GPP TS 23.003 annex B). */
const imei = z
  .string()
  .regex(/^\d{15}$/, 'an IMEI has fifteen digits')
  .refine((digits) => luhnSum(digits) % 10 === 0, 'the check digit of the IMEI is wrong');

function luhnSum(digits: string): number {
  return [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
}

const userId = z.int().min(0).max(99_999);

const ownerSchema = z.strictObject({
  user: userId.default(0),
  /** The component in its short form. */
  admin: z.string().regex(/^[\w.]+\/[\w.$]+$/, 'PACKAGE/CLASS or PACKAGE/.CLASS'),
  kind: z.enum(['DeviceOwner', 'ProfileOwner']),
});

const userSchema = z.strictObject({
  id: userId.min(1),
  name: z.string().min(1),
  /** UserInfo.flags in hex; a full and initialised user when not given. */
  flags: z
    .string()
    .regex(/^[0-9a-f]{1,8}$/)
    .default('410'),
  running: z.boolean().default(true),
});

/** What the boot loader of the phone is like; see `fastboot/makers.ts` for the forms in which it prints. */
const fastbootSchema = z.strictObject({
  format: z.enum(FASTBOOT_FORMATS).default('aosp'),
  /** Said beside, or instead of, what follows from the phone. */
  variables: z.record(z.string().regex(/^[A-Za-z0-9._:[\]-]{1,64}$/), z.string().max(200)).default({}),
  /** Variables that this boot loader does not know. */
  hidden: z.array(z.string()).default([]),
  /** Partitions that it does not know. */
  absent: z.array(z.enum(['userdata', 'metadata', 'cache'])).default([]),
  /** What `partition-type:userdata` says. */
  userdataType: z.string().default('f2fs'),
  /** An update is being merged; nothing may be erased until it is done. */
  updatePending: z.boolean().default(false),
  /** The phone is in its boot loader when the bench is switched on. */
  starts: z.boolean().default(false),
});

export const definitionSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes'),
  description: z.string().min(1),
  /** Read-only properties as the boot images would set them; must name at least product, model and device. */
  properties: z
    .record(z.string().regex(/^[A-Za-z0-9._:@-]{1,128}$/), z.string().max(65_536))
    .refine((properties) => Object.keys(properties).length > 0, 'a phone has properties'),
  imei: imei.optional(),
  /** Of the second slot for a SIM. */
  secondImei: imei.optional(),
  /** What the owner's phone does with an unknown key: accept, wait for `allowKeys`, or never accept. */
  authorisation: z.enum(['accept', 'ask', 'never']).default('accept'),
  /** `none`: KaiOS, which has no app_process, so that pm, am, settings and their like cannot run. */
  framework: z.enum(['android', 'none']).default('android'),
  /** Android 16 and later: trade-in mode in the set-up wizard. */
  tradeIn: z.boolean().default(false),
  /** False for a phone that was reset and not set up since: no owner, no files, no accounts. */
  setUp: z.boolean().default(true),
  /** Which recovery the phone has; LineageOS's is AOSP's with other properties. */
  recovery: z.enum(['aosp', 'twrp', 'lineage', 'miassistant']).default('aosp'),
  /** Where the phone is when the bench is switched on, as if a person had pressed its keys. */
  startIn: z.enum(['system', 'recovery', 'sideload']).default('system'),
  /** A lock screen with a PIN, a pattern or a password; a reset takes it away. */
  screenLock: z.boolean().default(false),
  /** False for a phone without a partition for factory reset protection. */
  persistentDataBlock: z.boolean().default(true),
  accounts: z.array(z.strictObject({ name: z.string().min(1), type: z.string().min(1) })).default([]),
  /** Device and profile owners, which a reset removes with everything else. */
  owners: z.array(ownerSchema).default([]),
  /** Users besides the owner of the phone, who is user 0. */
  users: z.array(userSchema).default([]),
  ...ownerStateShape,
  battery: z
    .strictObject({ level: z.int().min(0).max(100), charging: z.boolean(), cycles: z.int().min(0).default(214) })
    .default({ level: 78, charging: true, cycles: 214 }),
  userdata: z
    .strictObject({
      sizeMib: z.int().min(32).max(16_384).default(256),
      filledMib: mib.default(40),
      encryption: z.enum(['none', 'metadata']).default('metadata'),
      seed: z.string().min(1),
    })
    .refine((userdata) => userdata.filledMib <= userdata.sizeMib * 0.6, 'filledMib must leave 40 % of sizeMib free'),
  /** `adopted`: part of the phone's own storage, under a key in user data. */
  sdCard: z
    .strictObject({ sizeMib: z.int().min(8).max(4096), filledMib: mib, adopted: z.boolean().optional() })
    .optional(),
  fastboot: fastbootSchema.prefault({}),
  /** It is an Android Virtual Device: adb names it by the port of its console. */
  emulator: z
    .strictObject({ avd: z.string().regex(/^[\w-]{1,50}$/), snapshots: z.array(z.string().min(1)).default([]) })
    .optional(),
  /**
   * What the cable carries from the phone to the host: about 35 for USB 2, 300 for USB 3 at 5 Gbit/s. Left out: as much as
   * this computer does. A phone that is slow by itself has the trait `slow`.
   */
  cable: z.strictObject({ mibPerSecond: z.number().min(0.001).max(100_000) }).optional(),
  timing: z.strictObject({ bootMs: milliseconds, wipeMs: milliseconds }).default({ bootMs: 150, wipeMs: 20 }),
  character: z.array(traitSchema).default([]),
});
export type PhoneDefinition = z.infer<typeof definitionSchema>;

/** The trait of that kind, when the phone has it. */
export function traitOf<K extends Trait['kind']>(definition: PhoneDefinition, kind: K): TraitOf<K> | undefined {
  return definition.character.find((trait): trait is TraitOf<K> => trait.kind === kind);
}
