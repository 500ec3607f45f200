/**
 * Where the storage is read. Drawn with a seed that is made after the wipe, so that a phone cannot prepare the places;
 * the same seed gives the same places on any machine, so that a stranger can repeat the reading.
 */
import { createHash } from 'node:crypto';
import type { Random } from '../host/random.ts';
import { Draws, stratumOf } from './draws.ts';

/** A run of bytes of the medium that is read and judged as one. */
export interface Window {
  readonly offset: number;
  readonly length: number;
}

export const BLOCK_BYTES = 4096;
export const MAX_WINDOW_BYTES = 1024 * 1024;

const SEED_TAG = 'wipebench-seed-v1';

/**
 * SHA-256 over 32 fresh random bytes of this host and what the sample belongs to. Call it only after the wipe.
 * The nonce alone makes it unpredictable; the parts tie it to one run.
 */
export function drawSeed(random: Random, ...parts: readonly string[]): Uint8Array {
  const hash = createHash('sha256').update(SEED_TAG).update(random.bytes(32));
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return new Uint8Array(hash.digest());
}

/**
 * One unit per stratum, ascending. Stratum h of H covers floor(hN/H) to floor((h+1)N/H); the draw is made by rejection,
 * so no unit is likelier than another.
 * @param units N, the number of units of the medium; at least `strata`
 * @param strata H, the number of draws
 */
export function* stratifiedUnits(seed: Uint8Array, units: number, strata: number): Generator<number> {
  const draws = new Draws(seed, 'sample-v1');
  if (!Number.isSafeInteger(units) || !Number.isSafeInteger(strata) || strata < 0 || strata > units) {
    throw new RangeError('units and strata are whole numbers with strata <= units');
  }
  for (let stratum = 0; stratum < strata; stratum++) {
    const { start, size } = stratumOf(stratum, units, strata);
    yield start + draws.below(size, stratum, 0);
  }
}

/** Whole windows of a medium; what is left at its end is shorter than one window and is read as a fixed place. */
export function windowsOf(mediumBytes: number, windowBytes: number): number {
  if (windowBytes < BLOCK_BYTES || windowBytes > MAX_WINDOW_BYTES || windowBytes % BLOCK_BYTES !== 0) {
    throw new RangeError(`a window is a multiple of ${BLOCK_BYTES} bytes, at most ${MAX_WINDOW_BYTES}`);
  }
  return Math.floor(mediumBytes / windowBytes);
}

/**
 * The drawn windows, ascending; all windows when fewer than `count` exist. One after the other, so that reading all of a
 * medium takes no memory for its places.
 */
export function* drawnPlaces(
  seed: Uint8Array,
  mediumBytes: number,
  windowBytes: number,
  count: number,
): Generator<Window> {
  const units = windowsOf(mediumBytes, windowBytes);
  for (const unit of stratifiedUnits(seed, units, Math.min(count, units))) {
    yield { offset: unit * windowBytes, length: windowBytes };
  }
}

const MIB = 1024 * 1024;
const FDE_FOOTER_BYTES = 16 * 1024;
/** Blocks per group of ext4 with blocks of 4 KiB: 8 bits for each byte of one bitmap block. */
const EXT4_GROUP_BLOCKS = 32_768;

/** Groups that keep a copy of the ext4 superblock (sparse_super): 0, 1 and the powers of 3, 5 and 7. */
function backupGroups(groups: number): number[] {
  const found = [1];
  for (const base of [3, 5, 7]) {
    for (let power = base; power < groups; power *= base) found.push(power);
  }
  return found.filter((group) => group < groups);
}

/**
 * Places that are always read: both ends (1 MiB each), the superblocks of f2fs (0 and 4096) and ext4 with its copies,
 * and the crypto footer of full-disk encryption (last 16 KiB). Windows of 4096 bytes, ascending, without doubles; a
 * medium that is no multiple of 4096 ends with one shorter window.
 */
export function fixedPlaces(mediumBytes: number): Window[] {
  const offsets = new Set<number>();
  const add = (from: number, to: number) => {
    const first = Math.max(0, Math.floor(from / BLOCK_BYTES) * BLOCK_BYTES);
    for (let offset = first; offset < Math.min(to, mediumBytes); offset += BLOCK_BYTES) offsets.add(offset);
  };
  add(0, MIB);
  add(mediumBytes - Math.max(MIB, FDE_FOOTER_BYTES), mediumBytes);
  const groupBytes = EXT4_GROUP_BLOCKS * BLOCK_BYTES;
  for (const group of backupGroups(Math.ceil(mediumBytes / groupBytes))) {
    add(group * groupBytes, group * groupBytes + BLOCK_BYTES);
  }
  return [...offsets]
    .sort((a, b) => a - b)
    .map((offset) => ({ offset, length: Math.min(BLOCK_BYTES, mediumBytes - offset) }));
}
