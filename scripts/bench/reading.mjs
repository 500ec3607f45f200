// Reading the phone's storage, against the adb client doing the same without looking at the bytes.

import { adbDriver } from '../../dist/drivers/adb/driver.js';
import { systemRandom } from '../../dist/host/random.js';
import { Baseline } from '../../dist/sampler/baseline.js';
import { claimOf, judgeClaim } from '../../dist/sampler/claims.js';
import { openDdReader } from '../../dist/sampler/dd-stream.js';
import { drawnPlaces, drawSeed } from '../../dist/sampler/places.js';
import { alternate, line } from './measure.mjs';
import { EMPTY_AT, MEDIUM_BYTES, MIB, NODE, PLACE_BYTES, PLACES, RANDOM_AT, SOME_BYTES } from './medium.mjs';
import { drain } from './programs.mjs';

const signal = new AbortController().signal;

/** A session on the phone of that seat, once it is in a state that `accepts`. */
async function sessionOf(port, seat, accepts) {
  const driver = adbDriver({ host: '127.0.0.1', port, program: 'adb' });
  const watching = new AbortController();
  try {
    for await (const seen of driver.watch(watching.signal)) {
      const phone = seen.find((each) => each.serial === seat);
      if (phone?.state === 'device' && accepts(phone)) return { phone, session: await driver.open(phone, signal) };
    }
  } finally {
    watching.abort();
  }
  throw new Error('the phone is gone');
}

/** A root shell of the phone. */
export async function rootShell({ port, seat }) {
  const { phone, session } = await sessionOf(port, seat, () => true);
  if ((await session.root(signal)) !== 'restarting') return session.shell;
  return (await sessionOf(port, seat, (next) => next.handle !== phone.handle)).session.shell;
}

/** Windows of `length` side by side. */
export function contiguous(offset, bytes, length) {
  return Array.from({ length: bytes / length }, (_, index) => ({ offset: offset + index * length, length }));
}

export function drawn() {
  return [...drawnPlaces(drawSeed(systemRandom, 'bench'), MEDIUM_BYTES, PLACE_BYTES, PLACES)];
}

/** Opens `dd` and reads all windows; `look` gets each. @throws when one is missing */
export async function readWindows(shell, windows, look) {
  await readWindowsBy(await openDdReader(shell, NODE, systemRandom, signal), windows, look);
}

export async function readWindowsBy(reader, windows, look) {
  let count = 0;
  for await (const { window, bytes } of reader.read(windows, signal)) {
    if (bytes?.length !== window.length) throw new Error(`no bytes at ${window.offset}`);
    look(window, bytes);
    count += 1;
  }
  if (count !== windows.length) throw new Error(`${count} windows instead of ${windows.length}`);
}

export const classifyOnly = (_window, bytes) => judgeClaim(claimOf(bytes, null, null), null);

export function withBaseline() {
  const baseline = new Baseline(systemRandom, systemRandom.bytes(32), MEDIUM_BYTES, PLACE_BYTES, 0);
  baseline.finish();
  return (window, bytes) => baseline.look(window, claimOf(bytes, baseline.hash, null), false);
}

export async function streamed(phone, skip, wanted = SOME_BYTES) {
  const dd = `dd if=${NODE} bs=1M skip=${skip / MIB} count=${wanted / MIB} 2>/dev/null`;
  const bytes = await drain('adb', ['-s', phone.seat, 'shell', '-T', dd], phone.env);
  if (bytes !== wanted) throw new Error(`adb gave ${bytes} bytes`);
}

export async function contiguousLine(phone, shell, { id, what, offset, look, bytes = SOME_BYTES, rounds = 7 }) {
  const windows = contiguous(offset, bytes, MIB);
  const { ours, reference, faster, between } = await alternate(
    rounds,
    () => readWindows(shell, windows, look()),
    () => streamed(phone, offset, bytes),
  );
  const mib = bytes / MIB;
  return line(id, what, {
    ours: mib / ours,
    reference: mib / reference,
    ratio: faster,
    between,
    unit: 'MiB/s',
    goal: { least: 0.9 },
  });
}

export const contiguousLines = (phone, shell) => [
  () =>
    contiguousLine(phone, shell, {
      id: 'contiguous-empty',
      what: 'verify 256 MiB that are empty, windows of 1 MiB / adb shell dd, discarded',
      offset: EMPTY_AT,
      look: () => classifyOnly,
    }),
  () =>
    contiguousLine(phone, shell, {
      id: 'contiguous-random',
      what: 'verify 256 MiB of ciphertext, windows of 1 MiB / adb shell dd, discarded',
      offset: RANDOM_AT,
      look: () => classifyOnly,
    }),
  () =>
    contiguousLine(phone, shell, {
      id: 'contiguous-baseline',
      what: 'the same, each block also looked up in the baseline / adb shell dd, discarded',
      offset: RANDOM_AT,
      look: withBaseline,
    }),
];

const CALLS = 100;

/** One adb call for each place, as a script would; a hundred of them, and the time for all by the rule of three. */
export async function oneCallEach(phone, windows) {
  const step = Math.floor(windows.length / CALLS);
  const some = windows.filter((_, index) => index % step === 0).slice(0, CALLS);
  const started = performance.now();
  for (const { offset } of some) {
    const dd = `dd if=${NODE} bs=${PLACE_BYTES} skip=${offset / PLACE_BYTES} count=1 2>/dev/null`;
    const bytes = await drain('adb', ['-s', phone.seat, 'shell', '-T', dd], phone.env);
    if (bytes !== PLACE_BYTES) throw new Error(`adb gave ${bytes} bytes`);
  }
  return ((performance.now() - started) / 1000 / some.length) * windows.length;
}

export async function scatteredLine(phone, shell) {
  const windows = drawn();
  const { ours, reference, faster, between } = await alternate(
    3,
    () => readWindows(shell, windows, classifyOnly),
    () => oneCallEach(phone, windows),
  );
  return line('scattered', `sample ${PLACES} places of 4 KiB / one adb shell dd for each place`, {
    ours: (ours / PLACES) * 1e6,
    reference: (reference / PLACES) * 1e6,
    ratio: faster,
    between,
    unit: 'µs a place',
    goal: { least: 5 },
  });
}
