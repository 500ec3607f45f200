/**
 * The place where a phone is plugged in: one TCP port on the loopback address for its whole life. `show` lets adbd
 * listen and connects the ADB server; `hide` drops everything, as a pulled cable or a reboot does.
 */
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { Fault } from '../../faults/fault.ts';
import { AdbConnection, type ConnectionState, type DaemonFace } from '../adb/connection.ts';
import { plugIn, pullOut, shownOnline } from '../plug.ts';

const HOST = '127.0.0.1';
/** Below the ports that Linux gives to outgoing connections, so that nobody takes ours during a reboot. */
const PORTS = { from: 20_000, to: 32_000 };
const PORT_TRIES = 200;

export class Seat {
  readonly port: number;
  readonly name: string;
  readonly #adbServerPort: number;
  readonly #connections = new Set<AdbConnection>();
  #server: Server | undefined;
  #face: DaemonFace | undefined;
  #plugging: AbortController | undefined;
  #onSettled: (state: ConnectionState) => void = () => undefined;
  onUnauthorized: () => void = () => undefined;

  private constructor(port: number, adbServerPort: number) {
    this.port = port;
    this.name = `${HOST}:${port}`;
    this.#adbServerPort = adbServerPort;
  }

  /** Finds a free port. */
  static async take(adbServerPort: number): Promise<Seat> {
    for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
      const seat = new Seat(randomInt(PORTS.from, PORTS.to), adbServerPort);
      if (await seat.#listen().catch(() => false)) {
        await seat.#unlisten();
        return seat;
      }
    }
    throw new Fault('ENV_ADB_SERVER', `No free port between ${PORTS.from} and ${PORTS.to}.`);
  }

  get shown(): boolean {
    return this.#face !== undefined;
  }

  /** Resolves when the server shows the phone as online, or knows that it is not authorised. */
  async show(face: DaemonFace): Promise<void> {
    await this.hide();
    this.#face = face;
    const plugging = new AbortController();
    this.#plugging = plugging;
    const settled = Promise.withResolvers<ConnectionState>();
    this.#onSettled = settled.resolve;
    plugging.signal.addEventListener('abort', () => settled.reject(plugging.signal.reason), { once: true });
    await this.#listen();
    const reached = () => [...this.#connections].some((each) => each.state !== 'closed');
    plugIn(this.#adbServerPort, this.name, reached, plugging.signal).catch(settled.reject);
    // Rejected by `hide` also when nobody waits any more.
    settled.promise.catch(() => undefined);
    try {
      const state = await settled.promise;
      if (state === 'online') await shownOnline(this.#adbServerPort, this.name, plugging.signal);
    } catch (error) {
      if (!plugging.signal.aborted) throw error;
    }
  }

  async hide(): Promise<void> {
    if (this.#face === undefined) return;
    this.#face = undefined;
    this.#plugging?.abort();
    const unlistened = this.#unlisten();
    for (const connection of this.#connections) connection.close();
    this.#connections.clear();
    await unlistened;
    await pullOut(this.#adbServerPort, this.name);
  }

  async #listen(): Promise<boolean> {
    const server = createServer((socket) => {
      if (this.#face === undefined) {
        socket.destroy();
        return;
      }
      const connection = new AdbConnection(socket, this.#face);
      this.#connections.add(connection);
      connection.onState = (state) => {
        if (state === 'closed') this.#connections.delete(connection);
        else this.#onSettled(state);
        if (state === 'unauthorized') this.onUnauthorized();
      };
    });
    this.#server = server;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    server.once('error', reject);
    server.listen({ host: HOST, port: this.port, exclusive: true }, () => resolve(true));
    return promise;
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
