// How long the event loop of a process is kept waiting while it reads eight phones. Eight streams of the phone whose
// cable carries 300 MiB/s are what eight phones on USB 2 are, 35 MiB/s each. The reference is a process that does nothing
// at the same time: what it is kept waiting is the machine's doing. In a process of its own: turns.mjs KIND PORT SEAT.
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { line, median } from './measure.mjs';
import { MIB, RANDOM_AT } from './medium.mjs';
import { startScript } from './programs.mjs';
import { classifyOnly, contiguous, readWindows, rootShell, withBaseline } from './reading.mjs';

const FILE = fileURLToPath(import.meta.url);
const PHONES = 8;
const EACH_BYTES = 64 * MIB;
const ROUNDS = 3;

const watched = () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  return () => {
    delay.disable();
    process.stdout.write(`${JSON.stringify({ most: delay.percentile(99.9) / 1e6, max: delay.max / 1e6 })}\n`);
  };
};

/** In the child. */
async function readEight(kind, port, seat) {
  const shell = await rootShell({ port: Number(port), seat });
  const look = kind === 'baseline' ? withBaseline() : classifyOnly;
  await readWindows(shell, contiguous(RANDOM_AT, 16 * MIB, MIB), look);
  const tell = watched();
  const windows = contiguous(RANDOM_AT, EACH_BYTES, MIB);
  await Promise.all(Array.from({ length: PHONES }, () => readWindows(shell, windows, look)));
  tell();
}

/** In another child: as long as its input lasts. */
async function idle() {
  const tell = watched();
  process.stdout.write('{}\n');
  await once(process.stdin.resume(), 'end');
  tell();
}

async function turnLine(phone, kind, what) {
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const quiet = await startScript(FILE, ['idle']);
    const child = await startScript(FILE, [kind, String(phone.port), phone.seat], phone.env);
    await child.stop();
    const [, last] = await quiet.stop();
    runs.push({ ...child.said, idle: last.most });
  }
  const ours = median(runs.map(({ most }) => most));
  const reference = median(runs.map((run) => run.idle));
  return line(`turns-${kind}`, what, {
    ours,
    reference,
    ratio: ours - reference,
    between: [Math.min(...runs.map(({ most }) => most)), Math.max(...runs.map(({ max }) => max))],
    unit: 'ms',
    goal: { most: 20 },
  });
}

export const turnLines = (phone) => [
  () =>
    turnLine(
      phone,
      'classify',
      'delay of the event loop with 8 phones, 99.9 % of all rounds / of an idle process meanwhile',
    ),
  () => turnLine(phone, 'baseline', 'the same, each block also looked up in the baseline'),
];

if (process.argv[1] === FILE) {
  const [kind, ...where] = process.argv.slice(2);
  await (kind === 'idle' ? idle() : readEight(kind, ...where));
  process.exit();
}
