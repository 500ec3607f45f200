/**
 * The memory card as vold sees it (AOSP system/vold/model/Disk.cpp): partitioned anew, unmounted, and what `sm` prints of
 * it. A new file system takes the place of the old one and leaves all other blocks as they are.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { traitOf } from '../definition.ts';
import { ownerFiles } from './owner-state.ts';
import { folderOf } from './running-files.ts';
import type { Unit } from './unit.ts';

/** FAT has a serial number of 32 bits, shown as two halves. */
function newUuid(): string {
  const digits = randomBytes(4).toString('hex').toUpperCase();
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

async function tell(unit: Unit): Promise<void> {
  const sys = folderOf(unit, 'sys');
  for (const [file, text] of Object.entries(ownerFiles(unit))) await writeFile(join(sys, file), text);
}

/** `sm partition DISK public`: also an adopted card is a portable one afterwards. False when there is no card. */
export async function partitionCard(unit: Unit): Promise<boolean> {
  const { sdVolume } = unit;
  if (sdVolume === undefined) return false;
  if (traitOf(unit.definition, 'card-liar')?.about === 'formatting') return true;
  await sdVolume.unmount();
  await mkdir(sdVolume.tree, { recursive: true, mode: 0o771 });
  await sdVolume.format();
  unit.memory.cardUuid = newUuid();
  await unit.remember();
  await tell(unit);
  return true;
}

/** `sm unmount VOLUME` */
export async function unmountCard(unit: Unit): Promise<boolean> {
  const { sdVolume } = unit;
  if (!sdVolume?.mounted) return false;
  await sdVolume.sync();
  await sdVolume.unmount();
  await tell(unit);
  return true;
}
