/** The variables of a boot loader, made from the phone as it is now, in the form of its maker. */
import type { PhoneDefinition } from '../definition.ts';
import { firmwareProperties } from '../phone/properties.ts';
import type { PartitionName, Unit } from '../phone/unit.ts';
import { type FastbootFormat, MAKER_FORMATS, type MakerFormat } from './makers.ts';

/** INFO carries at most so many bytes beside its own name. */
const MAX_INFO_BYTES = 252;

export interface BootLoader {
  /** In fastbootd, which runs in recovery, the answers are those of AOSP whoever made the phone. */
  readonly userspace: boolean;
  readonly unit: Unit;
  readonly format: FastbootFormat;
}

export function makerOf({ format, userspace }: BootLoader): MakerFormat {
  return MAKER_FORMATS[userspace ? 'aosp' : format];
}

/** fastbootd takes everything for locked that is not orange (AOSP fastboot/device/utility.cpp GetDeviceLockStatus). */
export function isLocked({ unit, userspace }: BootLoader): boolean {
  const properties = firmwareProperties(unit);
  if (userspace) return properties['ro.boot.verifiedbootstate'] !== 'orange';
  return properties['ro.boot.flash.locked'] !== '0';
}

/** Partitions that this boot loader knows; some phones have none to hold keys or a cache. */
export function knownPartitions({ unit }: BootLoader): readonly PartitionName[] {
  const absent: readonly string[] = unit.definition.fastboot.absent;
  return (Object.keys(unit.partitions) as PartitionName[]).filter((name) => !absent.includes(name));
}

function typeOf(loader: BootLoader, name: PartitionName): string {
  if (name === 'userdata') return loader.unit.definition.fastboot.userdataType;
  return name === 'cache' ? 'ext4' : makerOf(loader).raw;
}

function general(loader: BootLoader): Record<string, string> {
  const { unit, userspace } = loader;
  const { definition } = unit;
  const properties = firmwareProperties(unit);
  const told = (name: string) => properties[name] ?? '';
  const { level } = definition.battery;
  return {
    version: '0.4',
    'version-bootloader': told('ro.bootloader'),
    'version-baseband': told('gsm.version.baseband'),
    product: told('ro.product.device'),
    serialno: told('ro.serialno'),
    secure: 'yes',
    ...makerOf(loader).lock(isLocked(loader)),
    ...(told('ro.boot.slot_suffix') === ''
      ? { 'slot-count': '0' }
      : { 'slot-count': '2', 'current-slot': told('ro.boot.slot_suffix').slice(1) }),
    'max-download-size': '0x10000000',
    'battery-voltage': String(3500 + level * 8),
    'battery-soc-ok': level > 15 ? 'yes' : 'no',
    'is-userspace': userspace ? 'yes' : 'no',
    ...(userspace
      ? { 'super-partition-name': 'super', 'first-api-level': told('ro.product.first_api_level') }
      : imeiOf(loader)),
    'snapshot-update-status': definition.fastboot.updatePending ? 'merging' : 'none',
    ...(definition.fastboot.variables as Record<string, string>),
    // No maker's format takes this away: what is virtual must never pass for a phone.
    'wipebench-virtual': '1',
  };
}

/** Only some boot loaders print it. */
function imeiOf({ unit, format }: BootLoader): Record<string, string> {
  const { imei } = unit.definition;
  return imei !== undefined && (format === 'motorola' || format === 'htc') ? { imei } : {};
}

/** `OKAY…` or `FAIL…` to `getvar:NAME`. */
export function answerTo(loader: BootLoader, name: string): string {
  const maker = makerOf(loader);
  const [key = '', argument = ''] = name.split(/:(.*)/s, 2);
  const partition = knownPartitions(loader).find((each) => each === argument);
  if (key === 'has-slot') return partition === undefined ? maker.unknownVariable : 'OKAYno';
  if (key === 'is-logical' && loader.userspace) return partition === undefined ? 'FAILPartition not found' : 'OKAYno';
  if (key === 'partition-type')
    return partition === undefined ? maker.unknownVariable : `OKAY${typeOf(loader, partition)}`;
  if (key === 'partition-size') {
    return partition === undefined ? maker.unknownVariable : `OKAY${maker.size(sizeOf(loader, partition)).trim()}`;
  }
  const value = Object.entries(general(loader)).find(([each]) => each === name)?.[1];
  return value === undefined || hidden(loader.unit.definition, name) ? maker.unknownVariable : `OKAY${value}`;
}

const sizeOf = ({ unit }: BootLoader, name: PartitionName) => unit.partitions[name].sizeBytes;
const hidden = ({ fastboot }: PhoneDefinition, name: string) => (fastboot.hidden as readonly string[]).includes(name);

/** The lines of `getvar all`. */
export function allVariables(loader: BootLoader): string[] {
  const maker = makerOf(loader);
  const line = (name: string, value: string) => `${name}${maker.colon}${value}`.trimEnd();
  const partitions = maker.partitions === 'none' ? [] : knownPartitions(loader);
  const listed = partitions.flatMap((name) => {
    const pair = [
      line(`partition-type:${name}`, typeOf(loader, name)),
      line(`partition-size:${name}`, maker.size(sizeOf(loader, name))),
    ];
    return maker.partitions === 'size-first' ? pair.toReversed() : pair;
  });
  const plain = Object.entries(general(loader))
    .filter(([name]) => !hidden(loader.unit.definition, name))
    .flatMap(([name, value]) => split(name, value, maker.splitAt).map(([key, part]) => line(key, part)));
  return [...plain, ...listed].map((text) => text.slice(0, MAX_INFO_BYTES));
}

function split(name: string, value: string, at: number | undefined): [string, string][] {
  if (at === undefined || value.length <= at) return [[name, value]];
  const parts = value.match(new RegExp(`.{1,${at}}`, 'gs')) ?? [];
  return parts.map((part, index) => [`${name}[${index}]`, part]);
}
