// Makes this checkout ready: npm packages and system programs. Idempotent; nothing missing costs under 0.3 s.
// Plain Node 18 code with no dependency, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.wipebench-setup');

/** Program to look for, and the package that brings it: apt, dnf, pacman, brew. Empty: not to be had there. */
const PROGRAMS = [
  { program: 'adb', packages: ['adb', 'android-tools', 'android-tools', '--cask android-platform-tools'] },
  { program: 'fastboot', packages: ['fastboot', 'android-tools', 'android-tools', '--cask android-platform-tools'] },
  { program: 'bwrap', packages: ['bubblewrap', 'bubblewrap', 'bubblewrap', ''] },
  { program: 'mksh', packages: ['mksh', 'mksh', 'mksh', 'mksh'] },
  { program: 'busybox', packages: ['busybox-static', 'busybox', 'busybox', ''] },
  { program: 'mke2fs', packages: ['e2fsprogs', 'e2fsprogs', 'e2fsprogs', 'e2fsprogs'] },
  { program: 'debugfs', packages: ['e2fsprogs', 'e2fsprogs', 'e2fsprogs', 'e2fsprogs'] },
  { program: 'mkfs.f2fs', packages: ['f2fs-tools', 'f2fs-tools', 'f2fs-tools', ''] },
  { program: 'openssl', packages: ['openssl', 'openssl', 'openssl', 'openssl'] },
];
/** For those who ask with `--with NAME`. Where `needed` is false, what cannot be had is said and no failure. */
const GROUPS = {
  compilers: {
    needed: true,
    programs: [
      { program: 'clang', packages: ['clang', 'clang', 'clang', 'llvm'] },
      { program: 'ld.lld', packages: ['lld', 'lld', 'lld', 'lld'] },
      { program: 'wasm-ld', packages: ['lld', 'lld', 'lld', 'lld'] },
    ],
  },
  // The reader for other processors is tested under these.
  tests: {
    needed: false,
    programs: ['qemu-arm-static', 'qemu-aarch64-static', 'qemu-i386-static'].map((program) => ({
      program,
      packages: ['qemu-user-static', 'qemu-user-static', 'qemu-user-static', ''],
    })),
  },
};
const MANAGERS = [
  { name: 'apt', found: 'apt-get', install: 'apt-get install -y' },
  { name: 'dnf', found: 'dnf', install: 'dnf install' },
  { name: 'pacman', found: 'pacman', install: 'pacman -S' },
  { name: 'brew', found: 'brew', install: 'brew install' },
];

const searchPath = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

function has(program) {
  return searchPath.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function packagesFor(missing, manager) {
  return [...new Set(missing.map((entry) => entry.packages[manager]).filter((name) => name !== ''))];
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

function installWithApt(missing) {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!has('apt-get') || (prefix.length > 0 && !run('sudo', ['-n', 'true'], { stdio: 'ignore' }))) return false;
  const command = (args) => {
    const [first, ...rest] = [...prefix, 'apt-get', ...args];
    return run(first, rest, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 2],
    });
  };
  process.stderr.write(`setup: installing ${packagesFor(missing, 0).join(' ')} with apt\n`);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packagesFor(missing, 0)];
  return command(install) || (command(['update', '-qq']) && command(install));
}

function installPrograms(programs) {
  const missing = programs.filter((entry) => !has(entry.program));
  if (missing.length === 0 || (installWithApt(missing) && programs.every((entry) => has(entry.program)))) return true;
  process.stderr.write(`setup: these programs are missing: ${missing.map((entry) => entry.program).join(', ')}\n`);
  MANAGERS.forEach((manager, index) => {
    const mark = has(manager.found) ? '->' : '  ';
    process.stderr.write(`${mark} ${manager.name}: ${manager.install} ${packagesFor(missing, index).join(' ')}\n`);
  });
  process.stderr.write('setup: install them and run the same command again.\n');
  return false;
}

function installModules() {
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const wanted = `${digest} ${process.platform} ${process.arch}\n`;
  const current = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (current === wanted && existsSync(join(root, 'node_modules', '.bin', 'node'))) return true;
  process.stderr.write('setup: installing npm packages\n');
  // Not inherited: a nested npm must not see the settings of the npm that runs this script.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  if (!run('npm', args, { env, stdio: ['ignore', 2, 2] })) return false;
  writeFileSync(stamp, wanted);
  return true;
}

const words = process.argv.slice(2);
const asked = words.flatMap((word, index) => (words[index - 1] === '--with' ? [word] : []));
const groups = asked.map((name) => GROUPS[name]);
if (words.length !== 2 * asked.length || groups.includes(undefined)) {
  process.stderr.write(`usage: setup.mjs [--with ${Object.keys(GROUPS).join('|')}]...\n`);
  process.exit(2);
}

if (!installModules() || !installPrograms(PROGRAMS)) process.exit(5);
for (const { needed, programs } of groups) if (!installPrograms(programs) && needed) process.exit(5);
