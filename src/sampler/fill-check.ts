/** Compares places with what was written over them, and counts what they hold instead. */
import type { FillCounts, Findings } from '../model/findings.ts';
import type { WindowVerdict } from './classify.ts';
import type { Fill } from './fill-stream.ts';
import { PLACE_SETS, type Place, type PlaceSet } from './merged-places.ts';

type Filled = NonNullable<Findings['fill']>;

export class FillCheck {
  readonly #fill: Fill;
  readonly #sets = Object.fromEntries(PLACE_SETS.map((name) => [name, { matching: 0, zero: 0, other: 0 }])) as Record<
    PlaceSet,
    FillCounts
  >;

  constructor(fill: Fill) {
    this.#fill = fill;
  }

  /** How the place is to be counted when it holds exactly what was written; undefined when it does not. */
  match(place: Place, bytes: Uint8Array): WindowVerdict | undefined {
    if (Buffer.compare(this.#fill.piece(place.offset, bytes.length), bytes) !== 0) return undefined;
    this.#count(place, 'matching');
    // By chance a place of the stream may have the look of something else; what it is, is known.
    return {
      class: this.#fill.kind === 'zero' ? 'zero' : 'random-like',
      detail: undefined,
      at: 0,
      randomLike: this.#fill.kind === 'stream',
      canaries: 0,
    };
  }

  /** A place that does not match, as it was classified. */
  mismatch(place: Place, seen: WindowVerdict): void {
    this.#count(place, seen.class === 'zero' ? 'zero' : 'other');
  }

  /** @param read which sets of places there were beside the drawn and the fixed ones */
  findings(read: ReadonlySet<PlaceSet>): Filled {
    const { fresh, fixed, baseline, subsections, weighted } = this.#sets;
    return {
      kind: this.#fill.kind,
      fresh: { ...fresh },
      fixed: { ...fixed },
      baseline: read.has('baseline') ? { ...baseline } : null,
      ...(read.has('subsections') ? { subsections: { ...subsections } } : {}),
      ...(read.has('weighted') ? { weighted: { ...weighted } } : {}),
    };
  }

  #count(place: Place, as: keyof FillCounts): void {
    for (const name of PLACE_SETS) if (place[name]) this.#sets[name][as] += 1;
  }
}
