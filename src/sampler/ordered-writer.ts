/** Writes to a phone in order without being waited for: one that is busy sending must never make both sides wait. */
import type { ShellStream } from '../drivers/driver.ts';

export class OrderedWriter {
  readonly #stream: ShellStream;
  /** Resolves when all that was given so far is written, or has failed. */
  done: Promise<void> = Promise.resolve();
  /** What went wrong first. The stream is closed then, so that whoever reads it sees an end. */
  failure: unknown;

  constructor(stream: ShellStream) {
    this.#stream = stream;
  }

  write(bytes: Uint8Array): void {
    this.#after(() => this.#stream.write(bytes));
  }

  end(): void {
    this.#after(() => this.#stream.end());
  }

  #after(work: () => Promise<void>): void {
    this.done = this.done.then(work).catch((error) => {
      this.failure ??= error;
      this.#stream.close();
    });
  }
}
