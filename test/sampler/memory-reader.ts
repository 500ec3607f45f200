/** A medium in memory, which can be made to fail or to lie. */
import type { Window } from '../../src/sampler/places.ts';
import type { RawReader, Reading } from '../../src/sampler/raw-reader.ts';

export interface MemoryOptions {
  readonly direct?: boolean;
  /** What is given for a window instead of its content. */
  readonly answer?: (window: Window, content: Uint8Array) => Uint8Array | null;
}

export function memoryReader(medium: Uint8Array, { direct = true, answer }: MemoryOptions = {}): RawReader {
  async function* read<W extends Window>(windows: readonly W[]): AsyncGenerator<Reading<W>> {
    for (const window of windows) {
      const content = medium.subarray(window.offset, window.offset + window.length);
      yield { window, bytes: answer ? answer(window, content) : content };
    }
  }
  return { channel: 'dd-stream', node: '/dev/block/by-name/userdata', direct, read };
}
