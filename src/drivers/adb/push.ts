/** Writes one file on the phone by the sync service (AOSP adb/file_sync_protocol.h: SEND, DATA, DONE). */
import { Fault } from '../../faults/fault.ts';
import type { AdbConnection } from './connection.ts';

const DATA_BYTES = 64 * 1024;
const FILE_MODE = 0o100644;

function request(id: string, argument: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(argument, 4);
  return Buffer.concat([head, data]);
}

/** @param seconds modification time, seconds since 1970. @throws Fault `DEVICE_REFUSED` with the phone's reason, `DEVICE_CLOSED`. */
export async function pushFile(
  connection: AdbConnection,
  remotePath: string,
  content: Uint8Array,
  seconds: number,
): Promise<void> {
  const target = Buffer.from(`${remotePath},${FILE_MODE}`, 'utf8');
  connection.socket.write(request('SEND', target.length, target));
  for (let at = 0; at < content.length; at += DATA_BYTES) {
    const part = content.subarray(at, at + DATA_BYTES);
    connection.socket.write(request('DATA', part.length, part));
  }
  connection.socket.write(request('DONE', seconds));
  const word = (await connection.read(4)).toString('latin1');
  const length = (await connection.read(4)).readUInt32LE(0);
  if (word === 'OKAY') return;
  const text = word === 'FAIL' && length > 0 && length < 4096 ? (await connection.read(length)).toString('utf8') : '';
  throw new Fault('DEVICE_REFUSED', `The phone did not take a file: ${text}`);
}
