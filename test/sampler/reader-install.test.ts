import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell, ShellResult } from '../../src/drivers/driver.ts';
import { installReader, processorOf } from '../../src/sampler/reader-install.ts';
import { childShell, NODE } from './child-shell.ts';
import { seededRandom } from './seeded-random.ts';

const never = new AbortController().signal;
const content = Buffer.from(seededRandom('medium').bytes(64 * 4096));
let folder = '';
let image = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reader-install-'));
  image = join(folder, 'userdata.img');
  writeFileSync(image, content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Said = Partial<ShellResult>;

/** A phone whose folders for the reader are folders here; `change` says what it answers otherwise. */
function phone(change: (command: string) => Said | 'hang' | undefined = () => undefined) {
  const tmp = join(folder, `tmp-${Math.random().toString(36).slice(2)}`);
  for (const name of ['dev', 'tmp', 'data/local/tmp']) mkdirSync(join(tmp, name), { recursive: true });
  const shell = childShell({ program: ['sh'], node: NODE, file: image });
  const here = (command: string) =>
    command.replaceAll(/(\/dev|\/tmp|\/data\/local\/tmp)\/wipebench/g, `${tmp}$1/wipebench`);
  const commands: string[] = [];
  const own: Shell = {
    run: async (command, signal, input) => {
      commands.push(command);
      const said = change(command);
      if (said === 'hang') {
        signal.throwIfAborted();
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
      if (said !== undefined) return { exitCode: 0, stdout: '', stderr: '', ...said };
      return shell.run(here(command), signal, input);
    },
    stream: (command, signal) => shell.stream(here(command), signal),
  };
  const left = () =>
    ['dev', 'tmp', 'data/local/tmp'].flatMap((name) => readdirSync(join(tmp, name)).map((file) => `/${name}/${file}`));
  return { shell: own, commands, left };
}

const install = (shell: Shell, signal = never) => installReader(shell, NODE, seededRandom('install'), signal);

describe('which reader', () => {
  const WIDE = '\x7fELF\x02';
  const NARROW = '\x7fELF\x01';
  it.each([
    ['aarch64\n', WIDE, 'arm64'],
    ['aarch64', '', 'arm64'],
    ['aarch64', NARROW, 'arm'],
    ['armv8l', NARROW, 'arm'],
    ['armv7l', NARROW, 'arm'],
    ['x86_64', WIDE, 'x86_64'],
    ['x86_64', NARROW, 'x86'],
    ['i686', NARROW, 'x86'],
    ['arm64-v8a', WIDE, 'arm64'],
    ['armeabi-v7a', NARROW, 'arm'],
    ['armv6l', NARROW, undefined],
    ['riscv64', WIDE, undefined],
    ['mips', NARROW, undefined],
    ['constructor', '', undefined],
    ['', '', undefined],
  ])('%j with %j: %s', (name, elf, processor) => {
    expect(processorOf(name, elf)).toBe(processor);
  });
});

describe('installing the reader', () => {
  it('puts it on the phone, reads with it, and leaves nothing', async () => {
    const { shell, left, commands } = phone();
    const result = await install(shell);
    if (!result.installed) throw new Error(result.why);
    expect(result).toMatchObject({ processor: 'x86_64', digestChecked: true });
    expect(left()).toEqual([expect.stringMatching(/^\/dev\/wipebench-reader-[0-9a-f]{16}$/)]);
    const windows = [{ offset: 8192, length: 4096 }];
    for await (const { bytes } of result.reader.read(windows, never)) {
      expect(Buffer.from(bytes ?? []).equals(content.subarray(8192, 12_288))).toBe(true);
    }
    await result.remove();
    expect(left()).toEqual([]);
    // Constants, digits of ours and checked paths alone.
    for (const command of commands) expect(command).toMatch(/^[\w ./|&>;=$()-]+$/);
  });

  it.each([
    ['memory cannot be written', '/tmp', (command) => command.includes('cat >/dev/') && { exitCode: 1 }],
    ['nothing may be run from memory', '/tmp', (command) => command.startsWith('exec /dev/') && 126],
    [
      'the storage alone takes it',
      '/data/local/tmp',
      (command) => /cat >\/(dev|tmp)\//.test(command) && { exitCode: 1 },
    ],
    ['memory is gone with the command', '/tmp', (command) => command.startsWith('exec /dev/') && 127],
  ] as [string, string, (command: string) => Said | number | false][])(
    'where %s it goes to %s, and leaves nothing elsewhere',
    async (_name, where, change) => {
      const { shell, left } = phone((command) => {
        const said = change(command);
        return typeof said === 'object' ? said : undefined;
      });
      const stream: Shell['stream'] = (command, signal) => {
        const exitCode = change(command);
        return shell.stream(typeof exitCode === 'number' ? `exit ${exitCode}` : command, signal);
      };
      const result = await install({ ...shell, stream });
      if (!result.installed) throw new Error(result.why);
      expect(left()).toEqual([expect.stringContaining(`${where}/wipebench-reader-`)]);
      await result.remove();
      expect(left()).toEqual([]);
    },
  );

  it('does without the digest where the phone cannot tell it', async () => {
    const { shell } = phone((command) => (command.startsWith('sha256sum') ? { exitCode: 127 } : undefined));
    const result = await install(shell);
    expect(result).toMatchObject({ installed: true, digestChecked: false });
    if (result.installed) await result.remove();
  });

  it.each<[string, string, (command: string) => Said | undefined]>([
    [
      'another processor',
      'unknown-processor',
      (command) => (command.startsWith('uname') ? { stdout: 'riscv64\n' } : undefined),
    ],
    ['no room', 'not-written', (command) => (command.includes('cat >') ? { exitCode: 1 } : undefined)],
    [
      'a file that was changed',
      'damaged',
      (command) => (command.startsWith('sha256sum') ? { stdout: `${'0'.repeat(64)}  x\n` } : undefined),
    ],
    [
      'a reader for another processor',
      'not-started',
      (command) => (command.startsWith('uname') ? { stdout: 'aarch64\n' } : undefined),
    ],
  ])('%s is a hindrance, and no fault: %s', async (_name, hindrance, change) => {
    const { shell, left } = phone(change);
    const result = await install(shell);
    expect(result).toMatchObject({ installed: false, hindrance, why: expect.any(String) });
    expect(left()).toEqual([]);
  });

  it.each([126, 127, 139])('a reader that ends with %i before it has said a word is a hindrance', async (exitCode) => {
    const { shell, left } = phone();
    const broken: Shell = { ...shell, stream: (_command, signal) => shell.stream(`exit ${exitCode}`, signal) };
    const result = await install(broken);
    expect(result).toMatchObject({ installed: false, hindrance: 'not-started' });
    expect(result).toHaveProperty('why', expect.stringContaining(String(exitCode)));
    expect(left()).toEqual([]);
  });

  it('a node that cannot be opened is a hindrance, and one that is no node a fault', async () => {
    const { shell, left } = phone();
    const missing: Shell = {
      ...shell,
      stream: (command, signal) => shell.stream(command.replace(NODE, '/nowhere'), signal),
    };
    expect(await install(missing)).toMatchObject({ installed: false, hindrance: 'not-started' });
    const wrong = installReader(shell, '/data/x', seededRandom('install'), never);
    await expect(wrong).rejects.toMatchObject({ code: 'USAGE_ARGUMENT' });
    expect(left()).toEqual([]);
  });

  it('is given up when the caller says so, and removed', async () => {
    const controller = new AbortController();
    const { shell, left, commands } = phone((command) => {
      if (!command.startsWith('sha256sum')) return undefined;
      controller.abort(new Error('enough'));
      return 'hang';
    });
    await expect(install(shell, controller.signal)).rejects.toThrow('enough');
    expect(commands.at(-1)).toMatch(/^rm -f \/dev\/wipebench-reader-/);
    expect(left()).toEqual([]);
    expect(existsSync(image)).toBe(true);
  });
});
