/**
 * How fast bytes go one way, from the phone to the host or back. All streams of a connection share its rate.
 * Timers of a program are coarse; the cable keeps account of when it will be free, and waits only for what is worth a timer.
 */
const WORTH_A_TIMER_MS = 2;

export class Cable {
  readonly #bytesPerMs: number;
  #freeAt = 0;

  /** @param bytesPerSecond undefined: no limit */
  constructor(bytesPerSecond: number | undefined) {
    this.#bytesPerMs = (bytesPerSecond ?? Number.POSITIVE_INFINITY) / 1000;
  }

  /** Sends when the bytes are through the cable: at once, or later by a timer. */
  carry(bytes: number, send: () => void): void {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + bytes / this.#bytesPerMs;
    const wait = this.#freeAt - now;
    if (wait < WORTH_A_TIMER_MS) send();
    else setTimeout(send, wait).unref();
  }
}
