// How fast wipebench is, told as ratios to something measured in the same run. A measurement and no test: it ends with
// 0 whatever the numbers are. `--json` prints one object per line; names of lines limit it to those.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cableLines } from './bench/cables.mjs';
import { classifyingLines } from './bench/classifying.mjs';
import { commandLines } from './bench/commands.mjs';
import { memoryLines } from './bench/memory.mjs';
import { startScript } from './bench/programs.mjs';
import { readerLines } from './bench/reader.mjs';
import { contiguousLines, rootShell, scatteredLine } from './bench/reading.mjs';
import { turnLines } from './bench/turns.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const json = words.includes('--json');
const wanted = words.filter((word) => !word.startsWith('-'));

const number = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

function goalText({ goal, difference }) {
  if (goal === null) return 'none';
  if (difference) return `under ${goal.most} MiB more`;
  return goal.least === undefined ? `at most ${goal.most}` : `at least ${goal.least}`;
}

function show(row) {
  if (json) {
    process.stdout.write(`${JSON.stringify(row)}\n`);
    return;
  }
  const verdict = row.reached === null ? 'told only' : row.reached ? 'reached' : 'not reached';
  const cells = [
    row.what,
    `${number(row.ours)} ${row.unit}`,
    `${number(row.reference)} ${row.unit}`,
    row.difference ? `+${number(row.ratio)} MiB` : number(row.ratio),
    row.between === null ? '' : `${number(row.between[0])}–${number(row.between[1])}`,
    goalText(row),
    verdict,
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'wipebench-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
let phone;
const stop = async () => {
  await phone?.stop();
  phone = undefined;
};
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => void stop().finally(() => process.exit(130)));

try {
  process.stderr.write('Virtual phones are made; then about eight minutes of measuring.\n');
  phone = await startScript(join(HERE, 'bench', 'phone.mjs'), [folder]);
  const { said } = phone;
  const on = (name) => ({ ...said, seat: said.seats[name] });
  const shell = await rootShell(said);
  if (!json) {
    process.stdout.write(`${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}\n\n`);
    process.stdout.write(
      '| What / reference | Ours | Reference | Ratio | From–to | Goal | |\n|---|---:|---:|---:|---|---|---|\n',
    );
  }
  const groups = {
    contiguous: () => contiguousLines(said, shell),
    cables: () => cableLines(on),
    scattered: () => [() => scatteredLine(said, shell)],
    reader: () => readerLines(on, shell),
    turns: () => turnLines(on('usb3')),
    commands: () => commandLines(said),
    memory: () => memoryLines(said),
    classify: () => classifyingLines(),
  };
  for (const [name, lines] of Object.entries(groups)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const measure of lines()) show(await measure());
  }
} finally {
  await stop();
}
