/**
 * What `erase:NAME` does to the real partitions of a virtual phone. The phone's character decides what really happens;
 * the answer is what an honest boot loader would say.
 */
import { type DeathStep, traitOf } from '../definition.ts';
import type { PartitionName, Unit } from '../phone/unit.ts';

const MIB = 1024 * 1024;
/** So much is overwritten by a boot loader that only makes the file system unreadable. */
const HEAD_BYTES = MIB;

export interface EraseHooks {
  /** Resolves when the phone lives on; throws when its power fails at this step. */
  step(name: DeathStep): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
}

async function eraseUserdata(unit: Unit, hooks: EraseHooks): Promise<void> {
  const { raw } = unit.userdata;
  if (traitOf(unit.definition, 'no-discard') !== undefined) {
    await raw.write(0, Buffer.alloc(HEAD_BYTES));
    return hooks.step('wipe-userdata');
  }
  const survivor = traitOf(unit.definition, 'partial');
  const kept = survivor && (await raw.read(survivor.offsetMib * MIB, survivor.lengthMib * MIB));
  const half = Math.floor(raw.sizeBytes / 2 / MIB) * MIB;
  await raw.discard(0, half);
  await hooks.step('wipe-userdata');
  await raw.discard(half, raw.sizeBytes - half);
  if (survivor && kept) await raw.write(survivor.offsetMib * MIB, kept);
}

/** @returns whether the boot loader reports success; rejects when the phone dies in it */
export async function erasePartition(unit: Unit, name: PartitionName, hooks: EraseHooks): Promise<boolean> {
  const { definition, memory } = unit;
  const isUserdata = name === 'userdata';
  if (isUserdata) await hooks.step('wipe-start');
  await hooks.sleep(traitOf(definition, 'slow')?.wipeMs ?? definition.timing.wipeMs);
  if (traitOf(definition, 'fail-wipe') !== undefined) return false;
  if (isUserdata) {
    memory.wipes += 1;
    await unit.remember();
  }
  if (traitOf(definition, 'liar') !== undefined) {
    if (isUserdata) await hooks.step('wipe-userdata');
  } else if (isUserdata) {
    await unit.userdata.unmount();
    await eraseUserdata(unit, hooks);
  } else {
    if (name === 'cache' || name === 'metadata') await unit[name].unmount();
    await unit.partitions[name].discard(0, unit.partitions[name].sizeBytes);
  }
  if (isUserdata) await hooks.step('wipe-reply');
  return true;
}
