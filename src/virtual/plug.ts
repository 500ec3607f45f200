/**
 * The cable between a virtual phone and a real ADB server. The server itself looks for TCP phones only about every ten
 * seconds, so the bench tells it at once, with the requests that `adb connect` and `adb disconnect` send
 * (AOSP adb/docs/dev/services.md, smart socket: four hex digits length, text; OKAY or FAIL).
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../faults/fault.ts';

const HOST = '127.0.0.1';
const POLL_MS = 10;
const FORGET_LIMIT_MS = 10_000;

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

/** The two ports of an emulator; adb shows it as `emulator-CONSOLE` (AOSP adb/transport.cpp connect_emulator). */
export function emulatorTarget(consolePort: number, adbPort: number): string {
  return `emu:${consolePort},${adbPort}`;
}

/** Makes the server connect to the seat; its own words about it. Takes up to ten seconds when the phone does not trust it. */
export function connectSeat(port: number, seat: string, signal: AbortSignal): Promise<string> {
  return askServer(port, `host:connect:${seat}`, signal);
}

/** The server's own word for the phone on the seat, or undefined when it knows none there. */
export async function stateOnServer(port: number, seat: string, signal: AbortSignal): Promise<string | undefined> {
  const lines = (await askServer(port, 'host:devices', signal)).split('\n');
  return lines.find((line) => line.startsWith(`${seat}\t`))?.slice(seat.length + 1);
}

/**
 * Makes the server forget the seat. It says OKAY before it has done so, and as long as it has not, it takes a new
 * connection for the old one; so this waits for the seat to leave its list. A server that does not know the seat, or is
 * not there, is fine.
 */
export async function pullOut(port: number, seat: string): Promise<void> {
  const signal = AbortSignal.timeout(FORGET_LIMIT_MS);
  try {
    // Refused when it does not know the seat; the list below decides.
    await askServer(port, `host:disconnect:${seat}`, signal).catch(() => undefined);
    while ((await stateOnServer(port, seat, signal)) !== undefined) await delay(POLL_MS, undefined, { signal });
  } catch {
    // No server, or one that is stuck: nothing there can mistake the next life for this one, or it will be asked again.
  }
}
