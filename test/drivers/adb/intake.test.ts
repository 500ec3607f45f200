/** One buffer for all bytes of a socket: nothing is lost, swapped or overwritten, however the bytes arrive. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Intake } from '../../../src/drivers/adb/intake.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

/** A connected socket with its intake, and the other side. */
async function pair(): Promise<{ intake: Intake; socket: Socket; peer: Socket }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const intake = new Intake();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = connect({ host: '127.0.0.1', port, onread: intake.onread });
  intake.attach(socket);
  socket.on('error', () => undefined);
  const [peer] = (await once(server, 'connection')) as [Socket];
  peer.on('error', () => undefined);
  undo.push(() => {
    socket.destroy();
    peer.destroy();
    server.close();
  });
  return { intake, socket, peer };
}

/** Bytes whose value tells their place, with a period that no buffer size shares. */
const numbered = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, at) => at % 251));

async function all(pieces: AsyncIterable<Uint8Array>, pause: () => Promise<void>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) {
    await pause();
    parts.push(Buffer.from(piece));
  }
  return Buffer.concat(parts);
}

describe('the intake', () => {
  test.each([
    ['at once', async () => undefined],
    ['after turns of the event loop in which more bytes arrive', () => turn().then(() => turn())],
  ])('gives every byte in order to a reader that looks %s', async (_, pause) => {
    const { intake, peer } = await pair();
    const bytes = numbered(3_000_001);
    peer.end(bytes);
    expect((await all(intake.pieces(), pause)).equals(bytes)).toBe(true);
  });

  test('bytes that came before the first piece was asked for are not lost', async () => {
    const { intake, socket, peer } = await pair();
    const bytes = numbered(700_000);
    peer.write(bytes.subarray(0, 100_000));
    await once(socket, 'readable');
    const head = socket.read(7) as Buffer;
    peer.end(bytes.subarray(100_000));
    const rest = await all(intake.pieces(), () => turn());
    expect(Buffer.concat([head, rest]).equals(bytes)).toBe(true);
  });

  test('a connection that is broken off is no end', async () => {
    const { intake, peer } = await pair();
    peer.write(numbered(1000), () => peer.resetAndDestroy());
    await expect(all(intake.pieces(), async () => undefined)).rejects.toThrow();
  });

  test('the reason of a destroyed socket reaches the reader, and leaving early destroys it', async () => {
    const first = await pair();
    const reading = all(first.intake.pieces(), async () => undefined);
    first.socket.destroy(new Error('pulled'));
    await expect(reading).rejects.toThrow('pulled');
    const second = await pair();
    second.peer.write('x');
    for await (const piece of second.intake.pieces()) {
      expect(piece.length).toBe(1);
      break;
    }
    expect(second.socket.destroyed).toBe(true);
  });
});
