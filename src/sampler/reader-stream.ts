/**
 * One conversation with the reader on the phone: requests go ahead, answers come in their order. Each begins with a
 * header whose token only the reader of this conversation can make, so data can never pass for an answer.
 */
import type { Shell, ShellStream } from '../drivers/driver.ts';
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import { oneByOne, type Request, requestsOf } from './dd-requests.ts';
import { FrameSource } from './frame-source.ts';
import { KEY_BYTES } from './keyed-hash.ts';
import { OrderedWriter } from './ordered-writer.ts';
import type { Window } from './places.ts';
import { type Knowledge, knowledge } from './reader-knowledge.ts';
import { mostPayload } from './reader-payload.ts';
import {
  encodeHello,
  encodeRequest,
  HEADER_BYTES,
  type Header,
  HeaderCheck,
  type Mode,
  NONCE_BYTES,
  PROTOCOL_VERSION,
  READER_MOST_BYTES,
} from './reader-protocol.ts';
import { Turns } from './turns.ts';

export interface ReaderCommand {
  readonly shell: Shell;
  /** Starts the reader on the node; made of constants and checked paths. */
  readonly command: string;
  readonly random: Random;
}

export interface Answer<W extends Window> {
  readonly request: Request<W>;
  /** Null: the phone could not read this place. Valid only until the next answer is asked for. */
  readonly payload: Buffer | null;
}

export interface Asking {
  readonly mode: Mode;
  /** Of the keyed hashes; zeros where none are wanted. */
  readonly key?: Uint8Array;
  readonly known?: Knowledge;
}

/** Written before the first of them is answered: enough that neither the cable nor the phone waits for the host. */
const LOOK_AHEAD = 256;
const READY_BYTES = 8;
const LAST_WORDS_BYTES = 64 * 1024;

async function fill(source: FrameSource, into: Buffer, from: number, to: number): Promise<void> {
  for (let at = from; at < to; ) {
    const count = await source.fill(into, at, to - at);
    if (count === 0) throw new Fault('VERIFY_SHORT_READ', 'The stream of the phone ended in the middle of an answer.');
    at += count;
  }
}

async function nextHeader(source: FrameSource, check: HeaderCheck, sequence: number): Promise<Header> {
  const bytes = Buffer.alloc(HEADER_BYTES);
  await fill(source, bytes, 0, HEADER_BYTES);
  const header = check.read(bytes);
  if (header?.sequence !== sequence) {
    throw new Fault('VERIFY_FRAMING', 'The reader on the phone sent something that is not the next answer.');
  }
  return header;
}

/** The first answer: the reader has opened the node. @returns whether it reads past the cache */
async function ready(source: FrameSource, check: HeaderCheck): Promise<boolean> {
  const { status, value } = await nextHeader(source, check, 0);
  if (status !== 'ok') {
    throw new Fault('VERIFY_SHORT_READ', `The reader on the phone cannot open the raw storage: error ${value}.`);
  }
  const said = Buffer.alloc(READY_BYTES);
  if (value !== READY_BYTES) throw new Fault('VERIFY_FRAMING', 'The reader on the phone speaks another language.');
  await fill(source, said, 0, READY_BYTES);
  const direct = said.readUInt32LE(4);
  if (said.readUInt32LE(0) !== PROTOCOL_VERSION || direct > 1) {
    throw new Fault('VERIFY_FRAMING', 'The reader on the phone speaks another language.');
  }
  return direct === 1;
}

/** A program that never said a word has an exit code that says more (POSIX: sh, 2.8.2). */
async function notStarted(stream: ShellStream, source: FrameSource, error: unknown): Promise<never> {
  // The exit is told at the end of the output. What is no reader may have more to say than anybody wants to hear.
  const rest = Buffer.alloc(LAST_WORDS_BYTES);
  let left = rest.length;
  try {
    for (let count = -1; count !== 0 && left > 0; left -= count) count = await source.fill(rest, 0, left);
  } catch {
    throw error;
  }
  const exit = left > 0 ? await stream.exit.catch(() => undefined) : undefined;
  // 3: it has said already why it cannot open the node.
  if (exit === undefined || exit.exitCode === 0 || exit.exitCode === 3) throw error;
  const { exitCode } = exit;
  const because =
    exitCode === 126 ? ', because it may not be run there' : exitCode === 127 ? ', because it is gone' : '';
  throw new Fault('VERIFY_SHORT_READ', `It ended with ${exitCode}${because}.`, { cause: error });
}

