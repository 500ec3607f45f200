/**
 * How the boot loaders of different makers print the same things, and in which words they refuse. Forms as met on real
 * phones: some put a blank after the colon, some leave `0x` out, some split long values, some have no line `unlocked`.
 */

export const FASTBOOT_FORMATS = [
  'aosp',
  'qualcomm',
  'mediatek',
  'motorola',
  'samsung',
  'sony',
  'huawei',
  'htc',
  'lk',
] as const;
export type FastbootFormat = (typeof FASTBOOT_FORMATS)[number];

export interface MakerFormat {
  readonly colon: ':' | ': ';
  /** How the size of a partition is written. */
  readonly size: (bytes: number) => string;
  /** Whether `getvar all` lists the partitions, and what stands first of each. */
  readonly partitions: 'none' | 'type-first' | 'size-first';
  /** What a partition without a file system is called. */
  readonly raw: string;
  /** Longer values are split into `name[0]`, `name[1]` … */
  readonly splitAt?: number;
  /** The lines that say how far the boot loader is open; many makers have their own. */
  readonly lock: (locked: boolean) => Readonly<Record<string, string>>;
  /** Answer to a variable that it does not know; `OKAY` with nothing on some. */
  readonly unknownVariable: string;
  /** Refusals. */
  readonly lockedErase: string;
  readonly critical: string;
  readonly unknownCommand: string;
}

const hex = (bytes: number) => bytes.toString(16);
const unlocked = (locked: boolean) => ({ unlocked: locked ? 'no' : 'yes' });

const AOSP: MakerFormat = {
  colon: ':',
  size: (bytes) => `0x${hex(bytes)}`,
  partitions: 'type-first',
  raw: 'raw',
  lock: unlocked,
  unknownVariable: 'FAILUnknown variable',
  lockedErase: 'Erase is not allowed on locked devices',
  critical: 'Erase is not allowed for Critical Partitions',
  unknownCommand: 'Unrecognized command',
};

/** Qualcomm's boot loader for UEFI (edk2 FastbootCmds.c). */
const QUALCOMM: MakerFormat = {
  ...AOSP,
  size: (bytes) => ` 0x${hex(bytes).toUpperCase()}`,
  unknownVariable: 'FAILGetVar Variable Not found',
  lockedErase: 'Erase is not allowed in Lock State',
  unknownCommand: 'unknown command',
};

export const MAKER_FORMATS: Readonly<Record<FastbootFormat, MakerFormat>> = {
  aosp: AOSP,
  qualcomm: QUALCOMM,
  mediatek: {
    ...AOSP,
    colon: ': ',
    size: hex,
    partitions: 'size-first',
    raw: 'raw data',
    unknownVariable: 'FAILunknown variable',
    lockedErase: 'not allowed in locked state',
    unknownCommand: 'unknown command',
  },
  motorola: {
    ...AOSP,
    colon: ': ',
    partitions: 'none',
    splitAt: 40,
    lock: (locked) => ({
      securestate: locked ? 'oem_locked' : 'flashing_unlocked',
      iswarrantyvoid: locked ? 'no' : 'yes',
    }),
    unknownVariable: 'FAILunknown variable',
    lockedErase: 'Permission denied',
    unknownCommand: 'unknown command',
  },
  samsung: { ...AOSP, partitions: 'none' },
  sony: {
    ...QUALCOMM,
    lock: () => ({}),
    lockedErase: 'Command not allowed',
  },
  huawei: {
    ...AOSP,
    partitions: 'none',
    lock: () => ({}),
    lockedErase: 'Command not allowed',
    unknownCommand: 'invalid command',
  },
  htc: {
    ...AOSP,
    colon: ': ',
    partitions: 'none',
    lock: (locked) => ({ security: locked ? 'on' : 'off' }),
    lockedErase: '[ERR] Command error !!!',
    unknownCommand: '[ERR] Command error !!!',
  },
  /** Little Kernel, the boot loader of older Qualcomm phones: it says OKAY and nothing to what it does not know. */
  lk: {
    ...QUALCOMM,
    size: (bytes) => `       0x${hex(bytes)}`,
    unknownVariable: 'OKAY',
    lockedErase: 'device is locked. Cannot erase',
  },
};
