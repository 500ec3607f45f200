/** The connections that a phone has now, and those who wait for a change among them. */
import type { AdbConnection, ConnectionState } from '../adb/connection.ts';

const BEST_FIRST: readonly ConnectionState[] = ['online', 'unauthorized', 'connecting'];

export class ConnectionSet {
  readonly #connections = new Set<AdbConnection>();
  readonly #waiting = new Set<() => void>();
  onUnauthorized: () => void = () => undefined;

  add(connection: AdbConnection): void {
    this.#connections.add(connection);
    connection.onState = (state) => {
      if (state === 'closed') this.#connections.delete(connection);
      for (const wake of [...this.#waiting]) wake();
      if (state === 'unauthorized') this.onUnauthorized();
    };
  }

  /** Of the connection that got furthest; `closed` when there is none. */
  get state(): ConnectionState {
    const states = new Set([...this.#connections].map(({ state }) => state));
    return BEST_FIRST.find((state) => states.has(state)) ?? 'closed';
  }

  closeAll(): void {
    for (const connection of [...this.#connections]) connection.close();
  }

  /** Resolves as soon as the state is one of these; rejects with the signal's reason. */
  async reaches(wanted: readonly ConnectionState[], signal: AbortSignal): Promise<ConnectionState> {
    while (!wanted.includes(this.state)) {
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
    return this.state;
  }
}
