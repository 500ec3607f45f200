/** A new bench: init, doctor, detect, and what bad input gets there. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, small } from '../virtual/bench-fixture.ts';
import { openStation, runProgram, type Station, summaryOf } from './station.ts';

let folder: string;
let station: Station;
const ANSWERS = ['--organisation', 'O', '--site', 'S', '--operator-id', 'o-1', '--operator-name', 'N'];

beforeAll(async () => {
  folder = await scratchFolder();
  station = await openStation([await small('userdebug-honest')]);
}, 60_000);

afterAll(async () => {
  await station?.close();
  await rm(folder, { recursive: true, force: true });
});

const wipebench = (args: readonly string[]) =>
  runProgram(args, { ...process.env, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), NO_COLOR: '1' });

describe('init', () => {
  it('without a terminal names the options that are missing, and writes nothing', async () => {
    const ended = await wipebench(['init', '--organisation', 'O']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/--site, --operator-id, --operator-name/);
    expect(existsSync(join(folder, 'config'))).toBe(false);
  });

  it('refuses settings that are wrong, before a key is made', async () => {
    const ended = await wipebench(['init', ...ANSWERS, '--operator-id', 'no blanks', '--no-passphrase']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/operator\.id: letters, digits/);
    expect(existsSync(join(folder, 'config'))).toBe(false);
  });

  it('refuses a passphrase file that others may read', async () => {
    const file = join(folder, 'passphrase');
    writeFileSync(file, 'secret\n', { mode: 0o644 });
    const ended = await wipebench(['init', ...ANSWERS, '--passphrase-file', file]);
    expect(ended.code).toBe(5);
    expect(ended.stderr).toMatch(/chmod 600/);
  });

  it('writes settings and an encrypted key that only their owner can read, and says what to type next', async () => {
    const file = join(folder, 'passphrase');
    await rm(file);
    writeFileSync(file, 'secret\n', { mode: 0o600 });
    const ended = await wipebench(['init', ...ANSWERS, '--passphrase-file', file]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/Next: wipebench detect/);
    const settings = join(folder, 'config', 'wipebench', 'settings.json');
    const key = join(folder, 'config', 'wipebench', 'keys', 'station.key');
    expect(statSync(settings).mode & 0o777).toBe(0o600);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(readFileSync(key, 'utf8')).toMatch(/BEGIN ENCRYPTED PRIVATE KEY/);
    expect(ended.stdout + ended.stderr).not.toContain('secret');
  });

  it('never replaces settings', async () => {
    const before = readFileSync(join(folder, 'config', 'wipebench', 'settings.json'), 'utf8');
    const ended = await wipebench(['init', ...ANSWERS, '--no-passphrase']);
    expect(ended.code).toBe(2);
    expect(readFileSync(join(folder, 'config', 'wipebench', 'settings.json'), 'utf8')).toBe(before);
  });

  it('a wrong passphrase stops a wipe before the phone is asked anything', async () => {
    const file = join(folder, 'wrong');
    writeFileSync(file, 'wrong\n', { mode: 0o600 });
    const ended = await wipebench(['wipe', '--yes', '--device', 'x', '--passphrase-file', file]);
    expect(ended.code).toBe(5);
    expect(ended.stderr).toMatch(/does not open the signing key/);
  });

  it('a settings file with mistakes is refused with path, line and reason of each', async () => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, '{\n "version": 1,\n "organisation": 5,\n "requiredLevel": "SURE"\n}');
    const ended = await wipebench(['wipe', '--config', file, '--yes', '--device', 'x']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/bad\.json:3: \$\.organisation/);
    expect(ended.stderr).toMatch(/bad\.json:4: \$\.requiredLevel/);
  });
});

describe('settings', () => {
  it('can all be given as options, without a file', async () => {
    const at = (name: string) => join(folder, 'options', name);
    await wipebench(['keys', 'init', '--keys', at('keys'), '--no-passphrase']);
    const all = ['--certificates', at('c'), '--journals', at('j'), '--keys', at('keys'), '--ledger', at('l.sqlite')];
    const missing = await wipebench(['wipe', '--config', at('none.json'), '--yes', '--device', 'x', ...all]);
    expect(missing.stderr).toMatch(/There is no settings file/);
    const sampling = [
      '--confidence',
      '0.95',
      '--fraction',
      '0.01',
      '--window-bytes',
      '8192',
      '--require',
      'status-only',
    ];
    const ended = await station.run([
      'wipe',
      '--config',
      at('none.json'),
      '--yes',
      '--device',
      'nobody',
      ...ANSWERS,
      ...all,
      ...sampling,
    ]);
    expect(ended.stderr).toMatch(/No phone is called nobody/);
    expect(ended.code).toBe(2);
  });

  it('that make no sense are refused', async () => {
    const ended = await station.run([
      'wipe',
      '--config',
      station.config,
      '--yes',
      '--device',
      'x',
      '--confidence',
      '7',
    ]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/confidence/);
  });
});

describe('doctor', () => {
  it('says that settings are missing, and how to make them', async () => {
    const ended = await runProgram(['doctor', '--json', '--config', '/nonexistent.json'], process.env);
    expect(ended.code).toBe(5);
    const settings = ended.lines.find((line) => line['name'] === 'settings');
    expect(settings).toMatchObject({ state: 'missing', mend: 'wipebench init' });
  });

  it('is content with a bench that has all', async () => {
    const ended = await station.run(['doctor', '--json', '--config', station.config]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.lines.find((line) => line['name'] === 'adb server')).toMatchObject({ state: 'ok' });
  });

  it('says how to install adb', async () => {
    const ended = await runProgram(['doctor', '--adb', '/nonexistent/adb'], { ...process.env, NO_COLOR: '1' });
    expect(ended.code).toBe(5);
    expect(ended.stdout).toMatch(/MISSING adb[\s\S]*apt install adb/);
  });
});

describe('detect', () => {
  it('--watch follows a phone that is unplugged and plugged in again, and ends with Ctrl-C', async () => {
    const phone = station.bench.phone('userdebug-honest');
    const seen: string[] = [];
    const ended = await station.run(['detect', '--watch', '--json'], {
      onLine: (line, kill) => {
        seen.push(String(line['type'] === 'handset' ? line['state'] : line['type']));
        if (seen.length === 1) void phone.unplug();
        else if (line['type'] === 'gone') void phone.plug();
        else if (seen.includes('gone') && line['state'] === 'device') kill('SIGINT');
      },
    });
    expect(ended.code, ended.stderr).toBe(0);
    expect(seen[0]).toBe('device');
    expect(seen).toContain('gone');
    expect(summaryOf(ended)).toEqual({ type: 'summary', handsets: 1 });
  }, 60_000);

  it('says what to do when there is no phone', async () => {
    const phone = station.bench.phone('userdebug-honest');
    await phone.unplug();
    const ended = await station.run(['detect']);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/USB debugging/);
    await phone.plug();
  }, 60_000);
});

describe('an adb server of another version', () => {
  it('is told, used, and not killed', async () => {
    const asked: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        asked.push(data.toString('latin1').slice(4));
        if (asked.at(-1) === 'host:version') socket.end('OKAY00040028');
        else socket.end('FAIL0004gone');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const ended = await wipebench(['detect', '--adb-port', port]);
    server.close();
    expect(ended.stderr).toMatch(/has version 40; this program knows 41[\s\S]*used as it is/);
    expect(asked).not.toContain('host:kill');
  });
});

describe('the program itself', () => {
  it('says in one sentence that Node is too old', async () => {
    const preload = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})";
    const env = { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` };
    const ended = await runProgram(['detect'], env);
    expect(ended.code).toBe(5);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stderr).toMatch(/needs Node 24 or newer, and this is Node 20\.1\.0/);
  });

  it('knows its version, its help, and what is no command', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await runProgram(['--version'], process.env)).stdout).toBe(`${version}\n`);
    expect((await runProgram(['wipe', '--help'], process.env)).stdout).toMatch(/Examples:[\s\S]*Exit codes:/);
    const wrong = await runProgram(['erase'], process.env);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/unknown command/);
  });
});
