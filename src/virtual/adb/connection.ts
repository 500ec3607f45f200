/** One TCP connection from an ADB server: handshake, authentication and the streams (AOSP adb/adb.cpp handle_packet). */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Cable } from './cable.ts';
import {
  byteSum,
  COMMAND,
  type Command,
  encodeHeader,
  MAX_PAYLOAD_BYTES,
  type Packet,
  VERSION_MIN,
  VERSION_SKIP_CHECKSUM,
} from './packet.ts';
import { PacketParser } from './packet-parser.ts';
import { parsePublicKey, TOKEN_BYTES, verifyToken } from './public-key.ts';
import { AdbStream } from './stream.ts';

const OWNER_REACTION_MS = 100;

export type StartService = (stream: AdbStream) => void;

export interface DaemonFace {
  /** `device::ro.product.name=…;features=…`; its first word decides the state that adb shows. */
  readonly banner: string;
  readonly authRequired: boolean;
  readonly bytesPerSecond: number | undefined;
  /** Lines of /data/misc/adb/adb_keys. */
  authorisedKeys(): readonly string[];
  /** A host offers an unknown key; resolves true when the owner allows it. */
  offerKey(line: string): Promise<boolean>;
  /** What runs on a new stream for this service name; undefined refuses it. */
  service(name: string): StartService | undefined;
}

export type ConnectionState = 'connecting' | 'unauthorized' | 'online' | 'closed';

export class AdbConnection {
  state: ConnectionState = 'connecting';
  onState: (state: ConnectionState) => void = () => undefined;
  readonly #socket: Socket;
  readonly #face: DaemonFace;
  readonly #parser = new PacketParser();
  readonly #toHost: Cable;
  readonly #toPhone: Cable;
  readonly #streams = new Map<number, { stream: AdbStream; remote: number }>();
  #version = VERSION_MIN;
  #maxPayload = 4096;
  #nextLocal = 1;
  #token: Buffer | undefined;
  #askedAlready = false;

  constructor(socket: Socket, face: DaemonFace) {
    this.#socket = socket;
    this.#face = face;
    this.#toHost = new Cable(face.bytesPerSecond);
    this.#toPhone = new Cable(face.bytesPerSecond);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
  }

  /** Drops the connection as a pulled cable would. */
  close(): void {
    if (this.state === 'closed') return;
    this.#enter('closed');
    this.#socket.destroy();
    for (const { stream } of this.#streams.values()) stream.dropped();
    this.#streams.clear();
  }

  #enter(state: ConnectionState): void {
    if (this.state === state || this.state === 'closed') return;
    this.state = state;
    this.onState(state);
  }

  #receive(chunk: Buffer): void {
    for (const packet of this.#parser.push(chunk)) {
      if (this.state === 'closed') return;
      this.#handle(packet);
    }
    if (this.#parser.bad) this.close();
  }

  #send(command: Command, arg0: number, arg1: number, buffers: readonly Buffer[] = [], length?: number): void {
    if (this.state === 'closed') return;
    const bytes = length ?? buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    const sum = this.#version < VERSION_SKIP_CHECKSUM ? buffers.reduce((total, b) => (total + byteSum(b)) >>> 0, 0) : 0;
    this.#socket.cork();
    this.#socket.write(encodeHeader(command, arg0, arg1, bytes, sum));
    for (const buffer of buffers) this.#socket.write(buffer);
    this.#socket.uncork();
  }

  #handle(packet: Packet): void {
    const { command } = packet;
    if (command === COMMAND.CNXN) this.#hello(packet);
    else if (command === COMMAND.AUTH) this.#authenticate(packet);
    else if (command === COMMAND.OPEN && this.state === 'online') this.#open(packet);
    else if (command === COMMAND.OKAY) this.#known(packet)?.stream.acknowledged();
    else if (command === COMMAND.WRTE) this.#known(packet)?.stream.received(packet.payload);
    else if (command === COMMAND.CLSE) this.#closeStream(packet);
    // STLS and SYNC are never offered by this side.
    else if (command !== COMMAND.OPEN) this.close();
  }

  /** A stream is named by our id; a wrong peer id means a message for a stream that no longer exists. */
  #known(packet: Packet): { stream: AdbStream; remote: number } | undefined {
    const entry = this.#streams.get(packet.arg1);
    return entry !== undefined && entry.remote === packet.arg0 ? entry : undefined;
  }

  #hello(packet: Packet): void {
    if (packet.arg0 < VERSION_MIN) {
      this.close();
      return;
    }
    this.#version = Math.min(packet.arg0, VERSION_SKIP_CHECKSUM);
    this.#parser.verifyChecksum = this.#version < VERSION_SKIP_CHECKSUM;
    this.#maxPayload = Math.max(1, Math.min(packet.arg1, MAX_PAYLOAD_BYTES));
    if (this.#face.authRequired) this.#challenge();
    else this.#welcome();
  }

  #challenge(): void {
    this.#token = randomBytes(TOKEN_BYTES);
    this.#send(COMMAND.AUTH, 1, 0, [this.#token]);
  }

  #welcome(): void {
    this.#send(COMMAND.CNXN, VERSION_SKIP_CHECKSUM, MAX_PAYLOAD_BYTES, [Buffer.from(this.#face.banner)]);
    this.#enter('online');
  }

  #authenticate(packet: Packet): void {
    if (this.#token === undefined || this.state === 'online') return;
    const token = this.#token;
    if (packet.arg0 === 2) {
      const known = this.#face.authorisedKeys().map(parsePublicKey);
      if (known.some((key) => key !== undefined && verifyToken(key, token, packet.payload))) this.#welcome();
      else this.#challenge();
    } else if (packet.arg0 === 3) {
      const line = packet.payload.toString('utf8').replace(/\0+$/, '');
      // adbd shows one question at a time and stays silent meanwhile; a malformed key is never asked about.
      if (this.#askedAlready || parsePublicKey(line) === undefined) this.#enter('unauthorized');
      else void this.#ask(line);
    }
  }

  async #ask(line: string): Promise<void> {
    this.#askedAlready = true;
    const answer = this.#face.offerKey(line).catch(() => false);
    // An owner who has allowed every computer beforehand leaves no time in which the host is unauthorised.
    if ((await Promise.race([answer, delay(OWNER_REACTION_MS, 'waiting')])) === 'waiting') this.#enter('unauthorized');
    if ((await answer) && this.state !== 'closed') this.#welcome();
  }

  #open(packet: Packet): void {
    const remote = packet.arg0;
    if (remote === 0) return;
    const start = this.#face.service(packet.payload.toString('utf8').replace(/\0+$/, ''));
    if (start === undefined) {
      this.#send(COMMAND.CLSE, 0, remote);
      return;
    }
    const local = this.#nextLocal++;
    const stream = new AdbStream({
      maxPayload: this.#maxPayload,
      toHost: this.#toHost,
      toPhone: this.#toPhone,
      sendWrite: (buffers, bytes) => this.#send(COMMAND.WRTE, local, remote, buffers, bytes),
      sendOkay: () => this.#send(COMMAND.OKAY, local, remote),
      sendClose: () => {
        this.#streams.delete(local);
        this.#send(COMMAND.CLSE, local, remote);
      },
    });
    this.#streams.set(local, { stream, remote });
    this.#send(COMMAND.OKAY, local, remote);
    start(stream);
  }

  #closeStream(packet: Packet): void {
    const entry = this.#known(packet);
    if (entry === undefined) return;
    this.#streams.delete(packet.arg1);
    entry.stream.dropped();
    this.#send(COMMAND.CLSE, packet.arg1, packet.arg0);
  }
}
