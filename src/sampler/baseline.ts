/**
 * What was on the medium before the wipe, as keyed hashes: never content, never on disk. The key lives in this process
 * alone, so a baseline cannot be written down and read again; when the process dies the baseline is void, and the
 * journal may keep no more than `summary()`.
 */
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import type { BlockClass, ClassCounts } from '../model/findings.ts';
import { type BlockClaim, judgeClaim } from './claims.ts';
import type { WindowVerdict } from './classify.ts';
import { emptyCounts } from './counts.ts';
import { stratumOf } from './draws.ts';
import { KeyedHash } from './keyed-hash.ts';
import { drawnPlaces, type Window, windowsOf } from './places.ts';
import { joined, type Region } from './weighted-places.ts';

export interface BaselineSummary {
  /** Hex. */
  readonly seed: string;
  readonly mediumBytes: number;
  readonly windowBytes: number;
  readonly windows: number;
  readonly informative: number;
  readonly classesBefore: ClassCounts;
}

interface Place {
  readonly class: BlockClass;
  /** One per block; empty where the block told nothing (zeros, FF, one value only). */
  readonly hashes: readonly string[];
}

export interface Compared {
  readonly informative: boolean;
  /** At least one telling block is the very same as before. */
  readonly unchanged: boolean;
  /** All blocks that stayed look random. */
  readonly unchangedRandomLike: boolean;
}

export class Baseline {
  readonly seed: Uint8Array;
  readonly mediumBytes: number;
  readonly windowBytes: number;
  /** Ascending. */
  readonly places: readonly Window[];
  /** Makes the hashes of the blocks that are taken in and looked up. */
  readonly hash: KeyedHash;
  readonly #seen = new Set<string>();
  readonly #before = new Map<number, Place>();
  readonly #classes: ClassCounts = emptyCounts();
  #informative = 0;
  #canaryWindows = 0;
  #complete = false;

  constructor(random: Random, seed: Uint8Array, mediumBytes: number, windowBytes: number, count: number) {
    this.seed = seed;
    this.mediumBytes = mediumBytes;
    this.windowBytes = windowBytes;
    this.places = [...drawnPlaces(seed, mediumBytes, windowBytes, count)];
    this.hash = new KeyedHash(random);
  }

  /** Windows that held a canary before the wipe. Zero makes the canary test void. */
  get canaryWindows(): number {
    return this.#canaryWindows;
  }

  /**
   * Takes in one window as it was before the wipe.
   * @param blocks null when it could not be read
   * @param counted false for the fixed places, whose blocks are known afterwards but are no part of the sample
   */
  take(window: Window, blocks: readonly BlockClaim[] | null, counted: boolean): void {
    if (blocks === null) {
      if (counted) this.#classes.unreadable += 1;
      return;
    }
    const hashes = blocks.map(({ hash }) => hash);
    for (const hash of hashes) if (hash !== '') this.#seen.add(hash);
    const verdict = judgeClaim(blocks, null);
    if (verdict.canaries > 0) this.#canaryWindows += 1;
    if (!counted) return;
    this.#classes[verdict.class] += 1;
    const informative = hashes.some((hash) => hash !== '');
    if (!informative) return;
    this.#informative += 1;
    this.#before.set(window.offset, { class: verdict.class, hashes });
  }

  /** Call when every place has been taken in; an unfinished baseline cannot be compared with. */
  finish(): void {
    this.#complete = true;
  }

  /**
   * Judges a window looked at after the wipe and, for a place of the baseline, compares it with what stood there.
   * @param place whether it is one of the baseline's
   */
  look(window: Window, blocks: readonly BlockClaim[], place: boolean): WindowVerdict & Compared {
    if (!this.#complete) throw new Fault('BUG_UNREACHABLE', 'The baseline was never finished.');
    const before = place ? this.#before.get(window.offset) : undefined;
    let unchanged = false;
    let unchangedRandomLike = true;
    const verdict = judgeClaim(
      blocks,
      (hash) => this.#seen.has(hash),
      (block, hash, index) => {
        if (hash === '' || hash !== before?.hashes[index]) return;
        unchanged = true;
        if (block.looks !== 'random-like') unchangedRandomLike = false;
      },
    );
    return {
      ...verdict,
      informative: before !== undefined,
      unchanged,
      unchangedRandomLike: unchanged && unchangedRandomLike,
    };
  }

  /** The strata whose place held something before the wipe: where a leftover is likelier than elsewhere. */
  filledRegions(): Region[] {
    const units = windowsOf(this.mediumBytes, this.windowBytes);
    return joined(
      this.places.flatMap(({ offset }, index) => {
        if (!this.#before.has(offset)) return [];
        const { start, size } = stratumOf(index, units, this.places.length);
        return [{ from: start, to: start + size }];
      }),
    );
  }

  destroyKey(): void {
    this.hash.destroy();
    this.#seen.clear();
    this.#before.clear();
  }

  summary(): BaselineSummary {
    return {
      seed: Buffer.from(this.seed).toString('hex'),
      mediumBytes: this.mediumBytes,
      windowBytes: this.windowBytes,
      windows: this.places.length,
      informative: this.#informative,
      classesBefore: { ...this.#classes },
    };
  }

  /** Whoever writes a baseline down by mistake writes the summary and nothing that would be taken for the baseline. */
  toJSON(): BaselineSummary {
    return this.summary();
  }
}
