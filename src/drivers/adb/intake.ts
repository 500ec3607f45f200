/**
 * The bytes of one socket, read into one buffer that is used again and again. A socket left to itself takes new memory
 * for every piece, and at the rate of a phone's storage the garbage collector is tens of megabytes behind.
 */
import type { OnReadOpts, Socket } from 'node:net';
import { Fault } from '../../faults/fault.ts';

const SMALL_BYTES = 16 * 1024;
const LARGE_BYTES = 256 * 1024;

export class Intake {
  #buffer = Buffer.allocUnsafeSlow(SMALL_BYTES);
  #socket: Socket | undefined;
  #take = (piece: Uint8Array): boolean => this.#socket?.push(Buffer.from(piece)) ?? false;
  /** For `net.connect`. Until `pieces` is called the socket can be read like any other. */
  readonly onread: OnReadOpts = {
    buffer: () => this.#buffer,
    // Plain arrays: `slice` of a Buffer would be no copy.
    callback: (count, from) => this.#take(new Uint8Array(from.buffer, from.byteOffset, count)),
  };

  /** Names the socket that was connected with `onread`, before any of its bytes are read. */
  attach(socket: Socket): void {
    this.#socket = socket;
  }

  /**
   * All bytes from now on, each piece valid only until the next one is asked for. The socket is read only while a piece
   * is waited for, and it is destroyed with the iteration.
   * @throws when the socket breaks or is closed before the other side has ended
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const socket = this.#socket;
    if (socket === undefined) throw new Fault('BUG_UNREACHABLE', 'No socket was attached.');
    let piece: Uint8Array | undefined;
    let lent = false;
    let ended = socket.readableEnded;
    let trouble: unknown;
    let wake: () => void = () => undefined;
    const end = () => {
      ended = true;
      wake();
    };
    const fail = (error: unknown) => {
      trouble ??= error;
      wake();
    };
    const close = () => fail(new Fault('DEVICE_CLOSED', 'The connection was closed before its end.'));
    this.#buffer = Buffer.allocUnsafeSlow(LARGE_BYTES);
    this.#take = (bytes) => {
      // Node has filled the buffer once more although it was told to stop: what is lent out is no longer what it was.
      if (lent || piece !== undefined) fail(new Fault('BUG_UNREACHABLE', 'A piece was read before its turn.'));
      piece = bytes;
      wake();
      return false;
    };
    socket.on('end', end).on('error', fail).on('close', close);
    if (socket.destroyed) fail(socket.errored ?? new Fault('DEVICE_CLOSED', 'The connection is closed.'));
    try {
      for (;;) {
        if (trouble !== undefined && !ended) throw trouble;
        if (piece !== undefined) {
          const bytes: Uint8Array = piece;
          piece = undefined;
          lent = true;
          yield bytes;
          lent = false;
          continue;
        }
        if (ended) return;
        // Reads on; what came before this iteration is still with the socket, as copies.
        const early: Buffer | null = socket.read();
        if (early !== null) {
          yield early;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (piece !== undefined || ended || trouble !== undefined) resolve();
        });
      }
    } finally {
      socket.off('end', end).off('error', fail).off('close', close);
      socket.destroy();
    }
  }
}
