/**
 * Holds whoever classified to the word given. While the claims come in, some are kept, drawn by this computer; when all
 * are in, and nothing can be taken back, the bytes of these places are asked for and classified here. Whoever was wrong
 * about a share q of the windows passes with a chance of at most (1-q)^n: with 459 windows 1 % of lies is found with
 * 99 %. It finds a processor that calculates falsely and a reader that was exchanged; it does not find a phone that
 * sends the same lie as bytes, which no reading through the phone's own system can.
 */
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import type { Canaries } from './canary.ts';
import { type BlockClaim, type Claim, claimOf, sameClaim } from './claims.ts';
import { eachOnce } from './each-once.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { Window } from './places.ts';
import type { RawReader } from './raw-reader.ts';

/** Finds lies about 1 % of all windows with 99 %: ln(0.01) / ln(0.99), rounded up. */
export const CHALLENGED_WINDOWS = 459;

interface Kept {
  readonly window: Window;
  readonly blocks: readonly BlockClaim[];
}

/** A whole number below `limit`, none likelier than another. @param limit at most 2^48 */
function drawBelow(random: Random, limit: number): number {
  const space = 2 ** 48;
  for (;;) {
    const bytes = random.bytes(6);
    const draw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUIntBE(0, 6);
    if (draw < space - (space % limit)) return draw % limit;
  }
}

/**
 * Keeps `size` of all claims, every set of them equally likely, in memory that does not grow with their number
 * (reservoir sampling: Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm R).
 */
export class KeptClaims {
  readonly #random: Random;
  readonly #size: number;
  readonly #kept: Kept[] = [];
  #seen = 0;

  constructor(random: Random, size = CHALLENGED_WINDOWS) {
    this.#random = random;
    this.#size = size;
  }

  /** A window that cannot be read is no claim: it is never taken for clean. */
  add({ window, blocks }: Claim<Window>): void {
    if (blocks === null) return;
    this.#seen += 1;
    if (this.#kept.length < this.#size) this.#kept.push({ window, blocks });
    else {
      const place = drawBelow(this.#random, this.#seen);
      if (place < this.#size) this.#kept[place] = { window, blocks };
    }
  }

  /** Ascending. */
  get chosen(): readonly Kept[] {
    return this.#kept.toSorted((a, b) => a.window.offset - b.window.offset || a.window.length - b.window.length);
  }
}

/**
 * Reads the chosen windows and compares. Call it once, when every claim is in.
 * @param reader best one that goes another way than the claims came
 * @returns how many windows were compared: all that were kept
 * @throws Fault `VERIFY_CLAIM_FALSE` at the first difference, or when a place that was classified cannot be read now;
 *   whatever the reader throws
 */
export async function challenge(
  reader: RawReader,
  kept: KeptClaims,
  hash: KeyedHash,
  canaries: Canaries | null,
  signal: AbortSignal,
): Promise<number> {
  const said = new Map(kept.chosen.map(({ window, blocks }) => [{ ...window }, blocks]));
  const windows = [...said.keys()];
  for await (const { window, bytes } of eachOnce(windows, reader.read(windows, signal))) {
    signal.throwIfAborted();
    const blocks = said.get(window) ?? [];
    const good = bytes?.length === window.length && sameClaim(claimOf(bytes, hash, canaries), blocks);
    if (good) continue;
    throw new Fault(
      'VERIFY_CLAIM_FALSE',
      `The phone said something else of the place at ${window.offset} than its bytes do.`,
      {
        hint: 'Verify this phone again without its reader; if it happens there too, treat the phone as faulty.',
      },
    );
  }
  return windows.length;
}
