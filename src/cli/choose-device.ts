/** Which phone is meant. Never a guess: nothing named, or a name that fits two phones, is wrong usage. */

import type { Picture } from '../bench/bench.ts';
import { handsetsNamed, presentSighting } from '../bench/handsets.ts';
import { Fault } from '../faults/fault.ts';
import type { Handset } from '../model/handset.ts';
import { plainText } from '../report/terminal-text.ts';

function listOf(handsets: Picture): string {
  const lines = handsets.map((handset) => {
    const sighting = presentSighting(handset);
    return `${plainText(handset.seat, 60)}  ${sighting.state}  ${plainText(sighting.serial, 40)}`;
  });
  return lines.length > 0 ? `Phones now:\n${lines.join('\n')}` : 'No phone is on the cables now.';
}

/** @throws Fault `USAGE_ARGUMENT`, `USAGE_DEVICE_UNKNOWN`, `USAGE_DEVICE_AMBIGUOUS`, `DEVICE_NONE`; with the list */
export function chooseDevice(picture: Picture, name: string | undefined): Handset {
  if (picture.length === 0) {
    throw new Fault('DEVICE_NONE', 'No phone is on the cables.', { hint: 'Plug one in and run `wipebench detect`.' });
  }
  if (name === undefined) {
    throw new Fault('USAGE_ARGUMENT', `Say which phone: --device SEAT or --device SERIAL.\n${listOf(picture)}`);
  }
  const [found, ...others] = handsetsNamed(picture, name);
  if (!found) throw new Fault('USAGE_DEVICE_UNKNOWN', `No phone is called ${name}.\n${listOf(picture)}`);
  if (others.length > 0) {
    throw new Fault('USAGE_DEVICE_AMBIGUOUS', `Several phones are called ${name}.\n${listOf([found, ...others])}`, {
      hint: 'Name it by its seat, the first word of its line.',
    });
  }
  return found;
}
