/** A phone's shell over shell_v2: separate channels, an exit code, binary-safe (AOSP adb/daemon/shell_service.cpp). */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Fault } from '../../faults/fault.ts';
import type { Shell, ShellResult, ShellStream } from '../driver.ts';
import { type AdbConnection, type AdbServerAddress, openService } from './connection.ts';
import { encodePacket, PACKET, PacketDecoder } from './shell-protocol.ts';

/** What a single command may print; more is a phone that misbehaves. */
const MAX_RUN_OUTPUT = 8 * 1024 * 1024;
const MAX_STDERR = 64 * 1024;
const STDIN_CHUNK = 64 * 1024;

/** A connection that ends while bytes wait never drains, and says no word of an error. */
async function drained(socket: Socket, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const over = AbortSignal.any([signal, settled.signal]);
  const closed = () => new Fault('DEVICE_CLOSED', 'The phone ended the connection while it was written to.');
  try {
    if (socket.destroyed) throw closed();
    await Promise.race([
      once(socket, 'drain', { signal: over }),
      once(socket, 'close', { signal: over }).then(() => Promise.reject(closed())),
    ]);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Fault ? error : closed();
  } finally {
    settled.abort();
  }
}

function streamOf(connection: AdbConnection, signal: AbortSignal): ShellStream {
  const { socket } = connection;
  const exit = Promise.withResolvers<{ exitCode: number; stderr: string }>();
  // A caller that never looks at `exit` must not bring the process down.
  exit.promise.catch(() => undefined);
  const stderr: Uint8Array[] = [];
  let stderrBytes = 0;

  async function* read(): AsyncGenerator<Uint8Array> {
    const decoder = new PacketDecoder();
    let exitCode: number | undefined;
    try {
      for await (const chunk of connection.pieces()) {
        for (const packet of decoder.decode(chunk)) {
          if (packet.id === PACKET.stdout) yield packet.data;
          else if (packet.id === PACKET.exit) exitCode = packet.data[0];
          else if (packet.id === PACKET.stderr && stderrBytes < MAX_STDERR) {
            stderr.push(packet.data);
            stderrBytes += packet.data.length;
          }
        }
      }
      if (exitCode === undefined || !decoder.atBoundary) {
        throw new Fault('DEVICE_CLOSED', 'The phone ended the shell without telling how the command ended.');
      }
      exit.resolve({ exitCode, stderr: Buffer.concat(stderr).toString('utf8') });
    } catch (error) {
      const reason = signal.aborted
        ? signal.reason
        : error instanceof Fault
          ? error
          : new Fault('DEVICE_CLOSED', 'The connection to the phone broke.', { cause: error });
      exit.reject(reason);
      throw reason;
    }
  }

  return {
    stdout: read(),
    write: async (bytes) => {
      for (let at = 0; at < bytes.length; at += STDIN_CHUNK) {
        const packet = encodePacket(PACKET.stdin, bytes.subarray(at, at + STDIN_CHUNK));
        if (!socket.write(packet)) await drained(socket, signal);
      }
    },
    end: async () => {
      socket.write(encodePacket(PACKET.closeStdin, new Uint8Array()));
    },
    exit: exit.promise,
    close: () => connection.close(),
  };
}

export function adbShell(address: AdbServerAddress, transportId: string): Shell {
  const stream = async (command: string, signal: AbortSignal): Promise<ShellStream> => {
    const connection = await openService(address, transportId, `shell,v2,raw:${command}`, signal);
    return streamOf(connection, signal);
  };
  return {
    stream,
    run: async (command, signal, input): Promise<ShellResult> => {
      const opened = await stream(command, signal);
      try {
        if (input) await opened.write(input);
        await opened.end();
        const parts: Uint8Array[] = [];
        let bytes = 0;
        for await (const part of opened.stdout) {
          bytes += part.length;
          if (bytes > MAX_RUN_OUTPUT)
            throw new Fault('DEVICE_REPLY', 'The phone printed more than any command should.');
          parts.push(Buffer.from(part));
        }
        const { exitCode, stderr } = await opened.exit;
        return { exitCode, stdout: Buffer.concat(parts).toString('utf8'), stderr };
      } finally {
        opened.close();
      }
    },
  };
}
