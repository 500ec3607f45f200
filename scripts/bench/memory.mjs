// How much a process grows while it samples. Each reading has a process of its own: memory.mjs PORT SEAT KIND.
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../dist/host/clock.js';
import { systemRandom } from '../../dist/host/random.js';
import { challenge, KeptClaims } from '../../dist/sampler/challenge.js';
import { claimOf, judgeClaim } from '../../dist/sampler/claims.js';
import { openDdReader } from '../../dist/sampler/dd-stream.js';
import { KeyedHash } from '../../dist/sampler/keyed-hash.js';
import { drawSeed } from '../../dist/sampler/places.js';
import { installReader } from '../../dist/sampler/reader-install.js';
import { sampleAfter } from '../../dist/sampler/sample.js';
import { line, median } from './measure.mjs';
import { EMPTY_AT, MEDIUM_BYTES, MIB, NODE, PLACE_BYTES, PLACES } from './medium.mjs';
import { startScript } from './programs.mjs';
import { contiguous, readWindows, rootShell } from './reading.mjs';

const GIB = 1024 * MIB;
const LOOK_EVERY_MS = 5;
const FILE = fileURLToPath(import.meta.url);
const signal = new AbortController().signal;

/** The GiB is random bytes. */
const KINDS = {
  '1-mib': (shell) => all(shell, MIB),
  '64-kib': (shell) => all(shell, 64 * 1024),
  reader: classifiedByPhone,
  places: async (shell) => {
    const reader = await openDdReader(shell, NODE, systemRandom, signal);
    const common = { bytes: MEDIUM_BYTES, windowBytes: PLACE_BYTES, n: PLACES, canaries: null, signal };
    const keyBlob = { before: { unavailable: '' }, after: { unavailable: '' } };
    await sampleAfter(reader, {
      ...common,
      seed: drawSeed(systemRandom, 'bench'),
      baseline: null,
      keyBlob,
      clock: systemClock,
    });
  },
};

async function classifiedByPhone(shell) {
  const installed = await installReader(shell, NODE, systemRandom, signal);
  const hash = new KeyedHash(systemRandom);
  const kept = new KeptClaims(systemRandom);
  const windows = contiguous(EMPTY_AT - GIB, GIB, 64 * 1024);
  for await (const claim of installed.reader.classify(windows, hash, null, signal)) kept.add(claim);
  await challenge(installed.reader, kept, hash, null, signal);
  await installed.remove();
}

const all = (shell, length) =>
  readWindows(shell, contiguous(EMPTY_AT - GIB, GIB, length), (_window, bytes) =>
    judgeClaim(claimOf(bytes, null, null), null),
  );

/** In the child. */
async function watchOurselves(port, seat, kind) {
  const shell = await rootShell({ port: Number(port), seat });
  await shell.run('true', signal);
  await delay(200);
  const idle = process.memoryUsage.rss();
  let most = idle;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  await KINDS[kind](shell);
  look();
  clearInterval(timer);
  process.stdout.write(`${JSON.stringify({ idle, most })}\n`);
}

async function grown(phone, kind) {
  const child = await startScript(FILE, [String(phone.port), phone.seat, kind], phone.env);
  await child.stop();
  return child.said;
}

async function memoryLine(phone, id, what, kind) {
  const runs = [];
  for (let round = 0; round < 3; round += 1) runs.push(await grown(phone, kind));
  const idle = median(runs.map((run) => run.idle)) / MIB;
  const growth = median(runs.map((run) => run.most - run.idle)) / MIB;
  return {
    ...line(id, what, { ours: idle + growth, reference: idle, ratio: growth, unit: 'MiB', goal: { most: 40 } }),
    difference: true,
  };
}

export const memoryLines = (phone) => [
  () => memoryLine(phone, 'memory-1-mib', 'memory while 1 GiB is read, windows of 1 MiB / idle before', '1-mib'),
  () => memoryLine(phone, 'memory-64-kib', 'memory while 1 GiB is read, windows of 64 KiB / idle before', '64-kib'),
  () =>
    memoryLine(
      phone,
      'memory-reader',
      'memory while the phone classifies 1 GiB, challenge included / idle before',
      'reader',
    ),
  () =>
    memoryLine(phone, 'memory-places', `memory while ${PLACES} places of 4 KiB are sampled / idle before`, 'places'),
];

if (process.argv[1] === FILE) {
  await watchOurselves(...process.argv.slice(2));
  process.exit();
}
