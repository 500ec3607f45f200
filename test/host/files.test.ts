import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureFolder, readFileBounded, safeFileName, writeFileAtomic } from '../../src/host/files.ts';
import { mountSmallDisk } from './small-disk.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a file is whole or not there', () => {
  test('written, replaced, closed to others, and nothing else left in the folder', async () => {
    const place = join(folder, 'whole');
    await ensureFolder(place);
    const path = join(place, 'file');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, Uint8Array.of(0, 255));
    expect([...(await readFile(path))]).toEqual([0, 255]);
    expect(await readdir(place)).toEqual(['file']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(place)).mode & 0o777).toBe(0o700);
  });

  test('many writers at once: the file is one of what they wrote', async () => {
    const path = join(folder, 'crowd');
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    ['a folder that is not there', 'none/file', 'ENV_FILE'],
    ['a folder in its place', 'taken', 'ENV_FILE'],
    ['a name that is too long', 'x'.repeat(300), 'ENV_FILE'],
  ])('%s', async (_what, name, code) => {
    await mkdir(join(folder, 'taken'), { recursive: true });
    await expect(writeFileAtomic(join(folder, name), 'x')).rejects.toMatchObject({ code });
    expect((await readdir(folder)).filter((each) => each.endsWith('.tmp'))).toEqual([]);
  });

  test('a full disk leaves the old file as it was, and no other', async ({ skip }) => {
    const disk = mountSmallDisk(64);
    skip(disk === undefined, 'only root may mount a small disk');
    const place = disk?.folder ?? '';
    try {
      const path = join(place, 'good');
      await writeFileAtomic(path, 'good content');
      await expect(writeFileAtomic(path, new Uint8Array(1024 * 1024))).rejects.toMatchObject({ code: 'ENV_DISK_FULL' });
      expect(await readFile(path, 'utf8')).toBe('good content');
      expect(await readdir(place)).toEqual(['good']);
      await writeFileAtomic(path, 'there is room again');
      expect(await readFile(path, 'utf8')).toBe('there is room again');
    } finally {
      disk?.unmount();
    }
  });

  test.skipIf(process.getuid?.() === 0)('no permission', async () => {
    const place = join(folder, 'closed');
    await mkdir(place);
    await chmod(place, 0o500);
    await expect(writeFileAtomic(join(place, 'file'), 'x')).rejects.toMatchObject({ code: 'ENV_PERMISSION' });
  });
});

describe('reading', () => {
  test('at most so many bytes', async () => {
    const path = join(folder, 'ten');
    await writeFile(path, '0123456789');
    expect(new TextDecoder().decode(await readFileBounded(path, 10))).toBe('0123456789');
    await expect(readFileBounded(path, 9)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });

  test('only files: a folder or a device without an end is refused', async () => {
    await expect(readFileBounded(folder, 1e6)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
    await expect(readFileBounded('/dev/zero', 10)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });

  test('a pipe is read, as the shell makes one for <(…), and no further than the limit', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const both = await Promise.all([readFileBounded(pipe, 100), writeFile(pipe, 'through a pipe')]);
    expect(new TextDecoder().decode(both[0])).toBe('through a pipe');
    const large = await Promise.allSettled([readFileBounded(pipe, 100), writeFile(pipe, 'x'.repeat(200_000))]);
    expect(large[0]).toMatchObject({ status: 'rejected', reason: { code: 'USAGE_FILE_INVALID' } });
  });

  test('no such file', async () => {
    await expect(readFileBounded(join(folder, 'none'), 10)).rejects.toMatchObject({ code: 'ENV_FILE' });
  });
});

describe('names with text of a phone', () => {
  test.each([
    ['../../etc/passwd', 'etc_passwd'],
    ['..', 'unnamed'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['a/b\\c:d', 'a_b_c_d'],
    ['a\u0000b\nc', 'a_b_c'],
    ['a..b', 'a.b'],
    ['a/../b', 'a_._b'],
    ['Ⅱ', 'unnamed'],
    ['', 'unnamed'],
    ['1A051FDF6000VP', '1A051FDF6000VP'],
  ])('%j becomes %j', (text, name) => {
    expect(safeFileName(text)).toBe(name);
  });

  test('whatever the text, the name is harmless', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', '/', '-', '_', 'a', '\\', '\u0000', ' ') }),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const name = safeFileName(text);
        expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
        expect(name).not.toContain('..');
        expect(name.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
