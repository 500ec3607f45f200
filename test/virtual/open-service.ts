/** Opens a service of a phone through the adb server, as the product does for those that the adb client does not know. */
import { connect } from 'node:net';

/** Everything that came, beginning with the server's OKAY or FAIL. */
export function openService(port: number, seat: string, name: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: '127.0.0.1', port });
  const ask = (text: string) => socket.write(`${text.length.toString(16).padStart(4, '0')}${text}`);
  let seen = '';
  let opened = false;
  socket.on('connect', () => ask(`host:transport:${seat}`));
  socket.on('data', (data: Buffer) => {
    seen += data.toString('latin1');
    if (!opened && seen.startsWith('OKAY')) {
      opened = true;
      seen = seen.slice(4);
      ask(name);
    }
  });
  socket.on('error', reject);
  socket.on('close', () => resolve(seen));
  return promise;
}
