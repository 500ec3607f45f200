/**
 * The console of an emulator: lines of text on a TCP port (developer.android.com/studio/run/emulator-console). Where the
 * emulator's user has no token file, which is so here, it lets everybody in.
 */
import type { Server, Socket } from 'node:net';
import { listenOn, SEAT_HOST, stopListening } from '../phone/port-claim.ts';

export interface ConsoleHost {
  readonly avd: string;
  snapshots(): readonly string[];
  /** False when it stays. */
  deleteSnapshot(name: string): boolean;
  /** The emulator ends. */
  kill(): void;
}

const GREETING = "Android Console: type 'help' for a list of commands\r\nOK\r\n";
const HEAD =
  'List of snapshots present on all disks:\r\n' +
  'ID        TAG                 VM SIZE                DATE       VM CLOCK\r\n';
const MAX_LINE = 4096;

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'There is no snapshot available.\r\n';
  return HEAD + names.map((name) => `--        ${name.padEnd(20)} 75M 2026-09-09 11:41:45   00:10:07.753\r\n`).join('');
}

function answerTo(line: string, host: ConsoleHost): string {
  if (line === 'avd name') return `${host.avd}\r\nOK\r\n`;
  if (line === 'avd snapshot list') return `${listOf(host.snapshots())}OK\r\n`;
  const name = /^avd snapshot del(?:ete)? (.+)$/.exec(line)?.[1];
  if (name === undefined) return "KO: unknown command, try 'help'\r\n";
  return host.deleteSnapshot(name) ? 'OK\r\n' : `KO: Device 'userdata' could not delete snapshot '${name}'\r\n`;
}

export class ConsoleServer {
  readonly #host: ConsoleHost;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(host: ConsoleHost) {
    this.#host = host;
  }

  async open(port: number): Promise<void> {
    this.#server ??= await listenOn(SEAT_HOST, port, (socket) => this.#serve(socket));
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await stopListening(server);
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.write(GREETING);
    let rest = '';
    socket.on('data', (data: Buffer) => {
      const lines = (rest + data.toString('latin1')).slice(-MAX_LINE).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.map((each) => each.trim())) {
        if (line === 'kill') socket.end('OK: killing emulator, bye bye\r\n', () => this.#host.kill());
        else socket.write(answerTo(line, this.#host));
      }
    });
  }
}
