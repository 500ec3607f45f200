/** A file with the true markers of a JFIF photo (ITU-T T.871) around random entropy-coded data. */
import type { SeededBytes } from './seeded-bytes.ts';

const JFIF = Buffer.from('ffd8ffe000104a46494600010101004800480000', 'hex');
const QUANTISATION_MARKER = Buffer.from('ffdb004300', 'hex');
const QUANTISATION_VALUES = 64;
/** SOF0: 8 bits, 3000 x 4000, three components; SOS of the same three. */
const FRAME = Buffer.from('ffc0001108 0bb8 0fa0 03 012200 021101 031101'.replaceAll(' ', ''), 'hex');
const SCAN = Buffer.from('ffda000c03 0100 0211 0311 003f00'.replaceAll(' ', ''), 'hex');
const END = Buffer.from('ffd9', 'hex');

/** A photo of exactly `bytes` bytes. */
export function makePhoto(random: SeededBytes, bytes: number): Buffer {
  const table = Buffer.alloc(QUANTISATION_VALUES, 16);
  const head = Buffer.concat([JFIF, QUANTISATION_MARKER, table, FRAME, SCAN]);
  const body = random.bytes(Math.max(0, bytes - head.length - END.length));
  return Buffer.concat([head, body, END]);
}
