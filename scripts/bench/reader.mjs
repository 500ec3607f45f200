// The reader on the phone: as a source of bytes for many small places, and as the one who classifies.
import { systemRandom } from '../../dist/host/random.js';
import { challenge, KeptClaims } from '../../dist/sampler/challenge.js';
import { KeyedHash } from '../../dist/sampler/keyed-hash.js';
import { installReader } from '../../dist/sampler/reader-install.js';
import { alternate, line } from './measure.mjs';
import { EMPTY_AT, MIB, NODE, PLACES, RANDOM_AT, RANDOM_BYTES } from './medium.mjs';
import { classifyOnly, contiguous, drawn, oneCallEach, readWindowsBy, rootShell, streamed } from './reading.mjs';

const signal = new AbortController().signal;

async function withReader(shell, work) {
  const installed = await installReader(shell, NODE, systemRandom, signal);
  if (!installed.installed) throw new Error(installed.why);
  await work(installed.reader);
  await installed.remove();
}

async function places(shell, windows) {
  await withReader(shell, (reader) => readWindowsBy(reader, windows, classifyOnly));
}

async function scatteredReader(phone, shell) {
  const windows = drawn();
  const { ours, reference, faster, between } = await alternate(
    3,
    () => places(shell, windows),
    () => oneCallEach(phone, windows),
  );
  return line(
    'scattered-reader',
    `${PLACES} places of 4 KiB by the reader, put there and removed / one adb shell dd each`,
    {
      ours: (ours / PLACES) * 1e6,
      reference: (reference / PLACES) * 1e6,
      ratio: faster,
      between,
      unit: 'µs a place',
      goal: { least: 100 },
    },
  );
}

/** Every block is spoken of, and the hash of each that tells something is here. */
async function classified(reader, windows, challenged) {
  const hash = new KeyedHash(systemRandom);
  const kept = new KeptClaims(systemRandom, challenged);
  let blocks = 0;
  for await (const claim of reader.classify(windows, hash, null, signal)) {
    if (claim.blocks === null) throw new Error(`nothing at ${claim.window.offset}`);
    blocks += claim.blocks.length;
    kept.add(claim);
  }
  if (blocks !== windows.reduce((sum, { length }) => sum + length / 4096, 0)) throw new Error('blocks are missing');
  if (challenged > 0) await challenge(reader, kept, hash, null, signal);
}

const REFERENCE_BYTES = 64 * MIB;

async function fullRead(phone, { id, what, offset, bytes, challenged = 0, reference: wanted = REFERENCE_BYTES, goal }) {
  const shell = await rootShell(phone);
  const windows = contiguous(offset, bytes, MIB);
  let times;
  // The reader is put there once for a whole medium, so that is no part of the rate.
  await withReader(shell, async (reader) => {
    times = await alternate(
      3,
      () => classified(reader, windows, challenged),
      () => streamed(phone, RANDOM_AT, wanted),
    );
  });
  const { ours, reference, between } = times;
  const [own, theirs] = [bytes / MIB / ours, wanted / MIB / reference];
  const scale = bytes / wanted;
  return line(id, what, {
    ours: own,
    reference: theirs,
    ratio: own / theirs,
    between: between.map((faster) => faster * scale),
    unit: 'MiB/s',
    goal,
  });
}

export const readerLines = (on, shell) => [
  () => scatteredReader(on('loopback'), shell),
  () =>
    fullRead(on('loopback'), {
      id: 'reader-no-cable',
      what: 'full read of 1 GiB of ciphertext, the phone classifies, no limit of a cable / adb shell dd, discarded',
      offset: RANDOM_AT,
      bytes: RANDOM_BYTES,
      reference: RANDOM_BYTES,
      goal: { least: 0.9 },
    }),
  () =>
    fullRead(on('usb2'), {
      id: 'reader-random',
      what: 'full read of 1 GiB of ciphertext, the phone classifies, cable of 35 MiB/s / adb shell dd, discarded',
      offset: RANDOM_AT,
      bytes: RANDOM_BYTES,
      goal: { least: 10 },
    }),
  () =>
    fullRead(on('usb2'), {
      id: 'reader-empty',
      what: 'full read of 2 GiB that are empty, the phone classifies, cable of 35 MiB/s / adb shell dd, discarded',
      offset: EMPTY_AT,
      bytes: 2048 * MIB,
      goal: { least: 10 },
    }),
  () =>
    fullRead(on('usb2'), {
      id: 'reader-challenge',
      what: 'the same, and 16 of the windows challenged / adb shell dd, discarded',
      offset: EMPTY_AT,
      bytes: 2048 * MIB,
      challenged: 16,
    }),
];
