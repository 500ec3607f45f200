/**
 * Further places where data of an owner is likelier: what held something before the wipe, and where file systems keep
 * their tables. They come on top of the sample and are no part of its bound, so they can find more and never make the
 * bound look better than it is.
 */
import { Draws, stratumOf } from './draws.ts';
import type { Window } from './places.ts';

/** Windows of the medium from `from` to before `to`, counted in windows. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

const GIB = 1024 ** 3;
/** ext4 with flex_bg puts the tables of 16 groups of 128 MiB at the begin of the first (kernel: ext4/blockgroup.rst). */
const FLEX_GROUP_BYTES = 2 * GIB;
const FLEX_TABLE_BYTES = 36 * 1024 ** 2;
/** f2fs keeps checkpoints and all its tables in front (kernel: filesystems/f2fs.rst, "On-disk Layout"). */
const F2FS_SHARE = 0.02;

/** Where file systems keep names, sizes and the tables that lead to content. */
export function tableRegions(mediumBytes: number, windowBytes: number): Region[] {
  const units = Math.floor(mediumBytes / windowBytes);
  const regions: Region[] = [{ from: 0, to: Math.ceil(units * F2FS_SHARE) }];
  for (let start = 0; start < mediumBytes; start += FLEX_GROUP_BYTES) {
    const from = Math.floor(start / windowBytes);
    regions.push({ from, to: Math.min(units, Math.ceil((start + FLEX_TABLE_BYTES) / windowBytes)) });
  }
  return joined(regions);
}

/** Ascending, without overlaps. */
export function joined(regions: readonly Region[]): Region[] {
  const found: Region[] = [];
  for (const region of [...regions].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (region.to <= region.from) continue;
    if (last !== undefined && region.from <= last.to) {
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, region.to) };
    } else found.push(region);
  }
  return found;
}

/**
 * At most `most` regions, by closing the smallest gaps: few enough to stand on a certificate, so that a stranger can
 * draw the same places.
 * @param regions as `joined` gives them
 */
export function coarse(regions: readonly Region[], most: number): Region[] {
  const gaps = regions.slice(1).map(({ from }, index) => ({ index, width: from - (regions[index]?.to ?? from) }));
  const closed = new Set(
    gaps
      .sort((a, b) => a.width - b.width || a.index - b.index)
      .slice(0, Math.max(0, regions.length - most))
      .map(({ index }) => index),
  );
  const found: Region[] = [];
  regions.forEach((region, index) => {
    const last = found.at(-1);
    if (last && closed.has(index - 1)) found[found.length - 1] = { from: last.from, to: region.to };
    else found.push(region);
  });
  return found;
}

/**
 * `count` windows, ascending: the regions laid end to end are cut into `count` strata, and draw 0 of each under the tag
 * `weighted-v1` is taken. All of them when the regions have fewer.
 * @param regions as `joined` gives them
 */
export function* weightedPlaces(
  seed: Uint8Array,
  regions: readonly Region[],
  windowBytes: number,
  count: number,
): Generator<Window> {
  const draws = new Draws(seed, 'weighted-v1');
  const units = regions.reduce((sum, { from, to }) => sum + to - from, 0);
  const strata = Math.min(count, units);
  let passed = 0;
  let at = 0;
  for (let stratum = 0; stratum < strata; stratum++) {
    const { start, size } = stratumOf(stratum, units, strata);
    const unit = start + draws.below(size, stratum, 0);
    for (let region = regions[at]; region && unit - passed >= region.to - region.from; region = regions[at]) {
      passed += region.to - region.from;
      at += 1;
    }
    yield { offset: ((regions[at]?.from ?? 0) + unit - passed) * windowBytes, length: windowBytes };
  }
}
