/** The volatile files of a switched-on phone: properties, control pipe, and what stands in for /sys and parts of /proc. */
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accountBound } from '../storage/persistent-data-block.ts';
import type { PhoneFolders } from '../userland/phone-view.ts';
import type { Userland } from '../userland/tools.ts';
import type { PhoneMode } from './mode-face.ts';
import { cardAdopted, cardUuid, ownerFiles } from './owner-state.ts';
import type { Unit } from './unit.ts';

export function folderOf(unit: Unit, name: 'properties' | 'sys' | 'control' | 'tmp'): string {
  return join(unit.folder, 'run', name);
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFile(path, text, { mode: 0o644 });
}

/**
 * Battery and modem as sysfs-like files; the mount table and the partition list of this phone.
 * @param mounted whether Android's volumes are there
 */
export async function writeRunningFiles(unit: Unit, mounted = true): Promise<void> {
  const { battery, imei, secondImei } = unit.definition;
  const sys = folderOf(unit, 'sys');
  const supply = join(sys, 'class/power_supply/battery');
  await rm(sys, { recursive: true, force: true });
  await put(join(supply, 'capacity'), `${battery.level}\n`);
  await put(join(supply, 'status'), battery.charging ? 'Charging\n' : 'Discharging\n');
  await put(join(supply, 'cycle_count'), `${battery.cycles}\n`);
  if (imei !== undefined) await put(join(sys, 'modem/imei'), `${imei}\n`);
  if (secondImei !== undefined) await put(join(sys, 'modem/imei-second'), `${secondImei}\n`);
  for (const [file, text] of Object.entries(ownerFiles(unit))) await put(join(sys, file), text);
  await put(join(sys, 'frp/bound'), (await accountBound(unit.partitions.frp)) ? '1\n' : '0\n');
  const sealed = unit.definition.userdata.encryption === 'metadata';
  const data = sealed ? '/dev/block/mapper/userdata' : '/dev/block/by-name/userdata';
  const mounts = [
    '/dev/block/dm-0 / ext4 ro,seclabel,relatime 0 0',
    'tmpfs /dev tmpfs rw,seclabel,nosuid,relatime,mode=755 0 0',
    '/dev/block/by-name/metadata /metadata ext4 rw,seclabel,nosuid,nodev,noatime 0 0',
    '/dev/block/by-name/cache /cache ext4 rw,seclabel,nosuid,nodev,noatime 0 0',
    ...(mounted
      ? [
          `${data} /data ext4 rw,lazytime,seclabel,nosuid,nodev,noatime 0 0`,
          '/dev/fuse /storage/emulated fuse rw,lazytime,nosuid,nodev,noexec,noatime 0 0',
        ]
      : []),
  ];
  await put(join(sys, 'phone/mounts'), `${mounts.join('\n')}\n`);
  const sizes = Object.values(unit.partitions).map(
    (part, index) =>
      `${String(259).padStart(4)} ${String(index).padStart(8)} ${String(part.sizeBytes / 1024).padStart(10)} sda${index + 1}`,
  );
  await put(join(sys, 'phone/partitions'), `major minor  #blocks  name\n\n${sizes.join('\n')}\n`);
  await put(
    join(sys, 'phone/sizes'),
    Object.values(unit.partitions)
      .map((p) => `${p.name} ${p.sizeBytes}\n`)
      .join(''),
  );
  await put(
    join(sys, 'phone/faults'),
    storageFaults(unit)
      .map((fault) => `${fault}\n`)
      .join(''),
  );
  const stale = join(unit.folder, 'run/stale-userdata');
  await put(stale, '');
  await truncate(stale, unit.userdata.raw.sizeBytes);
  for (const name of ['tmp', 'properties'] as const)
    await mkdir(folderOf(unit, name), { recursive: true, mode: 0o755 });
}

