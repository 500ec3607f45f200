/** How many places can be read in a time: a few are read, and the clock is looked at. */
import type { Clock } from '../host/clock.ts';
import { drawnPlaces, type Window, windowsOf } from './places.ts';
import type { RawReader } from './raw-reader.ts';

const TRIAL_PLACES = 64;
/** Left for opening, for places that are always read, and for a storage that is slower elsewhere. */
const SPARE = 0.75;

export interface Budget {
  readonly seconds: number;
  readonly mediumBytes: number;
  readonly windowBytes: number;
  /** Read in any case. */
  readonly fixed: readonly Window[];
  /** Of the trial only; the sample has its own. */
  readonly seed: Uint8Array;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** At least one; no more than there are windows. @throws what the reader throws */
export async function placesWithin(reader: RawReader, budget: Budget): Promise<number> {
  const { seconds, mediumBytes, windowBytes, fixed, seed, clock, signal } = budget;
  const trial = [...drawnPlaces(seed, mediumBytes, windowBytes, TRIAL_PLACES)];
  const started = clock.elapsed();
  for await (const { window } of reader.read(trial, signal)) void window;
  const each = Math.max(1e-6, (clock.elapsed() - started) / 1000 / Math.max(1, trial.length));
  const places = Math.floor((seconds * SPARE) / each) - fixed.length;
  return Math.max(1, Math.min(places, windowsOf(mediumBytes, windowBytes)));
}
