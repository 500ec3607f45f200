/**
 * The TCP port on which a phone in its boot loader listens for fastboot; one for its whole life, beside the seat that it
 * has in ADB. While the phone is in another mode nobody listens there, as nothing of a phone on USB is left either.
 */
import type { Server, Socket } from 'node:net';
import { claimPort, listenOn, type PortClaim, SEAT_HOST, stopListening } from '../phone/port-claim.ts';
import { type FastbootHost, repliesTo } from './commands.ts';
import { hostCommands, sendReply } from './messages.ts';

export class FastbootPort {
  /** As `fastboot -s` takes it. */
  readonly address: string;
  readonly #claim: PortClaim;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #turns: Promise<void> = Promise.resolve();

  private constructor(claim: PortClaim) {
    this.#claim = claim;
    this.address = `tcp:${SEAT_HOST}:${claim.port}`;
  }

  static async take(): Promise<FastbootPort> {
    return new FastbootPort(await claimPort());
  }

  /** Answers for this phone from now on. */
  show(host: FastbootHost): Promise<void> {
    return this.#turn(async () => {
      await this.#silence();
      this.#server = await listenOn(SEAT_HOST, this.#claim.port, (socket) => void this.#serve(socket, host));
    });
  }

  /** The phone is gone at once: connections are cut, whatever they were waiting for. */
  hide(): Promise<void> {
    this.#cut();
    return this.#turn(() => this.#silence());
  }

  /** Gives the port back. */
  async leave(): Promise<void> {
    await this.hide();
    await this.#claim.release();
  }

  /** With a reset: a phone without power says no farewell, and fastboot 29 waits for ever after a polite one. */
  #cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** One after the other, so that the last one wins. */
  #turn(work: () => Promise<void>): Promise<void> {
    const next = this.#turns.then(work);
    this.#turns = next.catch(() => undefined);
    return next;
  }

  async #silence(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#cut();
    if (server !== undefined) await stopListening(server);
  }

  async #serve(socket: Socket, host: FastbootHost): Promise<void> {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    try {
      for await (const command of hostCommands(socket)) {
        for await (const reply of repliesTo(host, command)) sendReply(socket, reply);
      }
      socket.end();
    } catch {
      // The host hung up, or the phone died in the middle of a command: there is nobody to tell.
      socket.destroy();
    }
  }
}
