/**
 * Whether a boot loader listens at an address, without the fastboot program, which would wait for ever: a connection and
 * the greeting `FB01` of both sides (AOSP system/core/fastboot/README.md, section "TCP Protocol v1").
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastbootAddress } from './address.ts';

const GREETING = 'FB01';
/** As the fastboot program waits for it (AOSP system/core/fastboot/tcp.cpp, kHandshakeTimeoutMs). */
const ANSWER_MS = 2000;

/** `silent`: somebody takes the connection and says nothing, as a boot loader does that is busy with another one. */
export type Greeted = 'present' | 'silent' | 'absent';

export function greet({ host, port }: FastbootAddress, signal: AbortSignal): Promise<Greeted> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let connected = false;
    let said = '';
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    const end = (answer: Greeted) => {
      limit.removeEventListener('abort', late);
      socket.destroy();
      resolve(answer);
    };
    const late = () => end(connected ? 'silent' : 'absent');
    limit.addEventListener('abort', late, { once: true });
    socket.on('error', () => end('absent'));
    socket.on('close', () => end('absent'));
    socket.on('connect', () => {
      connected = true;
      socket.write(GREETING);
    });
    socket.on('data', (data: Buffer) => {
      said += data.toString('latin1');
      if (said.length < GREETING.length) return;
      end(said.startsWith('FB') ? 'present' : 'absent');
    });
    if (limit.aborted) late();
  });
}

const AGAIN_MS = 1000;
/** So many refusals in a row: one may be a boot loader that is between two connections. */
const REFUSALS = 3;

/**
 * Runs `work` and tells it when the phone is gone. Over a network the fastboot program does not notice that the other
 * side has hung up: it spins without end (release 29), and on USB it does notice, so there is no need there.
 */
export async function whileThere<T>(address: FastbootAddress, work: (gone: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  const over = new AbortController();
  const watching = (async () => {
    for (let refusals = 0; refusals < REFUSALS; ) {
      await delay(AGAIN_MS, undefined, { signal: over.signal });
      refusals = (await greet(address, over.signal)) === 'absent' ? refusals + 1 : 0;
    }
    gone.abort();
  })();
  watching.catch(() => undefined);
  try {
    return await work(gone.signal);
  } finally {
    over.abort();
  }
}
