// Builds the programs of reader/ with Debian's clang and lld, or builds them anew and compares them bit for bit with
// the ones in reader/prebuilt. Nothing of the machine goes into them: no path, no time, no build id.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'reader');
const prebuilt = join(folder, 'prebuilt');
const manifestFile = join(prebuilt, 'manifest.json');

const STRICT = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fno-ident', '-ffreestanding', '-nostdlib'];
const NATIVE = [
  ...['-Os', '-static', '-fno-pic', '-fomit-frame-pointer', '-fno-stack-protector'],
  ...['-fno-unwind-tables', '-fno-asynchronous-unwind-tables'],
  // Pages of 16 KiB, as newer phones have them, are a multiple of 4 KiB.
  ...['-fuse-ld=lld', '-Wl,--build-id=none', '-Wl,-s', '-Wl,-z,norelro', '-Wl,-z,max-page-size=16384'],
];
const WASM = ['-O2', '-fuse-ld=lld', '-Wl,--no-entry', '-Wl,-s'];

const BUILDS = [
  { file: 'reader-arm64', source: 'reader.c', target: 'aarch64-linux-gnu', flags: NATIVE },
  {
    file: 'reader-arm',
    source: 'reader.c',
    target: 'arm-linux-gnueabi',
    flags: ['-march=armv7-a', '-marm', '-mfloat-abi=soft', ...NATIVE],
  },
  { file: 'reader-x86_64', source: 'reader.c', target: 'x86_64-linux-gnu', flags: NATIVE },
  { file: 'reader-x86', source: 'reader.c', target: 'i686-linux-gnu', flags: ['-march=i686', ...NATIVE] },
  { file: 'keyed-hash.wasm', source: 'keyed-hash.c', target: 'wasm32', flags: WASM },
];

function fail(text) {
  process.stderr.write(`reader: ${text}\n`);
  process.exit(1);
}

function said(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) fail(`${program} ${args.join(' ')}\n${error?.message ?? stderr}`);
  return stdout;
}

/** First line of what each says of itself, without the folder that it lies in. */
const toolchain = () => ({
  compiler: said('clang', ['--version']).split('\n', 1)[0],
  linker: said('ld.lld', ['--version']).split('\n', 1)[0].split(' (', 1)[0],
});

function build(into) {
  mkdirSync(into, { recursive: true });
  return BUILDS.map(({ file, source, target, flags }) => {
    said('clang', [`--target=${target}`, ...STRICT, ...flags, source, '-o', join(into, file)]);
    const bytes = readFileSync(join(into, file));
    return { file, target, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}

function check() {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const ours = toolchain();
  for (const tool of ['compiler', 'linker']) {
    if (ours[tool] === manifest[tool]) continue;
    fail(
      `The prebuilt files were made with "${manifest[tool]}", and here is "${ours[tool]}". Another ${tool} makes other ` +
        'bytes, so nothing can be said about them. Build with that version, or build anew and look at the difference.',
    );
  }
  const scratch = mkdtempSync(join(tmpdir(), 'wipebench-reader-'));
  try {
    const built = build(scratch);
    const wrong = built.filter(({ file, sha256, bytes }) => {
      const listed = manifest.files.find((entry) => entry.file === file);
      const kept = readFileSync(join(prebuilt, file));
      return listed?.sha256 !== sha256 || listed.bytes !== bytes || !kept.equals(readFileSync(join(scratch, file)));
    });
    if (wrong.length > 0) fail(`not the same bit for bit: ${wrong.map(({ file }) => file).join(', ')}`);
    if (manifest.files.length !== built.length) fail('the manifest lists files that nobody builds');
    process.stdout.write(`reader: ${built.length} files are the same bit for bit (${ours.compiler})\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const [word] = process.argv.slice(2);
if (word !== 'build' && word !== 'check') {
  process.stderr.write('usage: reader.mjs build|check\n');
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), '--with', 'compilers'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
if (word === 'check') check();
else {
  const manifest = { ...toolchain(), files: build(prebuilt) };
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  process.stdout.write(`${manifest.files.map(({ file, bytes }) => `${file}: ${bytes} bytes\n`).join('')}`);
}
