// Virtual phones behind a private adb server, alike but for their cable, in a process of its own, so that they take no turn from what is
// measured. Prints one line of JSON when they are up, and ends when its standard input does.
import { randomFillSync } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { startPrivateAdbServer } from '../../dist/drivers/adb/private-server.js';
import { loadDefinition } from '../../dist/virtual/definition-file.js';
import { startVirtualBench } from '../../dist/virtual/virtual-bench.js';
import { CABLES, MEDIUM_BYTES, MIB, RANDOM_AT, RANDOM_BYTES } from './medium.mjs';

const [folder] = process.argv.slice(2);

async function fill(file) {
  const handle = await open(file, 'r+');
  const chunk = Buffer.alloc(MIB);
  for (let at = 0; at < RANDOM_BYTES; at += MIB) await handle.write(randomFillSync(chunk), 0, MIB, RANDOM_AT + at);
  await handle.close();
}

const ended = Promise.withResolvers();
process.stdin.once('end', ended.resolve).once('error', ended.resolve).resume();
// Ctrl-C reaches the whole group; the parent then ends our input, and we tidy up.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', ended.resolve);

const undo = [];
try {
  const server = await startPrivateAdbServer({ folder: join(folder, 'adb') });
  undo.push(() => server.stop());
  const { sdCard: _none, ...definition } = await loadDefinition('userdebug-honest');
  const userdata = { ...definition.userdata, sizeMib: MEDIUM_BYTES / MIB, filledMib: 16 };
  const phone = { ...definition, userdata, timing: { bootMs: 0, wipeMs: 0 } };
  const bench = await startVirtualBench({
    definitions: Object.entries(CABLES).map(([name, mibPerSecond]) => ({
      ...phone,
      name,
      ...(mibPerSecond === null ? {} : { cable: { mibPerSecond } }),
    })),
    stateFolder: join(folder, 'phones'),
    adbServerPort: server.port,
  });
  undo.push(() => bench.close());
  for (const each of bench.phones) await fill(each.rawPath('userdata'));
  const seats = Object.fromEntries(bench.phones.map(({ name, seat }) => [name, seat]));
  process.stdout.write(`${JSON.stringify({ port: server.port, env: server.env, seat: seats.loopback, seats })}\n`);
  await ended.promise;
} finally {
  for (const each of undo.toReversed()) await each();
}
process.exit();
