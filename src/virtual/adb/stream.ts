/**
 * One stream of an ADB connection. At most one WRTE per direction waits for its OKAY; what comes meanwhile is gathered
 * and goes out as one larger WRTE, and `full` tells the producer to pause.
 */
import type { Cable } from './cable.ts';

export interface StreamPort {
  /** Sends WRTE with these buffers as its payload. */
  sendWrite(buffers: readonly Buffer[], bytes: number): void;
  sendOkay(): void;
  sendClose(): void;
  readonly maxPayload: number;
  /** From the phone to the host, and from the host to the phone: each direction has the whole rate. */
  readonly toHost: Cable;
  readonly toPhone: Cable;
}

export class AdbStream {
  /** Called with every payload of the host; its OKAY goes out when the promise settles. */
  onData: (payload: Buffer) => Promise<void> | void = () => undefined;
  /** Called once, when the host or the connection ends the stream. */
  onClose: () => void = () => undefined;
  /** Called when `full` has turned false. */
  onDrain: () => void = () => undefined;
  readonly #port: StreamPort;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #awaitingOkay = false;
  #ending = false;
  #closed = false;

  constructor(port: StreamPort) {
    this.#port = port;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** True when the producer should pause until `onDrain`. */
  get full(): boolean {
    return this.#queuedBytes >= this.#port.maxPayload;
  }

  send(...buffers: Buffer[]): void {
    if (this.#closed || this.#ending) return;
    for (const buffer of buffers) {
      if (buffer.length === 0) continue;
      this.#queue.push(buffer);
      this.#queuedBytes += buffer.length;
    }
    this.#pump();
  }

  /** Closes after everything queued has been acknowledged. */
  end(): void {
    this.#ending = true;
    this.#pump();
  }

  /** OKAY from the host. */
  acknowledged(): void {
    this.#awaitingOkay = false;
    const wasFull = this.full;
    this.#pump();
    if (wasFull && !this.full) this.onDrain();
  }

  /** WRTE from the host. */
  received(payload: Buffer): void {
    const taken = () => {
      if (!this.#closed) this.#port.sendOkay();
    };
    Promise.resolve(this.onData(payload)).then(
      () => this.#port.toPhone.carry(payload.length, taken),
      () => this.#close(true),
    );
  }

  /** CLSE from the host, or the connection is gone: nothing can be sent any more. */
  dropped(): void {
    this.#close(false);
  }

  #close(tellHost: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    if (tellHost) this.#port.sendClose();
    this.onClose();
  }

  #pump(): void {
    if (this.#awaitingOkay || this.#closed) return;
    if (this.#queuedBytes === 0) {
      if (this.#ending) this.#close(true);
      return;
    }
    const payload: Buffer[] = [];
    let bytes = 0;
    while (bytes < this.#port.maxPayload) {
      const next = this.#queue[0];
      if (next === undefined) break;
      const room = this.#port.maxPayload - bytes;
      if (next.length <= room) {
        this.#queue.shift();
        payload.push(next);
        bytes += next.length;
      } else {
        payload.push(next.subarray(0, room));
        this.#queue[0] = next.subarray(room);
        bytes += room;
      }
    }
    this.#queuedBytes -= bytes;
    this.#awaitingOkay = true;
    this.#port.toHost.carry(bytes, () => {
      if (!this.#closed) this.#port.sendWrite(payload, bytes);
    });
  }
}
