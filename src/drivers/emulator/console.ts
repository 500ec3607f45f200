/**
 * The console of an Android emulator on this computer: one line to it, some lines back, and a last one that begins with OK
 * or KO (developer.android.com/studio/run/emulator-console).
 */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { Fault } from '../../faults/fault.ts';
import { GREETING, NEEDS_TOKEN, REPLY_KO, REPLY_OK } from './console-outputs.ts';

export interface ConsoleAddress {
  readonly port: number;
  /** Where the emulator keeps the secret that tells its user from others: `~/.emulator_console_auth_token`. */
  readonly tokenFile: string;
  /** For each reply. */
  readonly answerMs?: number;
}

export interface Console {
  /** The lines before the last one. @throws Fault `DEVICE_REFUSED` for KO, `DEVICE_REPLY`, `DEVICE_TIMEOUT`, `DEVICE_CLOSED` */
  ask(command: string): Promise<readonly string[]>;
}

const HOST = '127.0.0.1';
/** Deleting a snapshot of some gigabytes takes its time. */
const ANSWER_MS = 60_000;
const MAX_REPLY = 64 * 1024;
const TOKEN = /^[\x21-\x7e]{1,200}$/;

/** Lines as they come, with an end to how much is taken in. */
class Lines {
  readonly #socket: Socket;
  #text = '';
  #ended: Fault | undefined;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    const end = (fault: Fault) => {
      this.#ended ??= fault;
      this.#wake();
    };
    socket.on('data', (text: string) => {
      this.#text += text;
      if (this.#text.length > MAX_REPLY) {
        end(new Fault('DEVICE_REPLY', 'The console of the emulator says more than any command should.'));
        socket.destroy();
      }
      this.#wake();
    });
    socket.on('error', (cause) =>
      end(new Fault('DEVICE_CLOSED', 'The console of the emulator is not there.', { cause })),
    );
    socket.on('close', () => end(new Fault('DEVICE_CLOSED', 'The console of the emulator ended the connection.')));
  }

  /** Up to the line that ends a reply, which is the last one of the result. */
  async reply(milliseconds: number, signal: AbortSignal): Promise<readonly string[]> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
    const stop = () => this.#wake();
    limit.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        const lines = this.#text.split(/\r?\n/);
        const last = lines.slice(0, -1).findIndex((line) => REPLY_OK.test(line) || REPLY_KO.test(line));
        if (last >= 0) {
          this.#text = lines.slice(last + 1).join('\n');
          return lines.slice(0, last + 1);
        }
        signal.throwIfAborted();
        if (this.#ended) throw this.#ended;
        if (limit.aborted) throw new Fault('DEVICE_TIMEOUT', 'The console of the emulator does not answer.');
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      limit.removeEventListener('abort', stop);
    }
  }

  write(line: string): void {
    // A new command begins with a clean sheet: what came after the last reply belongs to nothing.
    this.#text = '';
    this.#socket.write(`${line}\n`);
  }
}

async function tokenIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Fault('ENV_PERMISSION', `The console of the emulator wants the token in ${file}, which cannot be read.`, {
      cause,
      hint: 'Run wipebench as the user who started the emulator.',
    });
  });
  const token = text.trim();
  if (!TOKEN.test(token)) throw new Fault('ENV_PERMISSION', `${file} holds no token of an emulator console.`);
  return token;
}

/**
 * Connects, shows the token where it is asked for, and lets `act` ask. The token is told to nobody who does not greet as
 * an emulator does.
 */
export async function withConsole<T>(
  { port, tokenFile, answerMs = ANSWER_MS }: ConsoleAddress,
  signal: AbortSignal,
  act: (console: Console) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const socket = connect({ host: HOST, port });
  const lines = new Lines(socket);
  const ask = async (command: string): Promise<readonly string[]> => {
    if (!/^[\x20-\x7e]{1,300}$/.test(command)) throw new Fault('BUG_UNREACHABLE', 'Not a command of the console.');
    lines.write(command);
    const reply = await lines.reply(answerMs, signal);
    if (!REPLY_OK.test(reply.at(-1) ?? '')) {
      throw new Fault(
        'DEVICE_REFUSED',
        `The console of the emulator refused ${command.split(' ').slice(0, 3).join(' ')}.`,
      );
    }
    return reply.slice(0, -1);
  };
  try {
    const greeting = await lines.reply(answerMs, signal);
    if (!GREETING.test(greeting[0] ?? '') || !REPLY_OK.test(greeting.at(-1) ?? '')) {
      throw new Fault('DEVICE_REPLY', `What listens on port ${port} is not the console of an emulator.`);
    }
    if (greeting.some((line) => NEEDS_TOKEN.test(line))) {
      lines.write(`auth ${await tokenIn(tokenFile)}`);
      const reply = await lines.reply(answerMs, signal);
      if (!REPLY_OK.test(reply.at(-1) ?? '')) {
        throw new Fault(
          'DEVICE_UNAUTHORIZED',
          `The console of the emulator does not accept the token in ${tokenFile}.`,
        );
      }
    }
    return await act({ ask });
  } finally {
    socket.destroy();
  }
}
