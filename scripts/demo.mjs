// The main job, shown on virtual phones behind a real adb server: an honest phone is verified, a locked one is wiped
// as far as it can be checked, and two that lie are caught. Ends with 0 only when each came out as it should.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'demo-output');
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (colour ? `\x1b[1m${text}\x1b[0m` : text);
const green = (text) => (colour ? `\x1b[32m${text}\x1b[0m` : text);
const red = (text) => (colour ? `\x1b[31m${text}\x1b[0m` : text);

const PHONES = [
  { name: 'userdebug-honest', about: 'an honest phone whose raw storage can be read', exit: 0, result: 'verified' },
  {
    name: 'retail-locked',
    about: 'an honest locked phone, by the rescue route',
    exit: 12,
    result: 'performed-unverified',
  },
  { name: 'userdebug-liar', about: 'a phone that says it is erased, and is not', exit: 11, result: 'not-sanitized' },
  { name: 'retail-liar', about: 'a locked phone that lies in the same way', exit: 11, result: 'not-sanitized' },
];
const settings = join(folder, 'settings.json');
const passphrase = join(folder, 'passphrase');
const bin = join(root, 'bin', 'wipebench.js');
const failures = [];

function title(text) {
  process.stdout.write(`\n${bold(`== ${text}`)}\n`);
}

function check(ok, text) {
  process.stdout.write(`${ok ? green('as it should be') : red('WRONG')}: ${text}\n`);
  if (!ok) failures.push(text);
}

/** Runs wipebench as a person would, showing what it prints; resolves with the exit code. */
async function wipebench(args, adbPort) {
  const shown = args.map((word) => (word.startsWith(root) ? relative(root, word) : word)).join(' ');
  process.stdout.write(`${bold(`$ wipebench ${shown}`)}\n`);
  const env = { ...process.env, ANDROID_ADB_SERVER_PORT: String(adbPort) };
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  return code;
}

/** Starts the virtual bench and resolves when its phones are on the adb server. */
async function startPhones() {
  const args = [bin, 'virtual', 'start', ...PHONES.map((phone) => phone.name), '--json', '--quiet'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type !== 'virtual-bench') continue;
    child.stdout.resume();
    return { child, adbPort: event.adbPort, phones: event.phones };
  }
  throw new Error('The virtual phones did not start.');
}

async function wipeAndCheck(phone, seat, adbPort) {
  title(`${phone.name}: ${phone.about}`);
  const common = ['--config', settings, '--passphrase-file', passphrase];
  const before = new Set(certificates());
  const code = await wipebench(['wipe', '--device', seat, '--yes', ...common], adbPort);
  check(code === phone.exit, `exit ${code}, expected ${phone.exit} (${phone.result})`);
  const made = certificates().filter((name) => !before.has(name));
  check(made.length === 1, 'one certificate was written');
  for (const name of made) {
    const file = join(folder, 'data', 'certificates', `${name}.cert`);
    const trust = join(folder, 'keys', 'station.pub');
    const proof = file.replace(/cert$/, 'proof');
    const journal = join(folder, 'data', 'journals', `${name}.jsonl`);
    check(existsSync(proof) && existsSync(journal), 'its proof and its journal are on disk');
    const verified = await wipebench(['certificate', 'verify', file, '--trust', trust, '--proof', proof], adbPort);
    check(verified === 0, `checked offline with the public key alone: exit ${verified}`);
  }
}

function certificates() {
  const listing = spawnSync('ls', [join(folder, 'data', 'certificates')], { encoding: 'utf8' }).stdout ?? '';
  return listing.split('\n').flatMap((name) => (name.endsWith('.cert') ? [name.slice(0, -5)] : []));
}

const started = Date.now();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(passphrase, 'only for this demo\n', { mode: 0o600 });

title('Virtual phones start; the real adb server finds them');
const bench = await startPhones();
try {
  await wipebench(
    ['init', '--config', settings, '--data', join(folder, 'data'), '--keys', join(folder, 'keys')].concat([
      ...['--organisation', 'Demo Refurbishing', '--site', 'Bench 1', '--operator-id', 'demo'],
      ...['--operator-name', 'Demo Operator', '--passphrase-file', passphrase],
    ]),
    bench.adbPort,
  );
  await wipebench(['detect'], bench.adbPort);
  for (const phone of PHONES) {
    const found = bench.phones.find((candidate) => candidate.name === phone.name);
    await wipeAndCheck(phone, found.seat, bench.adbPort);
  }
  title('The ledger holds all of them, and nothing was changed, removed or reordered');
  const ledger = join(folder, 'data', 'ledger.sqlite');
  const trust = join(folder, 'keys', 'station.pub');
  check((await wipebench(['ledger', 'list', '--ledger', ledger], bench.adbPort)) === 0, 'the ledger can be listed');
  check(
    (await wipebench(['ledger', 'check', '--ledger', ledger, '--trust', trust], bench.adbPort)) === 0,
    'the ledger is whole',
  );
} finally {
  bench.child.kill('SIGINT');
  await once(bench.child, 'exit');
}

title(failures.length === 0 ? 'Everything came out as it should' : `${failures.length} things came out wrong`);
process.stdout.write(
  `${Math.round((Date.now() - started) / 1000)} s; certificates, proofs and journals are in demo-output/data\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
