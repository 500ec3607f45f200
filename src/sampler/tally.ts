/** Counts what was seen. Hits are kept up to a hundred and counted beyond. */
import type { ClassCounts, Findings, Hit } from '../model/findings.ts';
import type { Compared } from './baseline.ts';
import type { WindowVerdict } from './classify.ts';
import { emptyCounts } from './counts.ts';

export interface Membership {
  readonly offset: number;
  readonly fresh: boolean;
  readonly baseline: boolean;
  readonly fixed: boolean;
}

const SETS = ['fresh', 'baseline', 'fixed'] as const;
const KEPT_HITS = 100;
/** A window of these classes holds something that can be named: it is written down with its place. */
const HIT_CLASSES: readonly string[] = ['canary', 'known-hash', 'signature', 'structured'];

interface Counted {
  windows: number;
  classes: ClassCounts;
  knownRandomLike: number;
}

export class Tally {
  readonly #sets: Record<(typeof SETS)[number], Counted> = {
    fresh: { windows: 0, classes: emptyCounts(), knownRandomLike: 0 },
    baseline: { windows: 0, classes: emptyCounts(), knownRandomLike: 0 },
    fixed: { windows: 0, classes: emptyCounts(), knownRandomLike: 0 },
  };
  readonly #hits: Hit[] = [];
  /** One for each place, in however many sets it is. */
  hitCount = 0;
  unchanged = 0;
  unchangedRandomLike = 0;
  canaryWindows = 0;

  add(place: Membership, seen: WindowVerdict & Partial<Compared>): void {
    for (const name of SETS) {
      if (!place[name]) continue;
      const set = this.#sets[name];
      set.windows += 1;
      set.classes[seen.class] += 1;
      if (seen.class === 'known-hash' && seen.randomLike) set.knownRandomLike += 1;
    }
    if (seen.unchanged === true) this.unchanged += 1;
    if (seen.unchangedRandomLike === true && seen.randomLike) this.unchangedRandomLike += 1;
    if (seen.canaries > 0) this.canaryWindows += 1;
    if (HIT_CLASSES.includes(seen.class)) this.#hit(place, seen);
  }

  unreadable(place: Membership): void {
    for (const name of SETS) {
      if (!place[name]) continue;
      this.#sets[name].windows += 1;
      this.#sets[name].classes.unreadable += 1;
    }
  }

  #hit(place: Membership, seen: WindowVerdict): void {
    this.hitCount += 1;
    if (this.#hits.length >= KEPT_HITS) return;
    const set = SETS.find((name) => place[name]) ?? 'fixed';
    const detail = seen.detail ?? (seen.class === 'known-hash' && seen.randomLike ? 'random-like' : undefined);
    this.#hits.push({ offset: place.offset, class: seen.class, set, ...(detail === undefined ? {} : { detail }) });
  }

  get hits(): Hit[] {
    return [...this.#hits].sort((a, b) => a.offset - b.offset);
  }

  set(name: (typeof SETS)[number]): Findings['fresh'] {
    const { windows, classes, knownRandomLike } = this.#sets[name];
    return { windows, classes: { ...classes }, knownRandomLike };
  }
}
