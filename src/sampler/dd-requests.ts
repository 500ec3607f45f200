/** Windows become requests: one `dd` each. Starting a program on a phone costs more than reading a small gap. */
import type { Window } from './places.ts';

export interface Request<W extends Window> {
  readonly offset: number;
  readonly length: number;
  /** Inside offset to offset + length; what lies between them is read and thrown away. */
  readonly windows: readonly W[];
  /** True for the second and last attempt, made for one window alone. */
  readonly last: boolean;
}

export const GAP_BYTES = 64 * 1024;
/** A program started on a phone costs as much time as a megabyte or two of reading. */
export const REQUEST_BYTES = 8 * 1024 * 1024;

const ALIGNED = 4096;
const LARGEST_UNIT = 1024 * 1024;

const aligned = (window: Window): boolean => window.offset % ALIGNED === 0 && window.length % ALIGNED === 0;

/** @param windows ascending by offset; they may overlap */
export function requestsOf<W extends Window>(
  windows: readonly W[],
  gapBytes = GAP_BYTES,
  requestBytes = REQUEST_BYTES,
): Request<W>[] {
  const requests: Request<W>[] = [];
  let group: W[] = [];
  let start = 0;
  let end = 0;
  const close = () => {
    if (group.length > 0) requests.push({ offset: start, length: end - start, windows: group, last: false });
    group = [];
  };
  for (const window of windows) {
    const until = Math.max(end, window.offset + window.length);
    const fits = group.length > 0 && window.offset - end <= gapBytes && until - start <= requestBytes;
    // The odd end of a medium stands alone: together with others it would force them down to small units.
    if (!fits || !aligned(window) || !aligned({ offset: start, length: end - start })) {
      close();
      start = window.offset;
      end = window.offset + window.length;
    } else {
      end = until;
    }
    group.push(window);
  }
  close();
  return requests;
}

/** The same windows again, each alone. */
export function oneByOne<W extends Window>(request: Request<W>): Request<W>[] {
  return request.windows.map((window) => ({
    offset: window.offset,
    length: window.length,
    windows: [window],
    last: true,
  }));
}

/** `bs`, `skip` and `count` of dd: the largest power of two up to 1 MiB that divides both ends. */
export function ddNumbers(request: Window): { readonly unit: number; readonly skip: number; readonly count: number } {
  let unit = LARGEST_UNIT;
  while (request.offset % unit !== 0 || request.length % unit !== 0) unit /= 2;
  return { unit, skip: request.offset / unit, count: request.length / unit };
}
