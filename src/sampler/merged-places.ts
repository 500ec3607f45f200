/** Several sets of places become one ascending row in which each place stands once and knows its sets. */
import type { Window } from './places.ts';

export type PlaceSet = 'fresh' | 'baseline' | 'fixed' | 'subsections' | 'weighted';

export const PLACE_SETS = ['fresh', 'baseline', 'fixed', 'subsections', 'weighted'] as const;

export type Place = Window & Readonly<Record<PlaceSet, boolean>>;

const before = (a: Window, b: Window): boolean => a.offset < b.offset || (a.offset === b.offset && a.length < b.length);

/**
 * One after the other: no set is ever held in memory.
 * @param sets each ascending by offset and then by length
 */
export function* mergedPlaces(sets: Readonly<Partial<Record<PlaceSet, Iterable<Window>>>>): Generator<Place> {
  const rows = PLACE_SETS.flatMap((name) => {
    const set = sets[name];
    return set === undefined ? [] : [{ name, iterator: set[Symbol.iterator](), head: undefined as Window | undefined }];
  });
  for (const row of rows) row.head = next(row.iterator);
  for (;;) {
    let first: Window | undefined;
    for (const { head } of rows) if (head && (first === undefined || before(head, first))) first = head;
    if (first === undefined) return;
    const { offset, length } = first;
    const place = { offset, length, fresh: false, baseline: false, fixed: false, subsections: false, weighted: false };
    for (const row of rows) {
      if (row.head?.offset !== offset || row.head.length !== length) continue;
      place[row.name] = true;
      row.head = next(row.iterator);
    }
    yield place;
  }
}

function next(iterator: Iterator<Window>): Window | undefined {
  const { done, value } = iterator.next();
  return done === true ? undefined : value;
}

/** Rows of at most `size` places. */
export function* batches<T>(places: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const place of places) {
    batch.push(place);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
