/** The current state of a phone, and those who wait for another one. */
import type { PhoneState } from '../events.ts';

export class StateBoard {
  state: PhoneState = 'off';
  readonly #waiting = new Set<() => void>();

  enter(state: PhoneState): void {
    this.state = state;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at once when the phone is in the state already; rejects with the signal's reason. */
  async waitFor(state: PhoneState, signal: AbortSignal): Promise<void> {
    while (this.state !== state) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.add(resolve);
      await promise.finally(() => {
        signal.removeEventListener('abort', stop);
        this.#waiting.delete(resolve);
      });
    }
  }
}
