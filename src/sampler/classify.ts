/**
 * What a window of raw storage holds. Exact tests come first and statistics last, because only an exact match proves
 * anything: ciphertext, compressed photos and random fill look alike, so `random-like` is a class of its own.
 */
import type { BlockClass } from '../model/findings.ts';
import type { Canaries } from './canary.ts';
import { BLOCK_BYTES } from './places.ts';
import { signatureOf } from './signatures.ts';
import { hasPrintableRun, isStructured, spreadOf } from './statistics.ts';

export interface BlockVerdict {
  /** Of `known-hash` nothing is known here: that is for those who saw the medium before. */
  readonly class: BlockClass;
  /** Name of a signature. */
  readonly detail?: string;
  /** What the block would be called if nothing were known of it. */
  readonly looks: BlockClass;
  /**
   * True when an equal block elsewhere or later is no coincidence. Constant blocks and those of less than
   * `TELLING_VALUES` byte values (allocation bitmaps, all but empty tables) are made anew by every new file system.
   */
  readonly telling: boolean;
}

export const TELLING_VALUES = 8;
const ZEROS = Buffer.alloc(BLOCK_BYTES);
const ONES = Buffer.alloc(BLOCK_BYTES, 0xff);

const plain = (name: BlockClass): BlockVerdict => ({ class: name, looks: name, telling: false });
const ZERO = plain('zero');
const FF = plain('ff');
const CONSTANT = plain('constant');
const RANDOM_LIKE: BlockVerdict = { class: 'random-like', looks: 'random-like', telling: true };
const STRUCTURED: BlockVerdict = { class: 'structured', looks: 'structured', telling: true };
const STRUCTURED_POOR: BlockVerdict = plain('structured');

/** The verdicts that arithmetic alone gives, in the order of their numbers in reader/PROTOCOL.md. */
export const ARITHMETIC: readonly BlockVerdict[] = [ZERO, FF, CONSTANT, RANDOM_LIKE, STRUCTURED, STRUCTURED_POOR];

/**
 * One block of at most 4096 bytes.
 * @param bytes a Buffer over the window; comparing in place is what makes empty storage fast
 */
export function classifyBlock(bytes: Buffer, start: number, end: number, canaries: Canaries | null): BlockVerdict {
  const first = bytes[start];
  const length = end - start;
  if (first === 0 && bytes.compare(ZEROS, 0, length, start, end) === 0) return ZERO;
  if (first === 0xff && bytes.compare(ONES, 0, length, start, end) === 0) return FF;
  if (length === 1) return CONSTANT;
  if (first === bytes[start + 1] && bytes.compare(bytes, start + 1, end, start, end - 1) === 0) return CONSTANT;
  const looks = look(bytes, start, end);
  return canaries?.isCanary(bytes, start) ? { ...looks, class: 'canary' } : looks;
}

function look(bytes: Uint8Array, start: number, end: number): BlockVerdict {
  const name = signatureOf(bytes, start, end);
  if (name !== undefined) return { class: 'signature', detail: name, looks: 'signature', telling: true };
  const { chiSquare, distinct } = spreadOf(bytes, start, end);
  if (isStructured(chiSquare)) {
    return distinct < TELLING_VALUES ? STRUCTURED_POOR : STRUCTURED;
  }
  return hasPrintableRun(bytes, start, end) ? STRUCTURED : RANDOM_LIKE;
}

/** Worst first: a window is called by the worst of its blocks, so that one dirty block makes it dirty. */
const WORST_FIRST: readonly BlockClass[] = [
  'canary',
  'known-hash',
  'signature',
  'structured',
  'constant',
  'random-like',
  'ff',
  'zero',
];
const RANK = new Map(WORST_FIRST.map((name, rank) => [name, rank]));

export interface WindowVerdict {
  readonly class: BlockClass;
  readonly detail: string | undefined;
  /** Where the block that gives the class begins, in bytes from the begin of the window. */
  readonly at: number;
  /** True when all that is not empty in the window looks random. */
  readonly randomLike: boolean;
  /** Blocks that carry a canary. */
  readonly canaries: number;
}

/** Blocks of one window, one after the other, become the verdict on the window. */
export class WindowSum {
  #worst: BlockVerdict = ZERO;
  #at = 0;
  #randomLike = true;
  #canaries = 0;

  /** @param at where the block begins, in bytes from the begin of the window */
  add(verdict: BlockVerdict, at: number): void {
    if ((RANK.get(verdict.class) ?? 0) < (RANK.get(this.#worst.class) ?? 0)) {
      this.#worst = verdict;
      this.#at = at;
    }
    if (verdict.looks !== 'random-like' && verdict !== ZERO && verdict !== FF) this.#randomLike = false;
    if (verdict.class === 'canary') this.#canaries += 1;
  }

  get verdict(): WindowVerdict {
    const { class: worst, detail } = this.#worst;
    return { class: worst, detail, at: this.#at, randomLike: this.#randomLike, canaries: this.#canaries };
  }
}
