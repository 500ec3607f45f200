/**
 * What the reader on the phone has to be told to do the arithmetic of `classify.ts`: thresholds as whole numbers, and
 * the magics by which a block is sent whole, so that the host decides. The phone itself knows no format.
 */
import { TELLING_VALUES } from './classify.ts';
import { BLOCK_BYTES } from './places.ts';
import { SIGNATURES } from './signatures.ts';
import { PRINTABLE, PRINTABLE_RUN, squaresBounds } from './statistics.ts';

/** Bytes at a fixed place of a block. */
export interface Prefilter {
  readonly at: number;
  /** 1 to 16 bytes. */
  readonly magic: Uint8Array;
}

export interface Knowledge {
  readonly squares: { readonly low: number; readonly high: number };
  readonly tellingValues: number;
  readonly printableRun: number;
  /** One bit for each byte value, lowest first. */
  readonly printable: Uint8Array;
  readonly prefilters: readonly Prefilter[];
}

export const PREFILTER_BYTES = 16;
export const MAX_PREFILTERS = 64;

/** @param more what else shall be sent whole, for example the beginning of a canary */
export function knowledge(more: readonly Prefilter[] = []): Knowledge {
  const printable = new Uint8Array(PRINTABLE.length / 8);
  PRINTABLE.forEach((is, value) => {
    if (is === 1) printable[value >>> 3] = (printable[value >>> 3] as number) | (1 << (value & 7));
  });
  const known = SIGNATURES.map(({ at, magic }) => ({ at, magic: Uint8Array.from(magic.slice(0, PREFILTER_BYTES)) }));
  return {
    squares: squaresBounds(BLOCK_BYTES),
    tellingValues: TELLING_VALUES,
    printableRun: PRINTABLE_RUN,
    printable,
    prefilters: [...known, ...more],
  };
}
