/**
 * Whether a boot loader listens at an address, without the fastboot program, which would wait for ever: a connection and
 * the greeting `FB01` of both sides (AOSP system/core/fastboot/README.md, section "TCP Protocol v1").
 */
import { connect } from 'node:net';
import type { FastbootAddress } from './address.ts';

const GREETING = 'FB01';
const ANSWER_MS = 1000;

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
