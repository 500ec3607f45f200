/**
 * Fastboot over TCP as the phone's side speaks it (AOSP system/core/fastboot/README.md, section "TCP Protocol v1"): both
 * send `FB01`, and from then on every message stands behind its length, eight bytes big-endian.
 */
import type { Socket } from 'node:net';

const GREETING = Buffer.from('FB01');
const LENGTH_BYTES = 8;
/** Commands are at most 4096 bytes by the protocol; what is longer is no command, and nothing is downloaded here. */
const MAX_COMMAND_BYTES = 4096;

/** The commands that a host sends on one connection; ends with the connection or with the first thing that is no command. */
export async function* hostCommands(socket: Socket): AsyncGenerator<string> {
  socket.write(GREETING);
  let bytes = Buffer.alloc(0);
  let greeted = false;
  for await (const piece of socket as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, piece]);
    if (!greeted) {
      if (bytes.length < GREETING.length) continue;
      if (!bytes.subarray(0, 2).equals(GREETING.subarray(0, 2))) return;
      greeted = true;
      bytes = bytes.subarray(GREETING.length);
    }
    while (bytes.length >= LENGTH_BYTES) {
      const length = bytes.readBigUInt64BE();
      if (length > MAX_COMMAND_BYTES) return;
      const end = LENGTH_BYTES + Number(length);
      if (bytes.length < end) break;
      const command = bytes.toString('latin1', LENGTH_BYTES, end);
      bytes = bytes.subarray(end);
      yield command;
    }
  }
}

export function sendReply(socket: Socket, reply: string): void {
  const text = Buffer.from(reply, 'latin1');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64BE(BigInt(text.length));
  socket.write(Buffer.concat([length, text]));
}
