/** Time as a capability, so that decisions stay repeatable and waits can be cancelled. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Wall clock. */
  now(): Date;
  /** Milliseconds from an arbitrary start; never goes back. */
  elapsed(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  },
};
