/**
 * Keyed hash of blocks: equal blocks are found again, content is not kept. SipHash-2-4 with 128 bits, whose key of 128
 * bits is drawn for one run, is never on a disk, and is told to nobody but the reader on the phone of that run. To whoever
 * lacks the key it is a random function, so two different blocks have the same hash once in 2^128 pairs, and nobody can
 * make such a pair. It is chosen over HMAC-SHA-256 because it is cheap on
 * processors without instructions for SHA-256, as many phones have them, and needs four lines of arithmetic there
 * (https://www.aumasson.jp/siphash/siphash.pdf).
 */
import { readFileSync } from 'node:fs';
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';

export const KEY_BYTES = 16;
export const HASH_BYTES = 16;

/** What reader/keyed-hash.c exports. Addresses are offsets in the memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  key(): number;
  block(): number;
  out(): number;
  hash(length: number): void;
}

/** The part of the WebAssembly API that is used here; the types of Node leave it to those of browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const FILE = new URL('../../reader/prebuilt/keyed-hash.wasm', import.meta.url);
let compiled: object | undefined;

/** An instance has 128 KiB of memory, so every key has its own and goes with it. */
function instantiate(): Exports {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  compiled ??= new Module(readFileSync(FILE));
  return new Instance(compiled).exports as Exports;
}

export class KeyedHash {
  readonly #wasm = instantiate();
  readonly #memory = Buffer.from(this.#wasm.memory.buffer);
  readonly #keyAt = this.#wasm.key();
  readonly #blockAt = this.#wasm.block();
  readonly #outAt = this.#wasm.out();
  #alive = true;

  constructor(random: Random) {
    const key = random.bytes(KEY_BYTES);
    this.#memory.set(key, this.#keyAt);
    key.fill(0);
  }

  /** With a key that is there already. The caller keeps its own copy. */
  static of(key: Uint8Array): KeyedHash {
    if (key.length !== KEY_BYTES) throw new RangeError(`the key has ${KEY_BYTES} bytes`);
    // Not `slice`, which of a Buffer is no copy.
    return new KeyedHash({ bytes: () => Uint8Array.from(key) });
  }

  /** A copy, for the reader on the phone or a thread of ours. @throws Fault `BUG_UNREACHABLE` after `destroy` */
  key(): Uint8Array {
    this.#mustLive();
    return new Uint8Array(this.#memory.subarray(this.#keyAt, this.#keyAt + KEY_BYTES));
  }

  /**
   * 16 bytes as a string of 16 Latin-1 characters, which is the smallest thing a Set can hold.
   * @param end at most 4096 bytes behind `start`
   * @throws Fault `BUG_UNREACHABLE` after `destroy`
   */
  of(bytes: Buffer, start: number, end: number): string {
    this.#mustLive();
    bytes.copy(this.#memory, this.#blockAt, start, end);
    this.#wasm.hash(end - start);
    return this.#memory.toString('latin1', this.#outAt, this.#outAt + HASH_BYTES);
  }

  destroy(): void {
    this.#alive = false;
    this.#memory.fill(0, this.#keyAt, this.#keyAt + KEY_BYTES);
  }

  #mustLive(): void {
    if (!this.#alive) throw new Fault('BUG_UNREACHABLE', 'The key of the baseline is destroyed; its hashes are void.');
  }
}
