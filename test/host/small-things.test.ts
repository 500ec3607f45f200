import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAppendFile } from '../../src/host/append-file.ts';
import { systemClock } from '../../src/host/clock.ts';
import { defaultFolders } from '../../src/host/folders.ts';
import { freeBytes } from '../../src/host/free-space.ts';
import { tryLock } from '../../src/host/lock.ts';
import { systemRandom } from '../../src/host/random.ts';
import { runProgram } from '../../src/host/run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-host-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a file that only grows', () => {
  test('is made once, and opened again only when it is there', async () => {
    const path = join(folder, 'grows');
    await expect(openAppendFile(path, false)).rejects.toMatchObject({ code: 'ENV_FILE' });
    const file = await openAppendFile(path, true);
    await file.append('one\n');
    await file.append('two\n');
    await expect(openAppendFile(path, true)).rejects.toMatchObject({ code: 'ENV_FILE' });
    await file.close();
    const again = await openAppendFile(path, false);
    await again.truncate(4);
    await again.append('three\n');
    await again.close();
    expect(await readFile(path, 'utf8')).toBe('one\nthree\n');
  });

  test('tells a full disk', async () => {
    const file = await openAppendFile('/dev/full', false);
    await expect(file.append('x')).rejects.toMatchObject({ code: 'ENV_DISK_FULL' });
    await file.close();
  });
});

describe('folders', () => {
  test.each([
    [{ HOME: '/h' }, '/h/.config/wipebench', '/h/.local/share/wipebench'],
    [{ HOME: '/h', XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }, '/c/wipebench', '/d/wipebench'],
    [{ HOME: '/h', XDG_CONFIG_HOME: 'c', XDG_DATA_HOME: '' }, '/h/.config/wipebench', '/h/.local/share/wipebench'],
  ])('%j', (env, config, data) => {
    expect(defaultFolders(env)).toEqual({ config, data });
  });
});

describe('clock', () => {
  test('a sleep ends with the reason of its signal', async () => {
    const reason = new Error('enough');
    const abort = new AbortController();
    const sleeping = systemClock.sleep(600_000, abort.signal);
    abort.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(0, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(systemClock.sleep(0, new AbortController().signal)).resolves.toBeUndefined();
  });
});

describe('the rest', () => {
  test('random bytes differ', () => {
    expect(systemRandom.bytes(32)).toHaveLength(32);
    expect(systemRandom.bytes(32)).not.toEqual(systemRandom.bytes(32));
  });

  test('free space, and no folder to ask about', async () => {
    expect(await freeBytes(folder)).toBeGreaterThan(0);
    await expect(freeBytes(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENV_FILE' });
  });

  test('a lock is held against another process and given back', async () => {
    const path = join(folder, 'lock');
    const code = `import { tryLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/host/lock.ts'))};
      process.stdout.write(tryLock(${JSON.stringify(path)}) ? 'mine' : 'taken');`;
    const other = async () => (await runProgram(process.execPath, ['--input-type=module', '-e', code])).stdout;
    const lock = tryLock(path);
    expect(lock).toBeDefined();
    expect(tryLock(path)).toBeUndefined();
    expect(await other()).toBe('taken');
    lock?.release();
    expect(await other()).toBe('mine');
    const again = tryLock(path);
    expect(again).toBeDefined();
    again?.release();
    expect(() => tryLock(join(folder, 'none', 'lock'))).toThrow(expect.objectContaining({ code: 'ENV_FILE' }));
  });
});
