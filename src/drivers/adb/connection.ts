/** One connection to the adb server, through adbkit. The only file that knows adbkit's types and promises. */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Client as AdbClient } from '@devicefarmer/adbkit';
import { Fault } from '../../faults/fault.ts';
import { matchServerFailure } from './known-outputs.ts';

export interface AdbServerAddress {
  readonly host: string;
  readonly port: number;
  /** The adb program; used only to start a server where none runs. */
  readonly program: string;
}

/** The part of adbkit's Parser that is used; its promises are Bluebird's. */
interface Parser {
  readBytes(count: number): PromiseLike<Buffer>;
  readAll(): PromiseLike<Buffer>;
}

export interface AdbConnection {
  readonly socket: Socket;
  /** Exactly so many bytes. @throws Fault `DEVICE_CLOSED` when the connection ends before; the signal's reason. */
  read(count: number): Promise<Buffer>;
  /** Everything up to the end. @throws Fault `DEVICE_CLOSED` when the connection breaks; the signal's reason. */
  readAll(): Promise<Buffer>;
  /** A text with its length before it, as four hexadecimal digits. @throws also Fault `DEVICE_REPLY` */
  readText(): Promise<string>;
  /** Sends one request and waits for OKAY. @throws Fault by the table of known outputs when the answer is FAIL. */
  request(service: string): Promise<void>;
  close(): void;
}

const load = createRequire(import.meta.url);

/** adbkit is CommonJS and slow to load, so it is loaded at the first connection. */
export function adbClient(address: AdbServerAddress): AdbClient {
  const adbkit = load('@devicefarmer/adbkit') as typeof import('@devicefarmer/adbkit');
  return adbkit.Adb.createClient({ host: address.host, port: address.port, bin: address.program });
}

function failure(text: string): Fault {
  const known = matchServerFailure(text);
  const message = `adb: ${text.split('\n', 1)[0] ?? text}`;
  return known ? new Fault(known.code, message, { hint: known.hint }) : new Fault('DEVICE_REFUSED', message);
}

/**
 * @throws Fault `ENV_ADB_SERVER` when there is no server at that address; the signal's reason when aborted.
 */
export async function connectAdb(address: AdbServerAddress, signal: AbortSignal): Promise<AdbConnection> {
  signal.throwIfAborted();
  let connection: Awaited<ReturnType<AdbClient['connection']>>;
  try {
    connection = await adbClient(address).connection();
  } catch (error) {
    throw new Fault('ENV_ADB_SERVER', `No adb server at ${address.host}:${address.port}.`, {
      cause: error,
      hint: 'Run `wipebench doctor`.',
    });
  }
  const socket = (connection as unknown as { getSocket(): Socket }).getSocket();
  const parser = (connection as unknown as { parser: Parser }).parser;
  // A plain destroy() would leave adbkit's promises pending for ever; destroying with an error rejects them.
  const abort = () =>
    socket.destroy(signal.reason instanceof Error ? signal.reason : new Fault('CANCELLED', 'cancelled'));
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', abort));
  socket.on('error', () => undefined);
  if (signal.aborted) abort();

  const settled = async (reading: PromiseLike<Buffer>): Promise<Buffer> => {
    try {
      return await reading;
    } catch (error) {
      signal.throwIfAborted();
      throw new Fault('DEVICE_CLOSED', 'The adb server closed the connection.', { cause: error });
    }
  };
  const read = async (count: number) => (count === 0 ? Buffer.alloc(0) : settled(parser.readBytes(count)));
  const readText = async () => {
    const digits = (await read(4)).toString('latin1');
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new Fault('DEVICE_REPLY', 'The adb server sent a text without a length.');
    return (await read(Number.parseInt(digits, 16))).toString('utf8');
  };

  return {
    socket,
    read,
    readText,
    readAll: () => settled(parser.readAll()),
    request: async (service) => {
      const bytes = Buffer.from(service, 'utf8');
      socket.write(Buffer.concat([Buffer.from(bytes.length.toString(16).padStart(4, '0')), bytes]));
      const word = (await read(4)).toString('latin1');
      if (word === 'FAIL') throw failure(await readText());
      if (word !== 'OKAY') throw new Fault('DEVICE_REPLY', 'The adb server answered neither OKAY nor FAIL.');
    },
    close: () => socket.destroy(new Fault('DEVICE_CLOSED', 'Closed by wipebench.')),
  };
}

/** A connection switched to one phone by its transport id, which is unique also where serials are not. */
export async function connectTransport(
  address: AdbServerAddress,
  transportId: string,
  signal: AbortSignal,
): Promise<AdbConnection> {
  const connection = await connectAdb(address, signal);
  try {
    await connection.request(`host:transport-id:${transportId}`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens one service of a phone. */
export async function openService(
  address: AdbServerAddress,
  transportId: string,
  service: string,
  signal: AbortSignal,
): Promise<AdbConnection> {
  const connection = await connectTransport(address, transportId, signal);
  try {
    await connection.request(service);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A request to the server itself that is answered by one length-prefixed text. */
export async function hostQuery(address: AdbServerAddress, service: string, signal: AbortSignal): Promise<string> {
  const connection = await connectAdb(address, signal);
  try {
    await connection.request(service);
    return await connection.readText();
  } finally {
    connection.close();
  }
}
