// Packs the package, installs it into an empty prefix, and runs it from there: what a user of the registry would get.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'wipebench-smoke-'));
// The package brings no Node of its own: the one of this checkout stands for the user's.
const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), XDG_DATA_HOME: join(folder, 'data') };
const npmEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(registry|cache|userconfig)$)/.test(name)),
);

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (result.error) throw result.error;
  return result;
}

function expect(ok, text, result) {
  if (!ok) throw new Error(`${text}\n${result.stdout}\n${result.stderr}`);
  process.stdout.write(`ok: ${text}\n`);
}

try {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, env: npmEnv });
  const tarball = packed.stdout.trim().split('\n').at(-1);
  expect(packed.status === 0 && tarball.endsWith('.tgz'), 'npm pack', packed);
  const args = [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    '--prefix',
    join(folder, 'prefix'),
    join(folder, tarball),
  ];
  const installed = run('npm', args, { cwd: folder, env: { ...npmEnv, PATH } });
  expect(installed.status === 0, 'install into an empty prefix', installed);

  const program = join(folder, 'prefix', 'node_modules', '.bin', 'wipebench');
  const env = { ...process.env, ...home, PATH };
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const printed = run(program, ['--version'], { env });
  expect(printed.status === 0 && printed.stdout.trim() === version, `wipebench --version prints ${version}`, printed);
  const help = run(program, ['--help'], { env });
  expect(help.status === 0 && help.stdout.includes('certificate'), 'wipebench --help lists the commands', help);
  const list = run(program, ['virtual', 'list', '--json'], { env });
  expect(list.status === 0 && list.stdout.includes('userdebug-honest'), 'the virtual phones are in the package', list);
  const reader = join(folder, 'prefix', 'node_modules', 'wipebench', 'reader', 'prebuilt');
  const { files } = JSON.parse(readFileSync(join(reader, 'manifest.json'), 'utf8'));
  const whole = files.every(({ file, bytes }) => readFileSync(join(reader, file)).length === bytes);
  expect(whole && files.length === 5, 'the readers for four processors and the keyed hash are in the package', list);
  const init = run(
    program,
    ['init', '--no-passphrase', '--organisation', 'O', '--site', 'S', '--operator-id', 'o', '--operator-name', 'N'],
    { env },
  );
  expect(init.status === 0, 'wipebench init works from the package', init);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
