/**
 * Writes over a whole block device of a phone: one `dd` there, fed by the host. The host counts what it sends; whether it
 * arrived, only reading tells. From the first byte on every trouble is a fault with `touched`.
 */
import { ddBytes } from '../decide/dd-count.ts';
import type { Shell, ShellStream } from '../drivers/driver.ts';
import { asFault, Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import type { FillKind } from '../model/findings.ts';
import { checkedNode } from './dd-script.ts';
import { type Fill, makeFill } from './fill-stream.ts';
import { mediumBytes } from './medium-bytes.ts';

export interface WriteOptions {
  readonly kind: FillKind;
  /** A plain path below /dev/block. */
  readonly node: string;
  readonly random: Random;
  /** Also the limit of time for the whole. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  /** For so many milliseconds nothing may move: fifteen minutes, as a slow storage may empty the cache of a phone. */
  readonly stallMs?: number;
}

const PIECE_BYTES = 1024 * 1024;
const PROGRESS_STEPS = 1000;
const STALL_MS = 900_000;

/**
 * `fsync` tells of errors that come late; the old toolbox does not know it. `notrunc` because a virtual phone may have a
 * file there. Nothing but a checked node path and constants is in these commands.
 */
const CONVERSIONS = ['notrunc,fsync', 'notrunc'] as const;
type Conversion = (typeof CONVERSIONS)[number];

/** Opens the node for writing, and writes nothing. */
const tryCommand = (node: string, conversion: Conversion) =>
  `dd if=/dev/null of=${checkedNode(node)} bs=4096 conv=${conversion} 2>/dev/null && echo ok`;
/** A pipe gives a block in pieces; dd writes each as it comes, one after the other. */
const writeCommand = (node: string, conversion: Conversion) =>
  `dd of=${checkedNode(node)} bs=${PIECE_BYTES} conv=${conversion}; e=$?; sync; exit $e`;

async function conversionOf(shell: Shell, node: string, signal: AbortSignal): Promise<Conversion> {
  for (const conversion of CONVERSIONS) {
    const { exitCode, stdout } = await shell.run(tryCommand(node, conversion), signal);
    if (exitCode === 0 && stdout.trim() === 'ok') return conversion;
  }
  throw new Fault('DEVICE_REFUSED', `The phone does not let us write to ${node}; nothing was written.`);
}

/** Reads what the phone prints, which is nothing, until the command has ended. */
async function exitOf(stream: ShellStream): Promise<{ exitCode: number; stderr: string }> {
  let printed = 0;
  for await (const part of stream.stdout) printed += part.length;
  const exit = await stream.exit;
  if (printed > 0) throw new Fault('DEVICE_REPLY', 'The writing program on the phone printed something.');
  return exit;
}

/** A pipe breaks because the program ended, and its exit says more than that; but it may never come. */
const LAST_WORDS_MS = 2000;

/**
 * Waits for one thing after the other, and for each only so long; `interrupt` ends the present wait and all later ones.
 * One promise that lives as long as the writing would gather a listener for every piece.
 */
class Waits {
  readonly #milliseconds: number;
  #failure: unknown;
  #reject: ((error: unknown) => void) | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  interrupt(error: unknown): void {
    this.#failure ??= error;
    this.#reject?.(error);
  }

  /** @param patience for the interruption that explains why the work failed, in milliseconds */
  async until<T>(work: Promise<T>, patience = 0): Promise<T> {
    work.catch(() => undefined);
    if (this.#failure !== undefined) throw this.#failure;
    const words = `The phone took nothing for ${this.#milliseconds / 1000} s while it was written over.`;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timers = [setTimeout(() => reject(new Fault('DEVICE_TIMEOUT', words)), this.#milliseconds)];
    this.#reject = reject;
    work.then(resolve, (error) => timers.push(setTimeout(() => reject(error), patience)));
    try {
      return await promise;
    } finally {
      this.#reject = undefined;
      for (const timer of timers) clearTimeout(timer);
    }
  }
}

async function pour(stream: ShellStream, fill: Fill, { onProgress, stallMs = STALL_MS }: WriteOptions): Promise<void> {
  const waits = new Waits(stallMs);
  let done = 0;
  const ended = exitOf(stream);
  ended.then(
    ({ exitCode }) => {
      if (done === fill.bytes) return;
      // A medium that is smaller than it said, or a storage that fails, ends the program before its input ends.
      const words = `The writing program on the phone ended with ${exitCode} after ${done} bytes were sent.`;
      waits.interrupt(new Fault('WIPE_STEP_FAILED', words));
    },
    (error) => waits.interrupt(error),
  );
  const every = Math.max(PIECE_BYTES, Math.ceil(fill.bytes / PROGRESS_STEPS));
  let reported = 0;
  onProgress({ done, total: fill.bytes });
  while (done < fill.bytes) {
    const piece = fill.piece(done, Math.min(PIECE_BYTES, fill.bytes - done));
    await waits.until(stream.write(piece), LAST_WORDS_MS);
    done += piece.length;
    if (done - reported >= every || done === fill.bytes) {
      reported = done;
      onProgress({ done, total: fill.bytes });
    }
  }
  await stream.end();
  const { exitCode, stderr } = await waits.until(ended);
  if (exitCode !== 0) {
    throw new Fault('WIPE_STEP_FAILED', `The writing program on the phone ended with ${exitCode}.`);
  }
  const counted = ddBytes(stderr);
  if (counted !== undefined && counted !== fill.bytes) {
    throw new Fault('WIPE_NOT_OBSERVED', `The phone says that it wrote ${counted} bytes instead of ${fill.bytes}.`);
  }
}

/**
 * Writes the whole medium from its first byte to its last.
 * @returns the fill, for comparing; its key lives until `destroy`
 * @throws Fault `DEVICE_REFUSED`, `DEVICE_REPLY` before anything was written; with `touched`: `WIPE_STEP_FAILED`,
 *   `WIPE_NOT_OBSERVED`, `DEVICE_CLOSED`, `DEVICE_TIMEOUT`; the signal's reason
 */
export async function writeOver(shell: Shell, options: WriteOptions): Promise<Fill> {
  const { node, kind, random, signal } = options;
  const bytes = await mediumBytes(shell, node, signal);
  const conversion = await conversionOf(shell, node, signal);
  const fill = makeFill(kind, node, bytes, random);
  const stream = await shell.stream(writeCommand(node, conversion), signal);
  stream.exit.catch(() => undefined);
  const stop = () => stream.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await pour(stream, fill, options);
    return fill;
  } catch (error) {
    fill.destroy();
    signal.throwIfAborted();
    const { code, message, hint, cause } = asFault(error);
    throw new Fault(code, message, { touched: true, cause: cause ?? error, ...(hint === undefined ? {} : { hint }) });
  } finally {
    signal.removeEventListener('abort', stop);
    stream.close();
  }
}
