import { closeSync, openSync } from 'node:fs';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPassphrase, type Terminal } from '../../src/certificate/passphrase.ts';

/** A terminal that remembers whether it showed what was typed. */
function terminal(isTTY = true) {
  const input = new PassThrough();
  const raw: boolean[] = [];
  let shown = '';
  const fake = {
    input: Object.assign(input, {
      isTTY,
      setRawMode: (mode: boolean) => {
        raw.push(mode);
        return input;
      },
    }),
    output: {
      write: (text: string) => {
        shown += text;
        return true;
      },
    },
  } as unknown as Terminal;
  return { fake, raw, type: (text: string) => input.write(text), shown: () => shown };
}

describe('passphrase', () => {
  it('is typed without being shown, and the terminal is put back', async () => {
    const { fake, raw, type, shown } = terminal();
    const answer = readPassphrase({}, fake, 'Passphrase: ');
    type('sexx\u007f\u007fcr');
    type('et\r');
    expect(await answer).toBe('secret');
    expect(raw).toEqual([true, false]);
    expect(shown()).toBe('Passphrase: \n');
  });

  it('can be refused with Ctrl-C', async () => {
    const { fake, raw, type } = terminal();
    const answer = readPassphrase({}, fake, '? ');
    type('abc\u0003');
    await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(raw).toEqual([true, false]);
  });

  it('is not asked for where there is no terminal', async () => {
    const { fake, raw } = terminal(false);
    await expect(readPassphrase({}, fake, '? ')).rejects.toMatchObject({ code: 'ENV_KEY_LOCKED' });
    expect(raw).toEqual([]);
  });

  it('comes from the first line of a private file, and of no other file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'pass-')), 'passphrase');
    await writeFile(path, 'with blanks \r\nsecond line\n', { mode: 0o600 });
    const { fake } = terminal();
    expect(await readPassphrase({ file: path }, fake, '? ')).toBe('with blanks ');
    await chmod(path, 0o644);
    await expect(readPassphrase({ file: path }, fake, '? ')).rejects.toMatchObject({ code: 'ENV_PERMISSION' });
    await chmod(path, 0o600);
    await writeFile(path, '\nsecond');
    await expect(readPassphrase({ file: path }, fake, '? ')).rejects.toMatchObject({ code: 'USAGE_ARGUMENT' });
    await writeFile(path, 'x'.repeat(2000));
    await expect(readPassphrase({ file: path }, fake, '? ')).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });

  it('comes from a descriptor, which wins over the file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'pass-')), 'passphrase');
    await writeFile(path, 'from a descriptor\n', { mode: 0o600 });
    const fd = openSync(path, 'r');
    expect(await readPassphrase({ fd, file: '/nowhere' }, terminal().fake, '? ')).toBe('from a descriptor');
    closeSync(fd);
    await expect(readPassphrase({ fd: 987 }, terminal().fake, '? ')).rejects.toMatchObject({ code: 'USAGE_ARGUMENT' });
  });
});
