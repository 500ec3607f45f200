/**
 * A port that a seat keeps for its whole life. While its phone is dark nobody listens there, as with any phone that
 * reboots, and the seat of another bench could take it. So a seat also listens on the same port of a second loopback
 * address, and takes only ports that are free on both.
 */
import { randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Fault } from '../../faults/fault.ts';

export const SEAT_HOST = '127.0.0.1';
const CLAIM_HOST = '127.0.0.2';
/** Below the ports that Linux gives to outgoing connections. */
const PORTS = { from: 20_000, to: 32_000 };
const PORT_TRIES = 200;

export interface PortClaim {
  readonly port: number;
  release(): Promise<void>;
}

/** Rejects when the port is taken or the address does not exist. */
export async function listenOn(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept);
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once('error', reject);
  server.listen({ host, port, exclusive: true }, () => resolve(server));
  return promise;
}

/** Resolves when nothing of the server is left; its connections must have been ended. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** A system without the second address has no claims; there only the seat's own address is tried. */
async function claim(port: number): Promise<Server | undefined> {
  return listenOn(CLAIM_HOST, port, (socket) => socket.destroy()).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRNOTAVAIL') return undefined;
    throw error;
  });
}

/** @throws Fault `ENV_ADB_SERVER` when no port is free. */
export async function claimPort(): Promise<PortClaim> {
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const port = randomInt(PORTS.from, PORTS.to);
    let held: Server | undefined;
    try {
      held = await claim(port);
      await stopListening(await listenOn(SEAT_HOST, port, (socket) => socket.destroy()));
    } catch {
      if (held !== undefined) await stopListening(held);
      continue;
    }
    // It must not keep a process alive whose phones are gone.
    held?.unref();
    return { port, release: async () => (held === undefined ? undefined : stopListening(held)) };
  }
  throw new Fault('ENV_ADB_SERVER', `No free port between ${PORTS.from} and ${PORTS.to}.`);
}
