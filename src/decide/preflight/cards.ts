/**
 * Memory cards: `sm list-volumes all` prints id, state and UUID of each volume (Sm.java), `sm list-disks` also those
 * whose content Android cannot read, such as an adopted card after a reset.
 */
import type { Check } from './check.ts';
import { allNo, heard } from './witness.ts';

/** Undefined when the phone's own storage is not in the list: then it is no list. */
function volumes(text: string, wanted: RegExp): boolean | undefined {
  if (wanted.test(text)) return true;
  return /^(private|emulated(;\d+)?) [a-z_]+ /m.test(text) ? false : undefined;
}

function disks(text: string): boolean | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => /^disk:\S/.test(line))) return true;
  return lines.length === 0 ? false : undefined;
}

const ANY_CARD = /^(public:|stub:|private:\S)/m;
/** Its volume, or the shared storage that lies on it. */
const ADOPTED = /^(private:\S|emulated:\S)/m;

export const CARD_CHECKS: readonly Check[] = [
  {
    code: 'SD_CARD_PRESENT',
    severity: 'warns',
    readings: ['volumes', 'disks'],
    look: (view) =>
      allNo(
        heard(view, 'volumes', (text) => volumes(text, ANY_CARD)),
        heard(view, 'disks', disks),
      ),
    words: {
      yes: 'A memory card (or a USB drive) is in the phone; a wipe of the phone does not erase it.',
      no: 'No memory card is in the phone.',
      unknown: 'Whether a memory card is in the phone is not known; a wipe of the phone would not erase it.',
    },
    action: 'Take the card out, or choose what is done with it by --sd-card.',
  },
  {
    code: 'SD_CARD_ADOPTED',
    severity: 'warns',
    readings: ['volumes'],
    look: (view) => heard(view, 'volumes', (text) => volumes(text, ADOPTED)),
    words: {
      yes: 'A memory card is part of the phone’s own storage. Its key is erased with the phone; what it holds stays on it, unreadable.',
      no: 'No memory card is part of the phone’s own storage.',
      unknown: 'Whether a memory card is part of the phone’s own storage is not known.',
    },
    action: 'Format the card as well, or keep it apart from the phone.',
  },
];
