/** The other phone that somebody puts on the seat. */
import type { PhoneDefinition, TraitOf } from '../definition.ts';

/** Same model, another serial number, IMEI and owner; and no trick of its own with seats. */
export function swappedPhone(definition: PhoneDefinition, swap: TraitOf<'swapped'>): PhoneDefinition {
  const { imei: _imei, ...kept } = definition;
  return {
    ...kept,
    ...(swap.imei === undefined ? {} : { imei: swap.imei }),
    properties: { ...definition.properties, ...swap.properties, 'ro.serialno': swap.serial },
    userdata: { ...definition.userdata, seed: `${definition.userdata.seed} other` },
    character: definition.character.filter((trait) => trait.kind !== 'swapped'),
  };
}
