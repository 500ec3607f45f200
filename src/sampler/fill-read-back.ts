/** Reads places of a medium that was written over, and compares them with what was written. Nothing else is looked at. */
import { Fault } from '../faults/fault.ts';
import { eachOnce } from './each-once.ts';
import type { Fill } from './fill-stream.ts';
import type { Window } from './places.ts';
import type { RawReader } from './raw-reader.ts';

export interface ReadBack {
  readonly places: number;
  /** Places that could be read and hold something else. */
  readonly wrong: number;
  readonly unreadable: number;
}

/**
 * @param places ascending
 * @throws Fault `VERIFY_SHORT_READ` when a place was never answered or the cache of the phone could not be passed by
 */
export async function readBack(
  reader: RawReader,
  fill: Fill,
  places: readonly Window[],
  signal: AbortSignal,
  onPlace: (done: number, bytes: number) => void = () => undefined,
): Promise<ReadBack> {
  if (!reader.direct) {
    throw new Fault('VERIFY_SHORT_READ', 'The phone reads from its cache only, which holds what was just written.');
  }
  let wrong = 0;
  let unreadable = 0;
  let bytesRead = 0;
  let done = 0;
  for await (const { window, bytes } of eachOnce(places, reader.read(places, signal))) {
    signal.throwIfAborted();
    if (bytes === null) unreadable += 1;
    else if (Buffer.compare(fill.piece(window.offset, window.length), bytes) !== 0) wrong += 1;
    bytesRead += bytes?.length ?? 0;
    done += 1;
    onPlace(done, bytesRead);
  }
  return { places: places.length, wrong, unreadable };
}
