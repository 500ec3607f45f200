/**
 * Recovery's WipeData (recovery/install/wipe_data.cpp): userdata, cache, metadata, in this order. The phone's character
 * decides what really happens; the log says what an honest recovery would say.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeathStep, traitOf } from '../definition.ts';
import { putData } from './android-data.ts';
import { hideTraces } from './hidden-traces.ts';
import type { Unit } from './unit.ts';

const MIB = 1024 * 1024;

export interface WipeHooks {
  /** Resolves when the phone lives on; throws when its power fails at this step. */
  step(name: DeathStep): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
}

/** As far as this phone's character lets it. */
export async function discardUserdata(unit: Unit, hooks: WipeHooks): Promise<void> {
  const { raw } = unit.userdata;
  const half = Math.floor(raw.sizeBytes / 2 / MIB) * MIB;
  if (traitOf(unit.definition, 'no-discard') !== undefined) {
    await hooks.step('wipe-userdata');
    return;
  }
  const survivor = traitOf(unit.definition, 'partial');
  const kept = survivor && (await raw.read(survivor.offsetMib * MIB, survivor.lengthMib * MIB));
  await raw.discard(0, half);
  await hooks.step('wipe-userdata');
  await raw.discard(half, raw.sizeBytes - half);
  if (survivor && kept) await raw.write(survivor.offsetMib * MIB, kept);
}

/** A volume without metadata encryption gets its file system from recovery itself (roots.cpp format_volume). */
export async function formatPlainUserdata(unit: Unit): Promise<void> {
  await unit.userdata.unmount();
  await mkdir(unit.userdata.tree, { recursive: true, mode: 0o771 });
  await unit.userdata.format(undefined);
  await unit.userdata.unmount();
}

async function logged(unit: Unit, lines: readonly string[]): Promise<void> {
  await putData(unit.cache.tree, 'recovery/last_log', `${lines.join('\n')}\n`);
  await unit.cache.sync();
}

/** @returns what recovery reports: true for `Data wipe complete.` */
export async function wipeData(unit: Unit, reason: string | undefined, hooks: WipeHooks): Promise<boolean> {
  const { definition, memory } = unit;
  const sealed = definition.userdata.encryption === 'metadata';
  const log = [
    'Starting recovery',
    ...(reason ? [`reason is [${reason}]`] : []),
    '-- Wiping data...',
    'Formatting /data...',
  ];
  await hooks.step('wipe-start');
  await hooks.sleep(traitOf(definition, 'slow')?.wipeMs ?? definition.timing.wipeMs);
  if (traitOf(definition, 'fail-wipe') !== undefined) {
    await logged(unit, [...log, 'E:format_volume: failed to format /dev/block/by-name/userdata', 'Data wipe failed.']);
    return false;
  }
  memory.wipes += 1;
  await unit.remember();
  const liar = traitOf(definition, 'liar');
  if (liar === undefined) {
    await discardUserdata(unit, hooks);
    if (sealed) log.push('wipe metadata encrypted /data');
    else await formatPlainUserdata(unit);
    await unit.cache.unmount();
    await unit.partitions.cache.discard(0, unit.partitions.cache.sizeBytes);
    await mkdir(join(unit.cache.tree, 'recovery'), { recursive: true, mode: 0o770 });
    await unit.cache.format();
    await unit.metadata.unmount();
    await unit.partitions.metadata.discard(0, unit.partitions.metadata.sizeBytes);
  } else {
    await hooks.step('wipe-userdata');
    if (liar.hides !== undefined) await hideTraces(unit, liar.hides);
  }
  await logged(unit, [...log, 'Formatting /cache...', 'Formatting /metadata...', 'Data wipe complete.']);
  return true;
}
