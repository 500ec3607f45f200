/**
 * The cable between a virtual phone and a real ADB server. The server itself looks for TCP phones only about every ten
 * seconds, so the bench tells it at once, with the requests that `adb connect` and `adb disconnect` send
 * (AOSP adb/docs/dev/services.md, smart socket: four hex digits length, text; OKAY or FAIL).
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../faults/fault.ts';

const HOST = '127.0.0.1';
const CONNECT_TRIES = 25;
const RETRY_MS = 100;
const SHOWN_TRIES = 500;
const SHOWN_POLL_MS = 10;
const DISCONNECT_LIMIT_MS = 2000;

/** Sends one host request; the text after the status and the length.
 * @throws Fault `ENV_ADB_SERVER` when nobody listens there or the server says FAIL. */
export function askServer(port: number, request: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: HOST, port });
    const chunks: Buffer[] = [];
    const stop = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.on('connect', () => socket.write(`${request.length.toString(16).padStart(4, '0')}${request}`));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error) => {
      reject(new Fault('ENV_ADB_SERVER', `No ADB server answers on port ${port}.`, { cause: error }));
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      const answer = Buffer.concat(chunks).toString('utf8');
      if (answer.startsWith('OKAY')) resolve(answer.slice(8));
      else reject(new Fault('ENV_ADB_SERVER', `The ADB server refused ${request}: ${answer.slice(8)}`));
    });
  });
}

/**
 * Makes the server connect to the seat. Takes up to ten seconds while the phone does not authorise the server.
 * @param reached whether the phone sees a connection now; a server that believes to be connected already, to a phone
 *   that sees nobody, holds the leftovers of an earlier life.
 */
export async function plugIn(port: number, seat: string, reached: () => boolean, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; attempt <= CONNECT_TRIES; attempt++) {
    const answer = await askServer(port, `host:connect:${seat}`, signal);
    if (reached() || /failed to authenticate/.test(answer)) return;
    if (/already connected/.test(answer)) await pullOut(port, seat);
    await delay(RETRY_MS, undefined, { signal });
  }
  throw new Fault('ENV_ADB_SERVER', `The ADB server on port ${port} did not connect to ${seat}.`);
}

/** Resolves when the server has understood the phone's greeting and shows it in its mode, not as offline. */
export async function shownOnline(port: number, seat: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; attempt <= SHOWN_TRIES; attempt++) {
    const state = await askServer(port, `host-serial:${seat}:get-state`, signal).catch(() => 'unknown');
    signal.throwIfAborted();
    if (/^(device|recovery|sideload|rescue)$/.test(state)) return;
    await delay(SHOWN_POLL_MS, undefined, { signal });
  }
  throw new Fault('ENV_ADB_SERVER', `The ADB server on port ${port} does not show ${seat} as online.`);
}

/** Makes the server forget the seat at once. A server that does not know it, or is not there, is fine. */
export async function pullOut(port: number, seat: string): Promise<void> {
  await askServer(port, `host:disconnect:${seat}`, AbortSignal.timeout(DISCONNECT_LIMIT_MS)).catch(() => undefined);
}
