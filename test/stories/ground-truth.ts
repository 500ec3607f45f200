/** What the raw storage of a virtual phone really holds: the truth that a verdict is measured against. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { VirtualPhone } from '../../src/virtual/virtual-bench.ts';

const BLOCK = 4096;

export interface RawCopy {
  /** How many blocks that held something before still hold the very same bytes. */
  survivors(): number;
  readonly written: number;
}

const EMPTY = [Buffer.alloc(BLOCK), Buffer.alloc(BLOCK, 0xff)];

/** Blocks of few values, such as bitmaps, are made anew by every file system and tell nothing. */
function tells(block: Buffer): boolean {
  return !EMPTY.some((empty) => empty.equals(block)) && new Set(block).size > 8;
}

/** Digests and no copy: what lies in memory here makes every program that is started from here slower. */
export function rawCopy(phone: VirtualPhone): RawCopy {
  const digest = (block: Buffer) => createHash('sha1').update(block).digest('base64');
  const before = new Map<number, string>();
  const storage = readFileSync(phone.rawPath('userdata'));
  for (let at = 0; at < storage.length; at += BLOCK) {
    const block = storage.subarray(at, at + BLOCK);
    if (tells(block)) before.set(at, digest(block));
  }
  return {
    written: before.size,
    survivors: () => {
      const after = readFileSync(phone.rawPath('userdata'));
      return [...before].filter(([at, old]) => digest(after.subarray(at, at + BLOCK)) === old).length;
    },
  };
}