/** What is wrong with the storage now, one fault a line, for faulty-dd; empty for a sound phone. */
function storageFaults({ definition, memory }: Unit): string[] {
  return definition.character.flatMap((trait) => {
    if (trait.kind === 'read-errors') return trait.ranges.map(({ offset, length }) => `bad ${offset} ${length}`);
    if (trait.kind === 'short-reads') return [`short ${trait.bytes}`];
    if (trait.kind === 'card-liar') return trait.about === 'writing' ? ['card-lost-all'] : [];
    if (trait.kind === 'full-at') return [`full ${trait.bytes}`];
    if (trait.kind === 'swallows-writes') {
      const lost = trait.range ? `lost ${trait.range.offset} ${trait.range.length}` : 'lost-all';
      return [lost, ...(trait.cached ? ['cached'] : [])];
    }
    return trait.kind === 'stale-cache' && memory.wipes > 0 ? ['stale'] : [];
  });
}

/** Scripts around app_process on a phone; `service` and `dumpsys` are programs of their own and stay. */
const FRAMEWORK_PROGRAMS = ['am', 'cmd', 'dpm', 'locksettings', 'pm', 'settings', 'sm', 'wm'] as const;

function withoutFramework({ system }: Userland): Record<string, string> {
  const script = join(system, 'bin/no-app-process');
  return Object.fromEntries(FRAMEWORK_PROGRAMS.map((name) => [`/system/bin/${name}`, script]));
}

/** What only Android has, and what only TWRP has. */
const ANDROID_PROGRAMS = [...FRAMEWORK_PROGRAMS, 'dumpsys', 'service', 'tradeinmode'] as const;
const TWRP_PROGRAMS = ['twrp'] as const;

function hidden(programs: readonly string[], { closedFile }: Userland): Record<string, string> {
  return Object.fromEntries(programs.map((name) => [`/system/bin/${name}`, closedFile]));
}

/** Recovery has only /cache, and TWRP what it could decrypt with it. */
export function foldersOf(unit: Unit, mode: PhoneMode, userland: Userland): PhoneFolders {
  const inAndroid = mode === 'system';
  const inTwrp = mode === 'recovery' && unit.definition.recovery === 'twrp';
  const mounted = inAndroid || (inTwrp && unit.userdata.mounted);
  const sys = folderOf(unit, 'sys');
  const faulty = storageFaults(unit).length > 0;
  return {
    data: mounted ? unit.userdata.tree : undefined,
    framework: inAndroid,
    metadata: inAndroid || inTwrp ? unit.metadata.tree : undefined,
    cache: unit.cache.tree,
    sdCard:
      mounted && unit.sdVolume?.mounted && !cardAdopted(unit)
        ? { tree: unit.sdVolume.tree, uuid: cardUuid(unit) }
        : undefined,
    properties: folderOf(unit, 'properties'),
    sys,
    control: folderOf(unit, 'control'),
    tmp: folderOf(unit, 'tmp'),
    replaced: {
      '/proc/partitions': join(sys, 'phone/partitions'),
      ...(inAndroid ? {} : hidden(ANDROID_PROGRAMS, userland)),
      ...(inTwrp ? {} : hidden(TWRP_PROGRAMS, userland)),
      ...(unit.definition.framework === 'none' ? withoutFramework(userland) : {}),
      ...(inAndroid && unit.definition.rooted ? { '/product/bin/su': join(userland.system, 'bin/magisk-su') } : {}),
      ...(faulty
        ? {
            '/system/bin/dd': join(userland.system, 'bin/faulty-dd'),
            // The faults are those of `dd`; no reader was built for this processor, so that nothing reads past them.
            '/system/bin/uname': join(userland.system, 'bin/other-uname'),
            '/dev/block/stale-userdata': join(unit.folder, 'run/stale-userdata'),
          }
        : {}),
    },
    cardNode: mounted ? unit.sdCard?.node : undefined,
    nodes: Object.fromEntries(Object.values(unit.partitions).map((part) => [part.name, part.node])),
  };
}