function goodLength(mode: Mode, request: Window, value: number): boolean {
  return mode === 'raw' ? value === request.length : value <= mostPayload(request.length);
}

/**
 * Opens a conversation, reads all windows and ends it. Windows side by side are asked for at once; where that fails,
 * each is asked for alone.
 * @param windows ascending; they may overlap; none longer than `READER_MOST_BYTES`
 * @returns whether the node was opened past the cache
 * @throws Fault `VERIFY_SHORT_READ`, `VERIFY_FRAMING`, `DEVICE_CLOSED`; the signal's reason
 */
export async function* converse<W extends Window>(
  { shell, command, random }: ReaderCommand,
  { mode, key = new Uint8Array(KEY_BYTES), known = knowledge() }: Asking,
  windows: readonly W[],
  signal: AbortSignal,
): AsyncGenerator<Answer<W>, boolean> {
  if (windows.some(({ length }) => length > READER_MOST_BYTES)) {
    throw new Fault('BUG_UNREACHABLE', `A window is longer than the ${READER_MOST_BYTES} bytes of the reader.`);
  }
  const requests = requestsOf(windows, 0, READER_MOST_BYTES);
  const again: Request<W>[] = [];
  const nonce = random.bytes(NONCE_BYTES);
  const check = new HeaderCheck(nonce);
  const most = requests.reduce((bytes, { length }) => Math.max(bytes, length), 0);
  const buffer = Buffer.alloc(mode === 'raw' ? most : mostPayload(most));
  const stream = await shell.stream(command, signal);
  // Whoever leaves early does not wait for the exit; its rejection must not go unhandled.
  stream.exit.catch(() => undefined);
  const stop = () => stream.close();
  signal.addEventListener('abort', stop, { once: true });
  const source = new FrameSource(stream.stdout);
  const writer = new OrderedWriter(stream);
  const turns = new Turns();
  const inFlight: { readonly request: Request<W>; readonly sequence: number }[] = [];
  let next = 0;
  let sent = 0;
  const sendAhead = () => {
    // In batches: one packet for each answer would cost more than the reading.
    if (inFlight.length > LOOK_AHEAD / 2) return;
    const batch: Buffer[] = [];
    while (inFlight.length < LOOK_AHEAD) {
      const request = again.shift() ?? requests[next++];
      if (request === undefined) break;
      const sequence = ++sent;
      inFlight.push({ request, sequence });
      batch.push(encodeRequest(sequence, mode, request));
    }
    if (batch.length > 0) writer.write(Buffer.concat(batch));
  };
  try {
    writer.write(encodeHello(nonce, key, known));
    sendAhead();
    const direct = await ready(source, check).catch((error) => notStarted(stream, source, error));
    for (;;) {
      signal.throwIfAborted();
      sendAhead();
      const head = inFlight.shift();
      if (head === undefined) break;
      const { request, sequence } = head;
      const { status, value } = await nextHeader(source, check, sequence);
      if (status === 'ok') {
        if (!goodLength(mode, request, value)) {
          throw new Fault('VERIFY_FRAMING', 'An answer of the reader on the phone has an impossible length.');
        }
        await fill(source, buffer, 0, value);
        await turns.before(value);
        yield { request, payload: buffer.subarray(0, value) };
      } else if (request.last) yield { request, payload: null };
      else again.push(...oneByOne(request));
    }
    writer.end();
    if ((await source.fill(Buffer.alloc(1), 0, 1)) > 0) {
      throw new Fault('VERIFY_FRAMING', 'The phone sent more bytes than were asked for.');
    }
    await writer.done;
    const { exitCode } = await stream.exit;
    if (exitCode !== 0) throw new Fault('VERIFY_FRAMING', `The reader on the phone ended with ${exitCode}.`);
    return direct;
  } catch (error) {
    signal.throwIfAborted();
    throw writer.failure === undefined || error instanceof Fault ? error : writer.failure;
  } finally {
    signal.removeEventListener('abort', stop);
    stream.close();
    check.destroy();
  }
}
