/** Bytes of a stream in the amounts that are asked for. */
export class FrameSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Copies at least one byte and at most `most` to `target` at `at`. Resolves with how many; 0 at the end. */
  async fill(target: Uint8Array, at: number, most: number): Promise<number> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return 0;
      this.#chunk = next.value;
    }
    const count = Math.min(most, this.#chunk.length);
    target.set(this.#chunk.subarray(0, count), at);
    this.#chunk = this.#chunk.subarray(count);
    return count;
  }

  /** Gives back bytes that belong to what comes next. They are copied. */
  giveBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const joined = new Uint8Array(bytes.length + this.#chunk.length);
    joined.set(bytes);
    joined.set(this.#chunk, bytes.length);
    this.#chunk = joined;
  }
}
