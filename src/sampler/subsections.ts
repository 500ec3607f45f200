/**
 * The representative sampling of NIST SP 800-88 Rev. 1, section 4.7: at least a thousand subsections of equal size; in
 * each two places that do not overlap, pseudorandom and new at each run, each at least five per cent of the subsection.
 * Its first and last addressable locations are among the places that are always read (`fixedPlaces`).
 */
import { Draws, stratumOf } from './draws.ts';
import { BLOCK_BYTES, MAX_WINDOW_BYTES, type Window } from './places.ts';

export const SUBSECTIONS = 1000;
const PLACES_PER_SUBSECTION = 2;
const SHARE_OF_SUBSECTION = 20;

/** Whether the medium has two blocks for each subsection; a smaller one is read whole. */
export function hasSubsections(mediumBytes: number): boolean {
  return Math.floor(mediumBytes / BLOCK_BYTES) >= SUBSECTIONS * PLACES_PER_SUBSECTION;
}

/**
 * Ascending, in pieces of at most 1 MiB. The two starts a and b of subsection h are draws 0 and 1 under the tag
 * `subsections-v1` below `size - 2w + 1`; the places are `[min, min + w)` and `[max + w, max + 2w)` in blocks of 4096
 * bytes, where w is a twentieth of the subsection, rounded up.
 * @throws RangeError for a medium without that many blocks
 */
export function* subsectionPlaces(seed: Uint8Array, mediumBytes: number): Generator<Window> {
  if (!hasSubsections(mediumBytes)) throw new RangeError('the medium is too small for a thousand subsections');
  const draws = new Draws(seed, 'subsections-v1');
  const blocks = Math.floor(mediumBytes / BLOCK_BYTES);
  for (let subsection = 0; subsection < SUBSECTIONS; subsection++) {
    const { start, size } = stratumOf(subsection, blocks, SUBSECTIONS);
    const width = Math.ceil(size / SHARE_OF_SUBSECTION);
    const room = size - PLACES_PER_SUBSECTION * width + 1;
    const [a, b] = [draws.below(room, subsection, 0), draws.below(room, subsection, 1)];
    yield* pieces(start + Math.min(a, b), width);
    yield* pieces(start + Math.max(a, b) + width, width);
  }
}

/** How many windows `subsectionPlaces` gives, give or take a piece for each subsection. */
export function subsectionWindows(mediumBytes: number): number {
  const width = Math.ceil(Math.floor(mediumBytes / BLOCK_BYTES) / SUBSECTIONS / SHARE_OF_SUBSECTION) * BLOCK_BYTES;
  return SUBSECTIONS * PLACES_PER_SUBSECTION * Math.ceil(width / MAX_WINDOW_BYTES);
}

function* pieces(block: number, blocks: number): Generator<Window> {
  const end = (block + blocks) * BLOCK_BYTES;
  for (let offset = block * BLOCK_BYTES; offset < end; offset += MAX_WINDOW_BYTES) {
    yield { offset, length: Math.min(MAX_WINDOW_BYTES, end - offset) };
  }
}
