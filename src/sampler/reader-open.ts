/** The reader on the phone as a source of bytes, and as a source of verdicts. */
import type { Shell } from '../drivers/driver.ts';
import type { Random } from '../host/random.ts';
import type { Canaries } from './canary.ts';
import type { Claim, ClassifyingReader } from './claims.ts';
import { checkedNode, DROP_CACHES } from './dd-script.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { BLOCK_BYTES, type Window } from './places.ts';
import type { RawReader, Reading } from './raw-reader.ts';
import { knowledge } from './reader-knowledge.ts';
import { decodeClaims } from './reader-payload.ts';
import { converse, type ReaderCommand } from './reader-stream.ts';

export interface PhoneReader extends RawReader, ClassifyingReader {
  readonly channel: 'reader';
  readonly by: 'phone';
}

/** Of ours on the phone: hexadecimal digits are its only changing part. */
const PROGRAM = /^(\/[a-z]+)+\/wipebench-reader-[0-9a-f]{16}$/;

export function readerCommand(program: string, node: string): string {
  if (!PROGRAM.test(program)) throw new RangeError('not a path that we would have chosen');
  return `exec ${program} ${checkedNode(node)}`;
}

/**
 * Starts the reader once, so that what hinders it is known before anything depends on it.
 * @param program path on the phone, as `installReader` gives it
 * @throws Fault `VERIFY_SHORT_READ`, `VERIFY_FRAMING`, `DEVICE_CLOSED` when it does not start or cannot open the node;
 *   `USAGE_ARGUMENT` for a wrong node
 */
export async function openReader(
  shell: Shell,
  program: string,
  node: string,
  random: Random,
  signal: AbortSignal,
): Promise<PhoneReader> {
  const start: ReaderCommand = { shell, command: readerCommand(program, node), random };
  const trial = await converse(start, { mode: 'raw' }, [], signal).next();
  const passesCache = trial.done === true && trial.value;
  const dropped = async () => {
    const { exitCode, stdout } = await shell.run(DROP_CACHES, signal);
    return exitCode === 0 && stdout.trim() === 'ok';
  };
  return {
    channel: 'reader',
    by: 'phone',
    node,
    direct: passesCache || (await dropped()),
    read: (windows, readSignal) => readAll(start, windows, readSignal),
    classify: (windows, hash, canaries, readSignal) => classifyAll(start, windows, hash, canaries, readSignal),
  };
}

async function* readAll<W extends Window>(
  start: ReaderCommand,
  windows: readonly W[],
  signal: AbortSignal,
): AsyncGenerator<Reading<W>> {
  if (windows.length === 0) return;
  for await (const { request, payload } of converse(start, { mode: 'raw' }, windows, signal)) {
    for (const window of request.windows) {
      const at = window.offset - request.offset;
      yield { window, bytes: payload === null ? null : payload.subarray(at, at + window.length) };
    }
  }
}

async function* classifyAll<W extends Window>(
  start: ReaderCommand,
  windows: readonly W[],
  hash: KeyedHash,
  canaries: Canaries | null,
  signal: AbortSignal,
): AsyncGenerator<Claim<W>> {
  if (windows.length === 0) return;
  const mark = canaries?.mark ?? new Uint8Array();
  const known = knowledge(mark.length === 0 ? [] : [{ at: 0, magic: mark }]);
  const asking = { mode: 'classify', key: hash.key(), known } as const;
  for await (const { request, payload } of converse(start, asking, windows, signal)) {
    const blocks = payload === null ? null : decodeClaims(payload, request.length, hash, canaries);
    for (const window of request.windows) {
      // Windows that share a request are multiples of a block; one that is not stands alone.
      const first = (window.offset - request.offset) / BLOCK_BYTES;
      const count = Math.ceil(window.length / BLOCK_BYTES);
      yield { window, blocks: blocks === null ? null : blocks.slice(first, first + count) };
    }
  }
}
