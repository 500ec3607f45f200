// How long a process that reads eight phones keeps its event loop waiting. Eight streams of the phone whose cable carries
// 300 MiB/s are what eight phones on USB 2 are, 35 MiB/s each. Measured in processor time of the main thread between two
// rounds of the loop, so that what else the machine does is left out. In a process of its own: turns.mjs KIND PORT SEAT.
import { fileURLToPath } from 'node:url';
import { line, median } from './measure.mjs';
import { MIB, RANDOM_AT } from './medium.mjs';
import { startScript } from './programs.mjs';
import { classifyOnly, contiguous, readWindows, rootShell, withBaseline } from './reading.mjs';

const FILE = fileURLToPath(import.meta.url);
const PHONES = 8;
const EACH_BYTES = 64 * MIB;
const ROUNDS = 3;
const GOAL_MS = 20;

/** Calls between the rounds of the loop. @returns the most of them in milliseconds, when asked */
function watchRounds() {
  let most = 0;
  let over = false;
  let before = process.threadCpuUsage();
  const look = () => {
    if (over) return;
    const now = process.threadCpuUsage();
    most = Math.max(most, now.user + now.system - before.user - before.system);
    before = now;
    setImmediate(look);
  };
  look();
  return () => {
    over = true;
    return most / 1000;
  };
}

/** In the child. */
async function readEight(kind, port, seat) {
  const shell = await rootShell({ port: Number(port), seat });
  const look = kind === 'baseline' ? withBaseline() : classifyOnly;
  await readWindows(shell, contiguous(RANDOM_AT, 32 * MIB, MIB), look);
  const most = watchRounds();
  const windows = contiguous(RANDOM_AT, EACH_BYTES, MIB);
  await Promise.all(Array.from({ length: PHONES }, () => readWindows(shell, windows, look)));
  process.stdout.write(`${JSON.stringify({ most: most() })}\n`);
}

async function turnLine(phone, kind, what) {
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = await startScript(FILE, [kind, String(phone.port), phone.seat], phone.env);
    await child.stop();
    runs.push(child.said.most);
  }
  const ours = median(runs);
  return line(`turns-${kind}`, what, {
    ours,
    reference: GOAL_MS,
    ratio: ours / GOAL_MS,
    between: [Math.min(...runs) / GOAL_MS, Math.max(...runs) / GOAL_MS],
    unit: 'ms',
    goal: { most: 1 },
  });
}

export const turnLines = (phone) => [
  () => turnLine(phone, 'classify', 'longest round of the event loop while 8 phones are verified / goal'),
  () => turnLine(phone, 'baseline', 'the same, each block also looked up in the baseline / goal'),
];

if (process.argv[1] === FILE) {
  await readEight(...process.argv.slice(2));
  process.exit();
}
