/**
 * `shell:`, `shell,v2…:` and `exec:` over one child process. Shell protocol v2: one byte id, four bytes little-endian
 * length, data (AOSP adb/shell_protocol.h).
 */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { AdbStream } from './stream.ts';

const ID = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4 } as const;
const HEADER_BYTES = 5;
/** What a shell reports for a program that a signal ended. */
const SIGNAL_EXIT = 255;

function packetHeader(id: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt8(id, 0);
  header.writeUInt32LE(length, 1);
  return header;
}

/** Resolves when the child has taken the bytes, or can take no more at all. */
function feed(child: ChildProcess, data: Buffer): Promise<void> {
  const stdin = child.stdin;
  if (stdin === null || stdin.destroyed || stdin.writableEnded) return Promise.resolve();
  // The callback also comes when the pipe breaks.
  return new Promise((resolve) => stdin.write(data, () => resolve()));
}

function forward(
  stream: AdbStream,
  sources: readonly (Readable | null)[],
  wrap: (data: Buffer, index: number) => void,
) {
  const present = sources.filter((source) => source !== null);
  present.forEach((source, index) => {
    source.on('data', (data: Buffer) => {
      wrap(data, index);
      if (stream.full) for (const each of present) each.pause();
    });
  });
  stream.onDrain = () => {
    for (const each of present) each.resume();
  };
}

/** stdout and stderr merged, no exit code: the service before Android 7, and `exec:`. */
export function serveRaw(stream: AdbStream, child: ChildProcess): void {
  forward(stream, [child.stdout, child.stderr], (data) => stream.send(data));
  stream.onData = (payload) => feed(child, payload);
  stream.onClose = () => child.kill('SIGKILL');
  child.once('close', () => stream.end());
}

/** stdout, stderr and the exit code apart. */
export function serveV2(stream: AdbStream, child: ChildProcess): void {
  forward(stream, [child.stdout, child.stderr], (data, index) => {
    stream.send(packetHeader(index === 0 ? ID.stdout : ID.stderr, data.length), data);
  });
  const parser = new ShellParser();
  stream.onData = async (payload) => {
    for (const packet of parser.push(payload)) {
      if (packet.id === ID.stdin) await feed(child, packet.data);
      else if (packet.id === ID.closeStdin) child.stdin?.end();
    }
  };
  stream.onClose = () => child.kill('SIGKILL');
  child.once('close', (code) => {
    stream.send(packetHeader(ID.exit, 1), Buffer.from([code ?? SIGNAL_EXIT]));
    stream.end();
  });
}

/** Shell packets out of WRTE payloads; a packet may span several. */
class ShellParser {
  #rest: Buffer = Buffer.alloc(0);

  *push(payload: Buffer): Generator<{ id: number; data: Buffer }> {
    this.#rest = this.#rest.length === 0 ? payload : Buffer.concat([this.#rest, payload]);
    while (this.#rest.length >= HEADER_BYTES) {
      const length = this.#rest.readUInt32LE(1);
      const end = HEADER_BYTES + length;
      if (this.#rest.length < end) return;
      const packet = { id: this.#rest.readUInt8(0), data: this.#rest.subarray(HEADER_BYTES, end) };
      this.#rest = this.#rest.subarray(end);
      yield packet;
    }
  }
}
