/** How the bytes of a medium reach the sampler. */
import type { Findings } from '../model/findings.ts';
import type { Window } from './places.ts';

export interface Reading<W extends Window> {
  /** The very object that was asked for. */
  readonly window: W;
  /** Null: this window cannot be read. Valid only until the next reading is asked for. */
  readonly bytes: Uint8Array | null;
}

export interface RawReader {
  readonly channel: Findings['channel'];
  readonly node: string;
  /** True when no cache stands between the reader and the medium. */
  readonly direct: boolean;
  /**
   * Every window exactly once. In ascending order, except that windows which are read again after trouble come later.
   * @param windows ascending; they may overlap
   * @param signal also the only limit of time: a phone that falls silent is waited for until it fires
   * @throws Fault `VERIFY_SHORT_READ`, `VERIFY_FRAMING` when the answer as a whole cannot be trusted
   */
  read<W extends Window>(windows: readonly W[], signal: AbortSignal): AsyncIterable<Reading<W>>;
}
