import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeDump, MAX_DUMP_BYTES } from '../../src/cli/read-dump.ts';
import { PIXEL, printed } from '../decide/properties.ts';
import { captureOutput, wipebench } from './captured.ts';

let folder: string;
const captured = captureOutput();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-identify-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const run = (...args: string[]) => wipebench('identify', ...args);
const { lines } = captured;

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function utf16(text: string, big: boolean, mark: boolean): Uint8Array {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
}

describe('encodings', () => {
  const text = '[a.b]: [MBX Ⅱ]\r\n[ro.product.model]: [x]\r\n';
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', utf16(text, false, true)],
    ['UTF-16 BE', utf16(text, true, true)],
  ])('%s', (_what, bytes) => {
    expect(decodeDump(bytes)).toBe(text);
  });

  test('UTF-16 without a mark, of Latin letters', () => {
    const plain = '[ro.product.model]: [x]\n'.repeat(9);
    expect(decodeDump(utf16(plain, false, false))).toBe(plain);
    expect(decodeDump(utf16(plain, true, false))).toBe(plain);
  });

  test('bytes that are no text spoil one value only', () => {
    const bytes = Buffer.concat([Buffer.from('[a.b]: ['), Buffer.of(0xff, 0xc3, 0x28), Buffer.from(']\n[c.d]: [e]\n')]);
    expect(decodeDump(bytes)).toBe('[a.b]: [\ufffd\ufffd(]\n[c.d]: [e]\n');
  });
});

describe('wipebench identify', () => {
  test('one line of JSON, without serial and IMEI', async () => {
    const path = await file('pixel.txt', printed({ ...PIXEL, 'ro.product.marketname': 'Pixel\u001b[2J' }));
    expect(await run('--props', path, '--json')).toBe(0);
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({
      type: 'identity',
      maker: 'Google',
      kind: 'phone',
      model: 'Pixel 6',
      lock: 'unlocked',
      confidence: 'high',
      profile: 'google',
      rom: null,
      sdk: 34,
    });
    expect(captured.stdout).not.toContain('1A051FDF6000VP');
    expect(captured.stdout).not.toContain('serial');
    expect(captured.stdout).not.toContain('\u001b');
  });

  test('words for people: what is known, what is not, and nothing that moves the cursor', async () => {
    const path = await file('hostile.txt', printed({ ...PIXEL, 'ro.product.model': 'Pixel\u001b[2J\u202e 6' }));
    expect(await run('--props', path)).toBe(0);
    expect(captured.stdout).toMatch(/maker +Google/);
    expect(captured.stdout).toMatch(/boot loader +unlocked/);
    expect(captured.stdout).toContain('unknown: the phone does not tell ro.product.marketname');
    expect(captured.stdout).toMatch(/profile +google/);
    expect(captured.stdout).not.toContain('\u001b[2J');
    expect(captured.stdout).not.toContain('\u202e');
    expect(captured.stdout).not.toContain('1A051FDF6000VP');
  });

  test('a boot loader', async () => {
    const path = await file(
      'moto.txt',
      '(bootloader) product: ibiza\n(bootloader) securestate: flashing_unlocked\n(bootloader) sku: XT2137-1\n',
    );
    expect(await run('--getvar', path, '--json')).toBe(0);
    expect(lines()[0]).toMatchObject({ maker: 'Motorola', model: 'XT2137-1', lock: 'unlocked', profile: 'motorola' });
  });

  test('what a boot loader does not tell is said without the names of its variables', async () => {
    const path = await file('short.txt', '(bootloader) product: ibiza\n(bootloader) secure: yes\n');
    expect(await run('--getvar', path)).toBe(0);
    expect(captured.stdout).toMatch(/model +unknown: the boot loader does not tell it/);
    expect(captured.stdout).not.toMatch(/tell (sku|ro\.|first-api|security-patch)|a shell without root/);
  });

  test('nothing known is an answer too', async () => {
    const path = await file('little.txt', '[some.key]: [1]\n');
    expect(await run('--props', path, '--json')).toBe(0);
    expect(lines()[0]).toMatchObject({
      maker: 'unknown',
      kind: 'unknown',
      model: 'unknown',
      lock: 'unknown',
      confidence: 'low',
      profile: null,
    });
  });

  const list = printed(PIXEL);
  const variables = '(bootloader) product: ibiza\n(bootloader) securestate: flashing_unlocked\n';
  test.each([
    ['--getvar', list, '--props'],
    ['--getvar', 'ro.product.model=Pixel 6\nro.build.fingerprint=google/oriole/oriole:14/x\n', '--props'],
    ['--props', variables, '--getvar'],
    ['--props', variables.replaceAll('(bootloader) ', ''), '--getvar'],
    ['--props', `${variables}(bootloader) kernel.log=1\nandroid.boot=1\n`, '--getvar'],
  ])('%s with the other list: the right flag is named', async (flag, content, right) => {
    const path = await file('other.txt', content);
    expect(await run(flag, path, '--json')).toBe(2);
    expect(lines()[0]).toMatchObject({ code: 'USAGE_FILE_INVALID', hint: `Use ${right} ${path}.` });
    expect(await run(right, path)).toBe(0);
    captured.stdout = '';
    expect(await wipebench('profiles', 'explain', flag, path, '--json')).toBe(2);
    expect(lines()[0]).toMatchObject({ code: 'USAGE_FILE_INVALID', hint: `Use ${right} ${path}.` });
  });

  test('what looks a little like the other one is taken all the same', async () => {
    expect(await run('--props', await file('log.txt', `${list}(bootloader) product: ibiza\n`))).toBe(0);
    expect(await run('--getvar', await file('odd.txt', 'oddity: 1\ncmdline: androidboot.mode=x\n'))).toBe(0);
  });

  test('standard input', async () => {
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(printed(PIXEL))]) as never);
    expect(await run('--props', '-', '--json')).toBe(0);
    expect(lines()[0]).toMatchObject({ maker: 'Google' });
  });

  test('standard input without an end is read no further than the limit', async () => {
    const endless = Readable.from(
      (function* () {
        while (true) yield Buffer.alloc(1024 * 1024);
      })(),
    );
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(endless as never);
    expect(await run('--props', '-')).toBe(2);
    expect(captured.stderr).toContain('larger than');
  });

  test.each([
    ['an empty file', '', 'is empty'],
    ['blanks', ' \n \n', 'is empty'],
    ['no property', 'hello\n', 'holds no property'],
    ['too much', ' '.repeat(MAX_DUMP_BYTES + 1), 'larger than'],
  ])('%s is refused', async (_what, content, words) => {
    const path = await file('refused.txt', content);
    expect(await run('--props', path, '--json')).toBe(2);
    expect(captured.stderr).toContain(words);
    expect(lines()).toMatchObject([
      { type: 'error', code: 'USAGE_FILE_INVALID', touched: false },
      { type: 'summary', exit: 2 },
    ]);
  });

  test.each([
    ['neither', []],
    ['both', ['--props', 'a', '--getvar', 'b']],
    ['a file that is not there', ['--props', '/there/is/none']],
    ['a folder', ['--props', tmpdir()]],
  ])('%s is refused', async (_what, args) => {
    expect(await run(...args)).toBe(2);
    expect(captured.stderr).not.toBe('');
  });
});
