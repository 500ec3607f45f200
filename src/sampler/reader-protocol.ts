/** Bytes between the host and the reader on the phone; reader/PROTOCOL.md is their description. Pure. */
import { KEY_BYTES, KeyedHash } from './keyed-hash.ts';
import { BLOCK_BYTES, type Window } from './places.ts';
import { type Knowledge, MAX_PREFILTERS, PREFILTER_BYTES } from './reader-knowledge.ts';
import { squaresBounds } from './statistics.ts';

export const PROTOCOL_VERSION = 1;
/** Bytes; the reader takes no longer request. */
export const READER_MOST_BYTES = 1024 * 1024;
export const NONCE_BYTES = 16;
export const HEADER_BYTES = 32;
export const REQUEST_BYTES = 32;
export const MODE = { raw: 1, classify: 2 } as const;
export type Mode = keyof typeof MODE;

const MAGIC = Buffer.from('WBREAD01', 'latin1');
const HELLO_BYTES = 96;
const PREFILTER_ROW_BYTES = 20;
const TOKEN_BYTES = 16;
/** Of the four words that the token covers. */
const WORDS_BYTES = HEADER_BYTES - TOKEN_BYTES;

/** @param key of the hashes. @throws RangeError for what the reader would refuse */
export function encodeHello(nonce: Uint8Array, key: Uint8Array, known: Knowledge): Buffer {
  if (nonce.length !== NONCE_BYTES || key.length !== KEY_BYTES) throw new RangeError('nonce and key have 16 bytes');
  if (known.prefilters.length > MAX_PREFILTERS) throw new RangeError(`at most ${MAX_PREFILTERS} prefilters`);
  const hello = Buffer.alloc(HELLO_BYTES + known.prefilters.length * PREFILTER_ROW_BYTES);
  hello.set(MAGIC, 0);
  hello.set(nonce, 8);
  hello.set(key, 24);
  hello.writeUInt32LE(known.squares.low, 40);
  hello.writeUInt32LE(known.squares.high, 44);
  hello.writeUInt32LE(known.tellingValues, 48);
  hello.writeUInt32LE(known.printableRun, 52);
  hello.set(known.printable, 56);
  hello.writeUInt32LE(known.prefilters.length, 88);
  known.prefilters.forEach(({ at, magic }, index) => {
    if (magic.length < 1 || magic.length > PREFILTER_BYTES || at < 0 || at + magic.length > BLOCK_BYTES) {
      throw new RangeError('a prefilter has 1 to 16 bytes inside a block');
    }
    const row = HELLO_BYTES + index * PREFILTER_ROW_BYTES;
    hello.writeUInt16LE(at, row);
    hello.writeUInt8(magic.length, row + 2);
    hello.set(magic, row + 4);
  });
  return hello;
}

/** @param sequence 1 for the first, and so on */
export function encodeRequest(sequence: number, mode: Mode, place: Window): Buffer {
  const request = Buffer.alloc(REQUEST_BYTES);
  request.writeUInt32LE(sequence, 0);
  request.writeUInt32LE(MODE[mode], 4);
  request.writeBigUInt64LE(BigInt(place.offset), 8);
  request.writeUInt32LE(place.length, 16);
  const last = place.length % BLOCK_BYTES;
  if (last > 0) {
    const { low, high } = squaresBounds(last);
    request.writeUInt32LE(low, 20);
    request.writeUInt32LE(high, 24);
  }
  return request;
}

export interface Header {
  readonly sequence: number;
  readonly status: 'ok' | 'short' | 'error';
  /** Ok: bytes of payload. Short: bytes that could be read. Error: the number of the error in Linux. */
  readonly value: number;
}

const STATUS = ['ok', 'short', 'error'] as const;

/** Knows the headers of one conversation from everything else that a phone may send. */
export class HeaderCheck {
  readonly #hash: KeyedHash;

  constructor(nonce: Uint8Array) {
    this.#hash = KeyedHash.of(nonce);
  }

  destroy(): void {
    this.#hash.destroy();
  }

  /** Undefined when these bytes are no header of this conversation. */
  read(bytes: Buffer): Header | undefined {
    if (bytes.length !== HEADER_BYTES) return undefined;
    const token = this.#hash.of(bytes, TOKEN_BYTES, TOKEN_BYTES + WORDS_BYTES);
    if (bytes.toString('latin1', 0, TOKEN_BYTES) !== token) return undefined;
    const status = STATUS[bytes.readUInt32LE(20)];
    if (status === undefined || bytes.readUInt32LE(28) !== 0) return undefined;
    return { sequence: bytes.readUInt32LE(16), status, value: bytes.readUInt32LE(24) };
  }
}
