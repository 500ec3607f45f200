/** The seat against a server that is as slow to forget as the real one can be, so that what is rare there is certain here. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { DaemonFace } from '../../src/virtual/adb/connection.ts';
import { COMMAND, encodeHeader } from '../../src/virtual/adb/packet.ts';
import { Seat } from '../../src/virtual/phone/seat.ts';

const FACE: DaemonFace = {
  banner: 'device::ro.product.name=x;',
  authRequired: false,
  bytesPerSecond: undefined,
  authorisedKeys: () => [],
  offerKey: async () => false,
  service: () => undefined,
};

interface SlowServer {
  readonly port: number;
  /** Requests in the order in which they came, without those that only look. */
  readonly asked: string[];
  /** From now on it holds a dead connection for a living one, until it is told to forget it and has been asked twice. */
  haunt(): void;
}

const servers: Server[] = [];
const seats: Seat[] = [];
afterEach(async () => {
  for (const seat of seats.splice(0)) await seat.leave();
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
});

/** What adb 29 does: it connects first, then looks whether it knows the seat, answers, and drops the socket at last. */
async function slowServer(): Promise<SlowServer> {
  const asked: string[] = [];
  let transport: Socket | undefined;
  let state: string | undefined;
  let looksUntilForgotten = 0;
  let told = false;
  const forget = () => {
    transport?.destroy();
    transport = undefined;
    state = undefined;
  };
  const answer = async (request: string): Promise<string> => {
    const [, verb = '', seat = ''] = /^host:(\w+):?(.*)$/.exec(request) ?? [];
    if (verb !== 'devices') asked.push(verb);
    if (verb === 'disconnect') {
      told = true;
      if (looksUntilForgotten === 0) forget();
      return '';
    }
    if (verb === 'devices') {
      const [name = '', shown] = [seatName, state];
      const list = shown === undefined ? '' : `${name}\t${shown}\n`;
      if (told && looksUntilForgotten > 0 && --looksUntilForgotten === 0) forget();
      return list;
    }
    const [host = '', port] = seat.split(':');
    const socket = connect({ host, port: Number(port) });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    if (state !== undefined) {
      setTimeout(() => socket.destroy(), 30);
      return `already connected to ${seat}`;
    }
    transport = socket;
    told = false;
    const greeting = Buffer.from('host::\0');
    socket.write(Buffer.concat([encodeHeader(COMMAND.CNXN, 0x01000001, 65_536, greeting.length, 0), greeting]));
    await new Promise((resolve) => socket.once('data', resolve));
    state = 'device';
    return `connected to ${seat}`;
  };
  let seatName: string | undefined;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', async (data: Buffer) => {
      const request = data.toString('latin1', 4);
      seatName = /127\.0\.0\.1:\d+$/.exec(request)?.[0] ?? seatName;
      const text = await answer(request);
      socket.end(`OKAY${text.length.toString(16).padStart(4, '0')}${text}`);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const haunt = () => {
    state = 'offline';
    looksUntilForgotten = 2;
  };
  return { port, asked, haunt };
}

async function takeSeat(port: number): Promise<Seat> {
  const seat = await Seat.take(port);
  seats.push(seat);
  return seat;
}

test('a connection that the server only opened to say "already connected" is not the phone being seen', async () => {
  const server = await slowServer();
  const seat = await takeSeat(server.port);
  server.haunt();
  await seat.show(FACE);
  expect(server.asked).toEqual(['connect', 'disconnect', 'connect']);
});

test('who is hidden is forgotten before he is shown again', async () => {
  const server = await slowServer();
  const seat = await takeSeat(server.port);
  await seat.show(FACE);
  server.haunt();
  const hidden = seat.hide();
  const hiddenAgain = seat.hide();
  await seat.show(FACE);
  await Promise.all([hidden, hiddenAgain]);
  expect(server.asked).toEqual(['connect', 'disconnect', 'connect']);
});

test('the last word counts: shown and hidden in one breath is hidden', async () => {
  const server = await slowServer();
  const seat = await takeSeat(server.port);
  const shown = seat.show(FACE);
  await seat.hide();
  await shown;
  expect(seat.shown).toBe(false);
  expect(server.asked).toEqual([]);
});

test('a stranger on the port of a dark phone is waited for', async () => {
  const server = await slowServer();
  const seat = await takeSeat(server.port);
  await seat.show(FACE);
  await seat.hide();
  const stranger = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => stranger.listen(seat.port, '127.0.0.1', resolve));
  const shown = seat.show(FACE);
  setTimeout(() => stranger.close(), 120);
  await shown;
  expect(server.asked).toEqual(['connect', 'disconnect', 'connect']);
});

test('the port of a dark phone is not given to another seat', async () => {
  const server = await slowServer();
  const seat = await takeSeat(server.port);
  const thief = createServer();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  thief.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  thief.listen({ host: '127.0.0.2', port: seat.port, exclusive: true }, () => thief.close(() => resolve(undefined)));
  expect(await promise).toBe('EADDRINUSE');
});
