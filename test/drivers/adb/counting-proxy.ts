/** Stands between a driver and the adb server, and counts the connections of the driver. */
import { connect, createServer, type Socket } from 'node:net';

export interface CountingProxy {
  readonly port: number;
  connections(): number;
  settled(connections: number): Promise<void>;
  close(): Promise<void>;
}

export async function countingProxy(target: number): Promise<CountingProxy> {
  const open = new Set<Socket>();
  let changed = Promise.withResolvers<void>();
  const server = createServer((client) => {
    open.add(client);
    const upstream = connect({ host: '127.0.0.1', port: target });
    client.pipe(upstream).pipe(client);
    // An abrupt end on one side is one on the other side too.
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => {
      upstream.destroy();
      open.delete(client);
      changed.resolve();
      changed = Promise.withResolvers();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return {
    port: address.port,
    connections: () => open.size,
    settled: async (connections) => {
      while (open.size > connections) await changed.promise;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
