/**
 * Shell protocol v2 (AOSP adb/shell_protocol.h): packets of one id byte, a little-endian 32-bit length, and data.
 * Pure: bytes in, packets out, however the bytes are split.
 */
import { Fault } from '../../faults/fault.ts';

export const PACKET = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4, windowSize: 5 } as const;

export interface ShellPacket {
  readonly id: number;
  readonly data: Uint8Array;
}

const HEADER_BYTES = 5;
/** adbd never sends more than its payload limit of 1 MiB in a packet. */
const MAX_PACKET_BYTES = 4 * 1024 * 1024;

export function encodePacket(id: number, data: Uint8Array): Uint8Array {
  const packet = new Uint8Array(HEADER_BYTES + data.length);
  packet[0] = id;
  new DataView(packet.buffer).setUint32(1, data.length, true);
  packet.set(data, HEADER_BYTES);
  return packet;
}

/** Standard output is passed on as it arrives, in pieces, without copying; the other packets are copied and whole. */
export class PacketDecoder {
  #header = new Uint8Array(HEADER_BYTES);
  #headerLength = 0;
  #id = 0;
  #remaining = 0;
  #parts: Uint8Array[] = [];

  /** True between packets: only there may a stream end. */
  get atBoundary(): boolean {
    return this.#headerLength === 0;
  }

  /** @throws Fault `DEVICE_REPLY` for a length that no phone sends. */
  *decode(chunk: Uint8Array): Generator<ShellPacket> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerLength < HEADER_BYTES) {
        const take = Math.min(HEADER_BYTES - this.#headerLength, chunk.length - at);
        this.#header.set(chunk.subarray(at, at + take), this.#headerLength);
        this.#headerLength += take;
        at += take;
        if (this.#headerLength < HEADER_BYTES) return;
        this.#id = this.#header[0] ?? 0;
        this.#remaining = new DataView(this.#header.buffer).getUint32(1, true);
        if (this.#remaining > MAX_PACKET_BYTES) throw new Fault('DEVICE_REPLY', 'The phone sent an impossible packet.');
        if (this.#remaining === 0) yield* this.#finish();
        continue;
      }
      const take = Math.min(this.#remaining, chunk.length - at);
      const part = chunk.subarray(at, at + take);
      at += take;
      this.#remaining -= take;
      if (this.#id === PACKET.stdout) yield { id: PACKET.stdout, data: part };
      else this.#parts.push(Buffer.from(part));
      if (this.#remaining === 0) yield* this.#finish();
    }
  }

  *#finish(): Generator<ShellPacket> {
    const { id } = { id: this.#id };
    const data = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#headerLength = 0;
    if (id !== PACKET.stdout) yield { id, data };
  }
}
