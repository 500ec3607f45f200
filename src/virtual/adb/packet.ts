/** The ADB message: 24 bytes little-endian header and a payload (AOSP packages/modules/adb, protocol.md, adb.h). */

export const COMMAND = {
  SYNC: 0x434e5953,
  CNXN: 0x4e584e43,
  AUTH: 0x48545541,
  OPEN: 0x4e45504f,
  OKAY: 0x59414b4f,
  CLSE: 0x45534c43,
  WRTE: 0x45545257,
  STLS: 0x534c5453,
} as const;
export type Command = (typeof COMMAND)[keyof typeof COMMAND];

export const HEADER_BYTES = 24;
export const VERSION_SKIP_CHECKSUM = 0x01000001;
export const VERSION_MIN = 0x01000000;
/** MAX_PAYLOAD of adb.h. */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

export interface Packet {
  readonly command: Command;
  readonly arg0: number;
  readonly arg1: number;
  readonly checksum: number;
  readonly payload: Buffer;
}

const KNOWN: ReadonlySet<number> = new Set(Object.values(COMMAND));

export function isCommand(value: number): value is Command {
  return KNOWN.has(value);
}

/** The protocol calls it data_crc32; it is a plain sum of the bytes modulo 2^32. */
export function byteSum(payload: Uint8Array): number {
  let sum = 0;
  for (const byte of payload) sum = (sum + byte) >>> 0;
  return sum;
}

export function encodeHeader(command: Command, arg0: number, arg1: number, length: number, checksum: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(command, 0);
  header.writeUInt32LE(arg0 >>> 0, 4);
  header.writeUInt32LE(arg1 >>> 0, 8);
  header.writeUInt32LE(length, 12);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE((command ^ 0xffffffff) >>> 0, 20);
  return header;
}
