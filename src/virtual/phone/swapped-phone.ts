/** The other phone that somebody puts on the seat. */
import { join } from 'node:path';
import { type PhoneDefinition, type TraitOf, traitOf } from '../definition.ts';
import { makePhone } from './android-boot.ts';
import type { PhoneBody } from './phone-body.ts';
import { openUnit } from './unit.ts';

/** Same model, another serial number, IMEI and owner; and no trick of its own with seats. */
function otherPhone(definition: PhoneDefinition, swap: TraitOf<'swapped'>): PhoneDefinition {
  const { imei: _imei, secondImei: _second, ...kept } = definition;
  return {
    ...kept,
    ...(swap.imei === undefined ? {} : { imei: swap.imei }),
    properties: { ...definition.properties, ...swap.properties, 'ro.serialno': swap.serial },
    userdata: { ...definition.userdata, seed: `${definition.userdata.seed} other` },
    character: definition.character.filter((trait) => trait.kind !== 'swapped'),
  };
}

/** Somebody puts another phone on this seat while ours is dark, if it is a phone to which that happens. */
export async function swapPhone(body: PhoneBody, event: 'reboot' | 'wipe'): Promise<void> {
  const { unit: old, place } = body;
  const swap = traitOf(old.definition, 'swapped');
  if (swap?.after !== event) return;
  const other = otherPhone(old.definition, swap);
  const unit = await openUnit(other, join(place.folder, `${body.name}.other`), place.useLoop);
  body.become(unit);
  if (!unit.memory.made) await makePhone(unit);
  await old.close();
}
