/**
 * A real ADB server of our own: free port, own home and so its own key, no USB, no emulators, no mDNS. It is our child
 * in the foreground, so nothing outlives us.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../faults/fault.ts';
import { runProgram } from '../../host/run.ts';

const HOST = '127.0.0.1';
const START_LIMIT_MS = 15_000;
const POLL_MS = 20;
const STOP_LIMIT_MS = 3000;
/** util-linux: lets the kernel end the server when this process ends, also by SIGKILL (prctl PR_SET_PDEATHSIG). */
const SETPRIV = '/usr/bin/setpriv';

export interface PrivateServerOptions {
  /** `adb` by default. */
  readonly program?: string;
  /** Becomes the server's home; holds its key. */
  readonly folder: string;
  readonly signal?: AbortSignal;
}

export interface PrivateAdbServer {
  readonly port: number;
  /** For adb clients that shall talk to this server. */
  readonly env: Record<string, string>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, HOST, resolve);
  await promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The server's protocol version when one answers, asked with the `host:version` request. */
async function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: HOST, port });
  socket.on('connect', () => socket.write('000chost:version'));
  socket.on('data', (data: Buffer) => resolve(data.toString('latin1').startsWith('OKAY')));
  socket.on('error', () => resolve(false));
  socket.on('close', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function commandLine(program: string, port: number): Promise<[string, string[]]> {
  const server = ['-P', String(port), 'nodaemon', 'server'];
  try {
    await access(SETPRIV, constants.X_OK);
    return [SETPRIV, ['--pdeathsig', 'KILL', '--', program, ...server]];
  } catch {
    return [program, server];
  }
}

async function demandAdb(program: string): Promise<void> {
  try {
    await runProgram(program, ['version']);
  } catch (error) {
    throw new Fault('ENV_TOOL_MISSING', `The program ${program} is not installed.`, {
      cause: error,
      hint: 'Install the Android platform tools (Debian: apt install adb).',
    });
  }
}

/**
 * @throws Fault `ENV_TOOL_MISSING` when adb is not installed, `ENV_ADB_SERVER` when it does not start.
 */
export async function startPrivateAdbServer(options: PrivateServerOptions): Promise<PrivateAdbServer> {
  const program = options.program ?? 'adb';
  await demandAdb(program);
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const env = {
    HOME: options.folder,
    ANDROID_USER_HOME: `${options.folder}/.android`,
    ANDROID_ADB_SERVER_PORT: String(port),
    ADB_USB: '0',
    ADB_EMU: '0',
    ADB_MDNS: '0',
    // Where the two above are not known: no port to scan for emulators.
    ADB_LOCAL_TRANSPORT_MAX_PORT: '5554',
  };
  await mkdir(env.ANDROID_USER_HOME, { recursive: true, mode: 0o700 });
  const [first, args] = await commandLine(program, port);
  const child = spawn(first, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const ended = Promise.withResolvers<void>();
  let trouble: Error | undefined;
  child.once('error', (error) => {
    trouble = error;
    ended.resolve();
  });
  child.once('exit', () => ended.resolve());
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async () => {
    process.removeListener('exit', killNow);
    child.kill('SIGTERM');
    const late = setTimeout(killNow, STOP_LIMIT_MS);
    await ended.promise;
    clearTimeout(late);
  };
  options.signal?.addEventListener('abort', () => void stop(), { once: true });
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null && trouble === undefined) {
    if (await answers(port)) return { port, env, stop };
    await Promise.race([delay(POLL_MS), ended.promise]);
  }
  await stop();
  throw new Fault('ENV_ADB_SERVER', 'A private ADB server did not start.', { cause: trouble });
}
