/** The console of an emulator, played on a port of this machine; every deviation is the test's wish. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface PlayedConsole {
  readonly port: number;
  /** Commands in the order in which they came. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export interface PlayedOptions {
  readonly token?: string;
  readonly greeting?: string;
  /** By the whole command; anything else is KO. A function may do with the connection what it likes. */
  readonly answers?: Readonly<Record<string, string | ((socket: Socket, close: () => Promise<void>) => void)>>;
}

const GREETING = "Android Console: type 'help' for a list of commands\r\nOK\r\n";
const WANTS_TOKEN =
  "Android Console: Authentication required\r\nAndroid Console: type 'auth <auth_token>' to authenticate\r\n" +
  "Android Console: you can find your <auth_token> in \r\n'/home/somebody/.emulator_console_auth_token'\r\nOK\r\n";

export async function playConsole({ token, greeting, answers = {} }: PlayedOptions): Promise<PlayedConsole> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let known = token === undefined;
    let rest = '';
    socket.write(greeting ?? (known ? GREETING : WANTS_TOKEN));
    socket.on('data', (data) => {
      rest += data.toString();
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        if (!known) {
          known = line === `auth ${token}`;
          socket.write(known ? GREETING : 'KO: authentication token does not match ~/.emulator_console_auth_token\r\n');
          continue;
        }
        const answer = answers[line] ?? 'KO: unknown command, try "help"\r\n';
        if (typeof answer === 'string') socket.write(answer);
        else answer(socket, close);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, heard, close };
}
