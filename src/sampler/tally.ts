/** Counts what was seen. Hits are kept up to a hundred and counted beyond. */
import type { BlockClass, ClassCounts, Findings, Hit } from '../model/findings.ts';
import type { Compared } from './baseline.ts';
import type { WindowVerdict } from './classify.ts';
import { emptyCounts } from './counts.ts';
import { PLACE_SETS, type Place, type PlaceSet } from './merged-places.ts';

const KEPT_HITS = 100;
/** A window of these classes holds something that can be named: it is written down with its place. */
export const HIT_CLASSES: readonly BlockClass[] = ['canary', 'known-hash', 'signature', 'structured'];

interface Counted {
  windows: number;
  /** Of the windows that could be read. */
  bytes: number;
  classes: ClassCounts;
  knownRandomLike: number;
}

export class Tally {
  readonly #sets = Object.fromEntries(
    PLACE_SETS.map((name) => [name, { windows: 0, bytes: 0, classes: emptyCounts(), knownRandomLike: 0 }]),
  ) as Record<PlaceSet, Counted>;
  readonly #hits: Hit[] = [];
  readonly #hitClasses: readonly BlockClass[];
  /** One for each place, in however many sets it is. */
  hitCount = 0;
  unchanged = 0;
  unchangedRandomLike = 0;
  canaryWindows = 0;

  /** @param hitClasses windows of these are written down with their place */
  constructor(hitClasses: readonly BlockClass[] = HIT_CLASSES) {
    this.#hitClasses = hitClasses;
  }

  add(place: Place, seen: WindowVerdict & Partial<Compared>): void {
    for (const name of PLACE_SETS) {
      if (!place[name]) continue;
      const set = this.#sets[name];
      set.windows += 1;
      set.bytes += place.length;
      set.classes[seen.class] += 1;
      if (seen.class === 'known-hash' && seen.randomLike) set.knownRandomLike += 1;
    }
    if (seen.unchanged === true) this.unchanged += 1;
    if (seen.unchangedRandomLike === true && seen.randomLike) this.unchangedRandomLike += 1;
    if (seen.canaries > 0) this.canaryWindows += 1;
    if (this.#hitClasses.includes(seen.class)) this.#hit(place, seen);
  }

  unreadable(place: Place): void {
    for (const name of PLACE_SETS) {
      if (!place[name]) continue;
      this.#sets[name].windows += 1;
      this.#sets[name].classes.unreadable += 1;
    }
  }

  #hit(place: Place, seen: WindowVerdict): void {
    this.hitCount += 1;
    if (this.#hits.length >= KEPT_HITS) return;
    const set = PLACE_SETS.find((name) => place[name]) ?? 'fixed';
    const detail = seen.detail ?? (seen.class === 'known-hash' && seen.randomLike ? 'random-like' : undefined);
    this.#hits.push({
      offset: place.offset + seen.at,
      class: seen.class,
      set,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  get hits(): Hit[] {
    return [...this.#hits].sort((a, b) => a.offset - b.offset);
  }

  /** Bytes of the set that could be read; its places must not overlap. */
  bytes(name: PlaceSet): number {
    return this.#sets[name].bytes;
  }

  set(name: (typeof PLACE_SETS)[number]): Findings['fresh'] {
    const { windows, classes, knownRandomLike } = this.#sets[name];
    return { windows, classes: { ...classes }, knownRandomLike };
  }
}
