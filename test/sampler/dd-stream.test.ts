import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../src/drivers/driver.ts';
import { type DdOptions, openDdReader } from '../../src/sampler/dd-stream.ts';
import { mediumBytes } from '../../src/sampler/medium-bytes.ts';
import { drawnPlaces, fixedPlaces, type Window } from '../../src/sampler/places.ts';
import { childShell, installed, NODE } from './child-shell.ts';
import { seededRandom, seedOf } from './seeded-random.ts';

const MEDIUM = 24 * 1024 * 1024 + 1536;
const content = Buffer.from(seededRandom('medium').bytes(MEDIUM));
const never = new AbortController().signal;
let folder = '';
let image = '';

/** Fails or ends early where the environment says so; the real program does the rest. */
const FAKE_DD = `#!/bin/sh
for word; do case "$word" in if=*) f=\${word#if=};; bs=*) b=\${word#bs=};; skip=*) s=\${word#skip=};; count=*) c=\${word#count=};; esac; done
start=$((\${s:-0} * b)); end=$((start + c * b))
for bad in $BAD_OFFSETS; do
  if [ "$bad" -ge "$start" ] && [ "$bad" -lt "$end" ]; then
    "$REAL_DD" if="$f" bs=512 skip=$((start / 512)) count=$(((bad - start) / 512)) 2>/dev/null
    exit "$BAD_EXIT"
  fi
done
case "$* $NO_DIRECT" in *iflag=direct*yes) echo 'dd: unknown operand iflag' >&2; exit 1;; esac
exec "$REAL_DD" "$@"
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dd-stream-'));
  image = join(folder, 'userdata.img');
  writeFileSync(image, content);
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'dd'), FAKE_DD);
  chmodSync(join(folder, 'bin', 'dd'), 0o755);
  mkdirSync(join(folder, 'busybox'));
  if (installed('busybox')) symlinkSync('/usr/bin/busybox', join(folder, 'busybox', 'dd'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function faulty(env: Record<string, string>, cutAfter?: number): Shell {
  const path = `${join(folder, 'bin')}:${process.env['PATH']}`;
  const cut = cutAfter === undefined ? {} : { cutAfter };
  return childShell({
    program: ['sh'],
    node: NODE,
    file: image,
    env: { PATH: path, REAL_DD: '/usr/bin/dd', BAD_OFFSETS: '', BAD_EXIT: '1', NO_DIRECT: '', ...env },
    ...cut,
  });
}

async function readAll(shell: Shell, windows: readonly Window[], options: DdOptions = {}, signal = never) {
  const reader = await openDdReader(shell, NODE, seededRandom('nonce'), signal, options);
  const seen: { window: Window; bytes: Buffer | null }[] = [];
  for await (const { window, bytes } of reader.read(windows, signal)) {
    seen.push({ window, bytes: bytes === null ? null : Buffer.from(bytes) });
  }
  return { reader, seen };
}

const contentOf = ({ offset, length }: Window) => content.subarray(offset, offset + length);

const windows = [...fixedPlaces(MEDIUM), ...drawnPlaces(seedOf('places'), MEDIUM, 65_536, 60)].sort(
  (a, b) => a.offset - b.offset || a.length - b.length,
);

const SHELLS = [
  ['mksh with the dd of coreutils', ['mksh'], ''],
  ['busybox', ['busybox', 'sh'], 'busybox'],
  ['dash', ['dash'], ''],
  ['bash as sh', ['sh'], ''],
] as const;

describe.each(SHELLS)('%s', (_name, program, path) => {
  it.skipIf(!installed(program[0]))('gives every window exactly, with all ways to join requests', async () => {
    const env = path === '' ? {} : { PATH: `${join(folder, path)}:${process.env['PATH']}` };
    const shell = childShell({ program, node: NODE, file: image, env });
    for (const options of [{}, { gapBytes: -1 }, { requestBytes: 65_536, lookAhead: 1 }, { gapBytes: 1 << 30 }]) {
      const { seen } = await readAll(shell, windows, options);
      expect(seen.map(({ window }) => window)).toEqual(windows);
      for (const { window, bytes } of seen) expect(bytes?.equals(contentOf(window))).toBe(true);
    }
    expect(shell.commands.at(-1)).toMatch(/^while read -r u s c t; do if dd if=\/dev\/block\/by-name\/userdata /);
  });

  it.skipIf(!installed(program[0]))('tells the size', async () => {
    const shell = childShell({ program, node: NODE, file: image });
    expect(await mediumBytes(shell, NODE, never)).toBe(MEDIUM);
  });
});

describe('trouble on the medium', () => {
  const near: Window[] = Array.from({ length: 64 }, (_, i) => ({ offset: i * 8192, length: 4096 }));

  it.each([
    ['an input error', '1'],
    ['an end without error', '0'],
  ])('%s makes only the windows unreadable that are', async (_name, exit) => {
    const bad = [3 * 8192, 3 * 8192 + 4096, 40 * 8192 + 512];
    const { seen } = await readAll(faulty({ BAD_OFFSETS: bad.join(' '), BAD_EXIT: exit }), near);
    expect(seen).toHaveLength(near.length);
    expect(new Set(seen.map(({ window }) => window)).size).toBe(near.length);
    for (const { window, bytes } of seen) {
      const unreadable = window.offset === 3 * 8192 || window.offset === 40 * 8192;
      if (unreadable) expect(bytes).toBeNull();
      else expect(bytes?.equals(contentOf(window))).toBe(true);
    }
  });

  it('places behind the end of the medium are unreadable, never empty', async () => {
    const beyond = [0, MEDIUM - 1536, MEDIUM + 8192].map((offset) => ({ offset, length: 4096 }));
    const { seen } = await readAll(childShell({ program: ['sh'], node: NODE, file: image }), beyond);
    const nothing = new Map(seen.map(({ window, bytes }) => [window.offset, bytes === null]));
    expect([...nothing.values()]).toEqual([false, true, true]);
  });

  it('says when the cache is not passed by', async () => {
    const reader = await openDdReader(faulty({ NO_DIRECT: 'yes' }), NODE, seededRandom('nonce'), never).catch((e) => e);
    // Root on this machine may drop its caches, as root on a phone may; anybody else is told.
    expect(reader.channel).toBe('dd-stream');
    const { seen } = await readAll(faulty({ NO_DIRECT: 'yes' }), near);
    for (const { window, bytes } of seen) expect(bytes?.equals(contentOf(window))).toBe(true);
    const shell = childShell({ program: ['sh'], node: NODE, file: image });
    expect((await openDdReader(shell, NODE, seededRandom('nonce'), never)).direct).toBe(true);
  });

  it('refuses a node that cannot be read, and names that are no plain node', async () => {
    const shell = childShell({ program: ['sh'], node: NODE, file: join(folder, 'missing') });
    await expect(openDdReader(shell, NODE, seededRandom('n'), never)).rejects.toMatchObject({
      code: 'VERIFY_SHORT_READ',
    });
    for (const node of ['/dev/block/../sda', '/dev/block/a b', '/dev/block/$(x)', '/data/x', '/dev/block/a;b', '']) {
      await expect(openDdReader(shell, node, seededRandom('n'), never)).rejects.toMatchObject({
        code: 'USAGE_ARGUMENT',
      });
    }
  });
});

describe('trouble on the way', () => {
  const some: Window[] = Array.from({ length: 40 }, (_, i) => ({
    offset: i * 400_000 - ((i * 400_000) % 4096),
    length: 4096,
  }));

  it.each([0, 1, 5000, 4096 + 42, 4096 + 43, 40 * 4139 - 1])('a stream cut after %i bytes is a fault', async (cut) => {
    await expect(readAll(faulty({}, Math.max(cut, 0)), some)).rejects.toMatchObject({
      code: expect.stringMatching(/^(VERIFY_SHORT_READ|DEVICE_CLOSED)$/),
    });
  });

  it('a stream cut before its exit packet is a fault, though all bytes are there', async () => {
    await expect(readAll(faulty({}, 40 * 4139), some)).rejects.toMatchObject({ code: 'DEVICE_CLOSED' });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const reader = await openDdReader(faulty({}), NODE, seededRandom('nonce'), controller.signal);
    const reading = (async () => {
      for await (const _ of reader.read(windows, controller.signal)) controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });

  it('lets go of the stream when the reader loses interest', async () => {
    const reader = await openDdReader(faulty({}), NODE, seededRandom('nonce'), never);
    let count = 0;
    for await (const _ of reader.read(windows, never)) if (++count === 3) break;
    expect(count).toBe(3);
  });
});
