/**
 * The place where a phone is plugged in: one TCP port on the loopback address for its whole life. `show` lets adbd
 * listen and connects the ADB server; `hide` drops everything, as a pulled cable or a reboot does. The last of them
 * wins: an earlier one that is still at work is given up, and the next begins when it has ended.
 */
import type { Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../faults/fault.ts';
import { AdbConnection, type DaemonFace } from '../adb/connection.ts';
import { connectSeat, emulatorTarget, pullOut, stateOnServer } from '../plug.ts';
import { ConnectionSet } from './connection-set.ts';
import { claimPort, listenOn, type PortClaim, SEAT_HOST, stopListening } from './port-claim.ts';

const PLUG_LIMIT_MS = 60_000;
const RETRY_MS = 50;
const POLL_MS = 10;
/** A connection that says nothing for so long is not the server's. */
const GREETING_LIMIT_MS = 3000;
const SHOWN_LIMIT_MS = 5000;

export class Seat {
  readonly port: number;
  readonly name: string;
  readonly #claim: PortClaim;
  readonly #console: PortClaim | undefined;
  /** What the server is told to connect to. */
  readonly #target: string;
  readonly #adbServerPort: number;
  readonly #connections = new ConnectionSet();
  #server: Server | undefined;
  #face: DaemonFace | undefined;
  /** Of the newest `show` or `hide`; aborted by the next. */
  #turn = new AbortController();
  #turns: Promise<void> = Promise.resolve();

  private constructor(claim: PortClaim, adbServerPort: number, console?: PortClaim) {
    this.#claim = claim;
    this.#console = console;
    this.port = claim.port;
    this.name = console === undefined ? `${SEAT_HOST}:${claim.port}` : `emulator-${console.port}`;
    this.#target = console === undefined ? this.name : emulatorTarget(console.port, claim.port);
    this.#adbServerPort = adbServerPort;
  }

  /** Finds a free port. @param emulator with a second one, for the console by whose port adb names it */
  static async take(adbServerPort: number, emulator = false): Promise<Seat> {
    return new Seat(await claimPort(), adbServerPort, emulator ? await claimPort() : undefined);
  }

  /** Of an emulator on this seat. */
  get consolePort(): number | undefined {
    return this.#console?.port;
  }

  get shown(): boolean {
    return this.#face !== undefined;
  }

  set onUnauthorized(tell: () => void) {
    this.#connections.onUnauthorized = tell;
  }

  /** Resolves when the server shows the phone as online, or knows that it is not authorised, or `hide` was called. */
  show(face: DaemonFace): Promise<void> {
    return this.#takeTurn(async (signal) => {
      this.#face = face;
      this.#server = await this.#listen(signal);
      await this.#plugIn(signal);
    });
  }

  /** The phone is gone at once; resolves when the server has noticed. */
  hide(): Promise<void> {
    return this.#takeTurn(async () => undefined);
  }

  /** Gives the port back. */
  async leave(): Promise<void> {
    await this.hide();
    await this.#claim.release();
    await this.#console?.release();
  }

  #takeTurn(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#turn.abort();
    this.#turn = new AbortController();
    const { signal } = this.#turn;
    const wasShown = this.#face !== undefined;
    this.#face = undefined;
    const silent = this.#unlisten();
    this.#connections.closeAll();
    const turn = this.#turns.then(async () => {
      await silent;
      // An earlier `show` may have come up to listening before it saw that it was given up.
      await this.#unlisten();
      if (wasShown) await pullOut(this.#adbServerPort, this.name);
      if (signal.aborted) return;
      await work(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    });
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await stopListening(server);
  }

  async #listen(signal: AbortSignal): Promise<Server> {
    const accept = (socket: ConstructorParameters<typeof AdbConnection>[0]) => {
      if (this.#face === undefined) socket.destroy();
      else this.#connections.add(new AdbConnection(socket, this.#face));
    };
    const deadline = Date.now() + PLUG_LIMIT_MS;
    for (;;) {
      try {
        return await listenOn(SEAT_HOST, this.port, accept);
      } catch (error) {
        // Somebody who knows nothing of claims has the port for now.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() > deadline) throw error;
        await delay(RETRY_MS, undefined, { signal });
      }
    }
  }

  async #plugIn(signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + PLUG_LIMIT_MS;
    while (Date.now() < deadline) {
      if (await this.#connected(signal)) return;
      await delay(RETRY_MS, undefined, { signal });
    }
    throw new Fault('ENV_ADB_SERVER', `The ADB server on port ${this.#adbServerPort} does not show ${this.name}.`);
  }

  /**
   * One try. The server opens its socket before it looks whether it knows the seat already, and drops it again then; so
   * a connection alone means nothing. Only one that has greeted counts, and only when the server shows it.
   */
  async #connected(signal: AbortSignal): Promise<boolean> {
    const answer = connectSeat(this.#adbServerPort, this.#target, signal);
    const answered = new AbortController();
    // While a phone does not trust the server, the phone knows it long before the server says so.
    const greeted = this.#connections
      .reaches(['online', 'unauthorized'], AbortSignal.any([signal, answered.signal]))
      .then(() => '');
    for (const late of [answer, greeted]) late.catch(() => undefined);
    const words = await Promise.race([answer, greeted]).finally(() => answered.abort());
    const greeting = AbortSignal.any([signal, AbortSignal.timeout(GREETING_LIMIT_MS)]);
    const state = await this.#connections
      .reaches(['online', 'unauthorized', 'closed'], greeting)
      .catch(() => 'connecting' as const);
    signal.throwIfAborted();
    if (state === 'unauthorized') return true;
    if (state === 'online' && (await this.#shown(signal))) return true;
    // It holds the leftovers of an earlier life for a living phone.
    if (state === 'online' || /already (connected|registered)/.test(words))
      await pullOut(this.#adbServerPort, this.name);
    return false;
  }

  /** True when the server has understood the phone's greeting and shows it in its mode, not as offline. */
  async #shown(signal: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + SHOWN_LIMIT_MS;
    while (this.#connections.state === 'online' && Date.now() < deadline) {
      const state = await stateOnServer(this.#adbServerPort, this.name, signal);
      if (state !== undefined && /^(device|recovery|sideload|rescue)$/.test(state)) return true;
      await delay(POLL_MS, undefined, { signal });
    }
    return false;
  }
}
