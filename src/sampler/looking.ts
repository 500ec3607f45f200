/**
 * Who looks at the bytes: this computer, which reads them all, or the reader on the phone, which says what they hold and
 * is then held to it. Either way a place that is left out never passes for a clean one.
 */
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import type { Findings, ReadingKind } from '../model/findings.ts';
import type { Canaries } from './canary.ts';
import { challenge, KeptClaims } from './challenge.ts';
import { type BlockClaim, type ClassifyingReader, claimOf } from './claims.ts';
import { eachOnce } from './each-once.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { Window } from './places.ts';
import type { RawReader } from './raw-reader.ts';

export interface Look<W extends Window> {
  readonly window: W;
  /** What its blocks hold, to be asked at once or not at all. Null: this place cannot be read. */
  readonly blocks: (() => readonly BlockClaim[]) | null;
  /** Null also where the phone looked. Valid only until the next look is asked for. */
  readonly bytes: Uint8Array | null;
}

/** Somebody on the phone who classifies, and another way to read what was said. */
export interface PhoneLooks {
  readonly classifier: ClassifyingReader;
  readonly challenger: RawReader;
  readonly random: Random;
}

export interface Looking {
  readonly channel: RawReader['channel'];
  readonly node: string;
  readonly direct: boolean;
  /** @param windows ascending; each is given exactly once */
  look<W extends Window>(windows: readonly W[], signal: AbortSignal): AsyncIterable<Look<W>>;
  /**
   * Call once, when the last look is taken and nothing can be taken back.
   * @returns what findings say of it; undefined where this computer looked at every byte
   * @throws Fault `VERIFY_CLAIM_FALSE`
   */
  prove(signal: AbortSignal): Promise<Findings['classified']>;
}

/** From here on the cable is what a reading waits for, and the phone looks for itself. */
const LONG_BYTES = 1024 ** 3;

/** Who classifies, where nobody has said it: whoever ends sooner, and this computer where both do. */
export function phoneShouldLook(kind: ReadingKind, mediumBytes: number): boolean {
  const part = kind === 'full' ? 1 : kind === 'r1-representative' ? 0.1 : 0;
  return mediumBytes * part >= LONG_BYTES;
}

/** @param hash makes the hashes of blocks; null where nobody will compare them */
export function hostLooks(reader: RawReader, hash: KeyedHash | null, canaries: Canaries | null): Looking {
  return {
    channel: reader.channel,
    node: reader.node,
    direct: reader.direct,
    async *look(windows, signal) {
      for await (const { window, bytes } of eachOnce(windows, reader.read(windows, signal))) {
        if (bytes !== null && bytes.length !== window.length) {
          throw new Fault('VERIFY_SHORT_READ', `A place gave ${bytes.length} bytes instead of ${window.length}.`);
        }
        yield { window, bytes, blocks: bytes === null ? null : () => claimOf(bytes, hash, canaries) };
      }
    },
    prove: async () => undefined,
  };
}

export function phoneLooks(
  { classifier, challenger, random }: PhoneLooks,
  hash: KeyedHash,
  canaries: Canaries | null,
): Looking {
  const kept = new KeptClaims(random);
  return {
    channel: classifier.channel,
    node: classifier.node,
    direct: classifier.direct,
    async *look(windows, signal) {
      for await (const claim of eachOnce(windows, classifier.classify(windows, hash, canaries, signal))) {
        kept.add(claim);
        const { window, blocks } = claim;
        yield { window, bytes: null, blocks: blocks === null ? null : () => blocks };
      }
    },
    prove: async (signal) => ({
      by: classifier.by,
      challenged: await challenge(challenger, kept, hash, canaries, signal),
    }),
  };
}
