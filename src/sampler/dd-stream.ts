/**
 * Raw windows through one `dd` loop in the phone's shell. The host knows how many bytes every answer has and ends each
 * with a token only it could choose; an answer that is short, long or carries another token is never taken for data.
 */
import type { Shell } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import { ddNumbers, GAP_BYTES, oneByOne, REQUEST_BYTES, type Request, requestsOf } from './dd-requests.ts';
import { checkedNode, DROP_CACHES, readLoop, readProbe } from './dd-script.ts';
import { FrameSource } from './frame-source.ts';
import { OrderedWriter } from './ordered-writer.ts';
import type { Window } from './places.ts';
import type { RawReader, Reading } from './raw-reader.ts';
import { Turns } from './turns.ts';

export interface DdOptions {
  /** Gaps up to this many bytes are read and thrown away rather than starting another dd. */
  readonly gapBytes?: number;
  /** The most that one dd reads; twice as much is held in memory. */
  readonly requestBytes?: number;
  /** Requests written before the first of them is answered, so that the phone never waits for the host. */
  readonly lookAhead?: number;
}

const LOOK_AHEAD = 16;
const NONCE_BYTES = 16;
const TRAILER_BYTES = NONCE_BYTES * 2 + 8 + 3;

/**
 * Finds out first how this phone can read past its cache.
 * @throws Fault `VERIFY_SHORT_READ` when the node cannot be read at all, `USAGE_ARGUMENT` for a wrong node
 */
export async function openDdReader(
  shell: Shell,
  node: string,
  random: Random,
  signal: AbortSignal,
  options: DdOptions = {},
): Promise<RawReader> {
  checkedNode(node);
  const says = async (command: string) => {
    const { exitCode, stdout } = await shell.run(command, signal);
    return exitCode === 0 && stdout.trim() === 'ok';
  };
  const iflag = await says(readProbe(node, true));
  if (!iflag && !(await says(readProbe(node, false)))) {
    throw new Fault('VERIFY_SHORT_READ', `The phone does not let us read ${node}.`, {
      hint: 'Raw storage needs a root shell; without one only the state of the phone can be observed.',
    });
  }
  const direct = iflag || (await says(DROP_CACHES));
  return {
    channel: 'dd-stream',
    node,
    direct,
    read: (windows, readSignal) => readAll(shell, readLoop(node, iflag), random, windows, readSignal, options),
  };
}

async function* readAll<W extends Window>(
  shell: Shell,
  command: string,
  random: Random,
  windows: readonly W[],
  signal: AbortSignal,
  options: DdOptions,
): AsyncGenerator<Reading<W>> {
  if (windows.length === 0) return;
  const requests = requestsOf(windows, options.gapBytes ?? GAP_BYTES, options.requestBytes ?? REQUEST_BYTES);
  const again: Request<W>[] = [];
  const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('hex');
  const most = requests.reduce((bytes, request) => Math.max(bytes, request.length), 0);
  // While the windows of one are looked at, the next one is filled.
  const buffers = [Buffer.alloc(most + TRAILER_BYTES), Buffer.alloc(most + TRAILER_BYTES)];
  const turns = new Turns();
  const stream = await shell.stream(command, signal);
  // Whoever leaves early does not wait for the exit; its rejection must not go unhandled.
  stream.exit.catch(() => undefined);
  const stop = () => stream.close();
  signal.addEventListener('abort', stop, { once: true });
  const source = new FrameSource(stream.stdout);
  const inFlight: { readonly request: Request<W>; readonly token: string }[] = [];
  let next = 0;
  let sent = 0;
  const writer = new OrderedWriter(stream);
  const sendAhead = () => {
    while (inFlight.length < (options.lookAhead ?? LOOK_AHEAD)) {
      const request = again.shift() ?? requests[next++];
      if (request === undefined) return;
      const token = `${nonce}${(sent++).toString(16).padStart(8, '0')}`;
      const { unit, skip, count } = ddNumbers(request);
      inFlight.push({ request, token });
      writer.write(Buffer.from(`${unit} ${skip} ${count} ${token}\n`, 'latin1'));
    }
  };
  let begun = 0;
  const begin = () => {
    sendAhead();
    const head = inFlight.shift();
    if (head === undefined) return undefined;
    const { request, token } = head;
    const buffer = buffers[begun++ % buffers.length] as Buffer;
    const whole = readFrame(source, buffer, request.length, token);
    // It is waited for later, or never when the caller loses interest.
    whole.catch(() => undefined);
    return { request, buffer, whole };
  };
  try {
    for (let now = begin(); now !== undefined; ) {
      const { request, buffer } = now;
      const whole = await now.whole;
      signal.throwIfAborted();
      const split = !whole && !request.last;
      if (split) again.push(...oneByOne(request));
      const next = begin();
      for (const window of split ? [] : request.windows) {
        const at = window.offset - request.offset;
        await turns.before(window.length);
        signal.throwIfAborted();
        yield { window, bytes: whole ? buffer.subarray(at, at + window.length) : null };
      }
      now = next;
    }
    writer.end();
    if ((await source.fill(Buffer.alloc(1), 0, 1)) > 0) {
      throw new Fault('VERIFY_FRAMING', 'The phone sent more bytes than were asked for.');
    }
    await writer.done;
    const { exitCode } = await stream.exit;
    if (exitCode !== 0) throw new Fault('VERIFY_FRAMING', `The reading program on the phone ended with ${exitCode}.`);
  } catch (error) {
    signal.throwIfAborted();
    throw writer.failure === undefined || error instanceof Fault ? error : writer.failure;
  } finally {
    signal.removeEventListener('abort', stop);
    stream.close();
  }
}

/**
 * Reads one answer. True: exactly `length` bytes are in the buffer and dd said that all went well. False: dd failed or
 * stopped early, and said so with the right token.
 */
async function readFrame(source: FrameSource, buffer: Buffer, length: number, token: string): Promise<boolean> {
  const expected = length + TRAILER_BYTES;
  let filled = 0;
  while (filled < expected) {
    const count = await source.fill(buffer, filled, expected - filled);
    if (count === 0) {
      throw new Fault('VERIFY_SHORT_READ', 'The stream of the phone ended in the middle of an answer.');
    }
    const from = Math.max(0, filled - TRAILER_BYTES + 1);
    filled += count;
    // The first one counts, however the bytes were cut into chunks: a phone that hides one in its data is found out.
    const at = findTrailer(buffer, from, filled, token);
    if (at === undefined) continue;
    const good = buffer[at + token.length + 1] === 0x30;
    source.giveBack(buffer.subarray(at + TRAILER_BYTES, filled));
    return good && at === length;
  }
  throw new Fault('VERIFY_FRAMING', 'An answer of the phone does not end where it must.');
}

function isTrailer(buffer: Buffer, at: number, token: string): boolean {
  const status = buffer[at + token.length + 1];
  return (
    buffer.toString('latin1', at, at + token.length + 1) === `${token}:` &&
    (status === 0x30 || status === 0x31) &&
    buffer[at + token.length + 2] === 0x0a
  );
}

/** Where a whole trailer stands in the bytes read so far. A token without the rest of its trailer is passed over. */
function findTrailer(buffer: Buffer, from: number, to: number, token: string): number | undefined {
  const read = buffer.subarray(0, to);
  for (let at = read.indexOf(token, from, 'latin1'); at >= 0; at = read.indexOf(token, at + 1, 'latin1')) {
    if (at + TRAILER_BYTES <= to && isTrailer(buffer, at, token)) return at;
  }
  return undefined;
}
