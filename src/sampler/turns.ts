/**
 * Sharing the one thread. Looking at a megabyte takes a millisecond or two, and without a pause whoever has bytes goes on
 * looking at them, while nothing is read and no timer fires. Here everybody who looks waits for a turn; of all that wait
 * only one is let on between two rounds of the event loop, so that eight phones delay it no longer than one does.
 */

/** As much as one round of the event loop brings from one phone: the buffer of its connection, in bytes. */
const TURN_BYTES = 256 * 1024;

const waiting: (() => void)[] = [];

function letOneOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(letOneOn);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(letOneOn);
  });
}

/** Counts what one reader gives out, and waits as often as others have to be let on for it. */
export class Turns {
  #bytes = 0;

  /** Call before `bytes` are given out to be looked at, so that nobody looks but in a turn. */
  async before(bytes: number): Promise<void> {
    this.#bytes += bytes;
    for (; this.#bytes >= TURN_BYTES; this.#bytes -= TURN_BYTES) await turn();
  }
}
