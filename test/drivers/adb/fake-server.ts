/** What listens where an adb server should: as good or as bad as the test wants it. */
import { createServer, type Socket } from 'node:net';
import type { AdbServerAddress } from '../../../src/drivers/adb/connection.ts';

export interface FakeServer {
  readonly address: AdbServerAddress;
  /** Every request so far, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Answers one request; what it writes is up to it. */
export type Answer = (request: string, socket: Socket) => void;

export const okay = (text?: string): string =>
  text === undefined ? 'OKAY' : `OKAY${Buffer.byteLength(text).toString(16).padStart(4, '0')}${text}`;
export const fail = (text: string): string => `FAIL${Buffer.byteLength(text).toString(16).padStart(4, '0')}${text}`;

export async function fakeServer(answer: Answer): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const length = Number.parseInt(bytes.toString('latin1', 0, 4), 16);
      while (bytes.length >= 4 + length && /^[0-9a-f]{4}/.test(bytes.toString('latin1', 0, 4))) {
        const request = bytes.toString('utf8', 4, 4 + length);
        bytes = bytes.subarray(4 + length);
        requests.push(request);
        answer(request, socket);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    address: { host: '127.0.0.1', port: address.port, program: 'adb' },
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
