/** Compares places with what was written over them, and counts what they hold instead. */
import type { FillCounts, Findings } from '../model/findings.ts';
import type { WindowVerdict } from './classify.ts';
import type { Fill } from './fill-stream.ts';
import type { Membership } from './tally.ts';

type Filled = NonNullable<Findings['fill']>;
const SETS = ['fresh', 'fixed', 'baseline'] as const;

export class FillCheck {
  readonly #fill: Fill;
  readonly #sets: Record<(typeof SETS)[number], FillCounts> = {
    fresh: { matching: 0, zero: 0, other: 0 },
    fixed: { matching: 0, zero: 0, other: 0 },
    baseline: { matching: 0, zero: 0, other: 0 },
  };

  constructor(fill: Fill) {
    this.#fill = fill;
  }

  /** How the place is to be counted when it holds exactly what was written; undefined when it does not. */
  match(place: Membership, bytes: Uint8Array): WindowVerdict | undefined {
    if (Buffer.compare(this.#fill.piece(place.offset, bytes.length), bytes) !== 0) return undefined;
    this.#count(place, 'matching');
    // By chance a place of the stream may have the look of something else; what it is, is known.
    return {
      class: this.#fill.kind === 'zero' ? 'zero' : 'random-like',
      detail: undefined,
      randomLike: this.#fill.kind === 'stream',
      canaries: 0,
    };
  }

  /** A place that does not match, as it was classified. */
  mismatch(place: Membership, seen: WindowVerdict): void {
    this.#count(place, seen.class === 'zero' ? 'zero' : 'other');
  }

  /** @param paired whether there was a reading before the wipe */
  findings(paired: boolean): Filled {
    const { fresh, fixed, baseline } = this.#sets;
    return {
      kind: this.#fill.kind,
      fresh: { ...fresh },
      fixed: { ...fixed },
      baseline: paired ? { ...baseline } : null,
    };
  }

  #count(place: Membership, as: keyof FillCounts): void {
    for (const name of SETS) if (place[name]) this.#sets[name][as] += 1;
  }
}
