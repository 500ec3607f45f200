/** Packets out of a byte stream that arrives in arbitrary pieces. Never throws: a wrong header makes it `bad` for good. */
import { byteSum, HEADER_BYTES, isCommand, MAX_PAYLOAD_BYTES, type Packet } from './packet.ts';

export class PacketParser {
  /** True once a header was no ADB header; the connection must be closed and nothing more is parsed. */
  bad = false;
  /** Set after CNXN when the peer speaks the old version, which demands the byte sum. */
  verifyChecksum = false;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #header: Buffer | undefined;

  /** Bytes in, whole packets out, in order. */
  *push(chunk: Buffer): Generator<Packet> {
    if (this.bad) return;
    if (chunk.length > 0) this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    while (!this.bad) {
      if (this.#header === undefined) {
        if (this.#pendingBytes < HEADER_BYTES) return;
        this.#header = this.#take(HEADER_BYTES);
        if (!isGoodHeader(this.#header)) {
          this.#fail();
          return;
        }
      }
      const header = this.#header;
      const length = header.readUInt32LE(12);
      if (this.#pendingBytes < length) return;
      const payload = this.#take(length);
      this.#header = undefined;
      const command = header.readUInt32LE(0);
      const checksum = header.readUInt32LE(16);
      if (!isCommand(command) || (this.verifyChecksum && byteSum(payload) !== checksum)) {
        this.#fail();
        return;
      }
      yield { command, arg0: header.readUInt32LE(4), arg1: header.readUInt32LE(8), checksum, payload };
    }
  }

  #fail(): void {
    this.bad = true;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #take(count: number): Buffer {
    this.#pendingBytes -= count;
    const first = this.#pending[0];
    if (count === 0) return Buffer.alloc(0);
    if (first !== undefined && first.length >= count) {
      if (first.length === count) this.#pending.shift();
      else this.#pending[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const all = Buffer.concat(this.#pending);
    const rest = all.subarray(count);
    this.#pending = rest.length > 0 ? [rest] : [];
    return all.subarray(0, count);
  }
}

function isGoodHeader(header: Buffer): boolean {
  const command = header.readUInt32LE(0);
  if (!isCommand(command)) return false;
  if ((command ^ 0xffffffff) >>> 0 !== header.readUInt32LE(20)) return false;
  return header.readUInt32LE(12) <= MAX_PAYLOAD_BYTES;
}
