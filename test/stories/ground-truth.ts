/** What the raw storage of a virtual phone really holds: the truth that a verdict is measured against. */
import { readFileSync } from 'node:fs';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';

const BLOCK = 4096;

export interface RawCopy {
  /** How many blocks that held something before still hold the very same bytes. */
  survivors(): number;
  readonly written: number;
}

const isEmpty = (block: Buffer) => block.every((byte) => byte === 0 || byte === 0xff);

export function rawCopy(phone: VirtualPhone): RawCopy {
  const read = () => readFileSync(phone.rawPath('userdata'));
  const before = read();
  const written: number[] = [];
  for (let at = 0; at < before.length; at += BLOCK) {
    // Blocks of few values, such as bitmaps, are made anew by every file system and tell nothing.
    const block = before.subarray(at, at + BLOCK);
    if (!isEmpty(block) && new Set(block).size > 8) written.push(at);
  }
  return {
    written: written.length,
    survivors: () => {
      const after = read();
      return written.filter((at) => before.subarray(at, at + BLOCK).equals(after.subarray(at, at + BLOCK))).length;
    },
  };
}
