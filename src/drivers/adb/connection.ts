/** One connection to the adb server, through adbkit. The only file that knows adbkit's types and promises. */
import { createRequire } from 'node:module';
import type { OnReadOpts, Socket } from 'node:net';
import { Fault } from '../../faults/fault.ts';
import { Intake } from './intake.ts';
import { matchServerFailure } from './known-outputs.ts';

export interface AdbServerAddress {
  readonly host: string;
  readonly port: number;
  /** The adb program; used only to start a server where none runs. */
  readonly program: string;
}

/** The parts of adbkit that are used; its promises are Bluebird's. */
interface KitConnection {
  readonly parser: { readBytes(count: number): PromiseLike<Buffer>; readAll(): PromiseLike<Buffer> };
  getSocket(): Socket;
  connect(): PromiseLike<unknown>;
  on(event: 'error', listener: (error: Error) => void): void;
}

interface KitConnectionClass {
  /** The options reach `net.connect` as they are. */
  new (options: { host: string; port: number; bin: string; onread?: OnReadOpts }): KitConnection;
}

/** One `changeSet` for every message of the server. */
export interface DeviceTracker {
  on(event: 'changeSet' | 'end', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  end(): void;
}

interface TrackCommandClass {
  new (connection: KitConnection): { execute(): PromiseLike<DeviceTracker> };
}

export interface AdbConnection {
  readonly socket: Socket;
  /** Everything from now on, by the piece: see `Intake`. Not to be mixed with the calls below. */
  pieces(): AsyncGenerator<Uint8Array>;
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

/**
 * One module of adbkit, at the first connection. The package as a whole loads its cryptography and a hundred commands
 * that are not needed here, which takes longer than everything else that happens before a phone is shown; its release is
 * pinned, so the modules inside stay where they are.
 */
const kit = <T>(module: string): T =>
  (load(`@devicefarmer/adbkit/dist/src/adb/${module}.js`) as { readonly default: T }).default;

async function connected(address: AdbServerAddress, onread?: OnReadOpts): Promise<KitConnection> {
  const Connection = kit<KitConnectionClass>('connection');
  const { host, port, program } = address;
  const connection = new Connection({ host, port, bin: program, ...(onread === undefined ? {} : { onread }) });
  // Told again for those who listen nowhere else; without a listener it would end the process.
  connection.on('error', () => undefined);
  await connection.connect();
  return connection;
}

/** adbkit's own tracking of what is plugged in. */
export async function trackDevices(address: AdbServerAddress): Promise<DeviceTracker> {
  const Command = kit<TrackCommandClass>('command/host/trackdevices');
  return new Command(await connected(address)).execute();
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
  const intake = new Intake();
  let connection: KitConnection;
  try {
    connection = await connected(address, intake.onread);
  } catch (error) {
    throw new Fault('ENV_ADB_SERVER', `No adb server at ${address.host}:${address.port}.`, {
      cause: error,
      hint: 'Run `wipebench doctor`.',
    });
  }
  const socket = connection.getSocket();
  const { parser } = connection;
  intake.attach(socket);
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
    pieces: () => intake.pieces(),
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
