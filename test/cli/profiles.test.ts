import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProfiles } from '../../src/profiles/load.ts';
import { PIXEL, printed } from '../decide/properties.ts';
import { changed } from '../profiles/changed.ts';
import { captureOutput, wipebench } from './captured.ts';

const BASE = join(import.meta.dirname, '../../fixtures/profiles-invalid/base');
const ESCAPE = '\u001b';

let folder: string;
const captured = captureOutput();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-profiles-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => wipebench('profiles', ...args);
const { lines } = captured;

async function dump(name: string, properties: Readonly<Record<string, string>>): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, printed(properties));
  return file;
}

describe('list', () => {
  test('has a row for each, and says who tried them', async () => {
    expect(await run('list')).toBe(0);
    const profiles = await loadProfiles();
    const rows = captured.stdout.trim().split('\n');
    expect(rows).toHaveLength(profiles.length + 1);
    for (const { profile } of profiles) expect(rows.some((row) => row.startsWith(`${profile.id} `))).toBe(true);
    expect(rows[1]).toContain('nobody yet');
  });

  test('--json: one object for each, then a summary', async () => {
    expect(await run('list', '--json')).toBe(0);
    const objects = lines();
    expect(objects.at(-1)).toMatchObject({ type: 'summary', exit: 0, profiles: objects.length - 1 });
    expect(objects[0]).toMatchObject({ type: 'profile', id: expect.any(String), routes: expect.any(Array) });
  });
});

describe('show', () => {
  test('says everything: match, steps with what erases, leavings, claims, the ten items, sources', async () => {
    expect(await run('show', 'aosp')).toBe(0);
    const aosp = (await loadProfiles()).find(({ profile }) => profile.id === 'aosp');
    if (!aosp) throw new Error('no aosp');
    for (const { route } of aosp.routes) {
      expect(captured.stdout).toContain(`Route ${route.id}: ${route.title}`);
      for (const step of route.steps) expect(captured.stdout).toContain(step.words);
      for (const text of [...route.erases, ...route.stays]) expect(captured.stdout).toContain(`- ${text}`);
    }
    expect(captured.stdout).toContain('[erases]');
    for (const item of Object.keys(aosp.profile.cryptoErase)) expect(captured.stdout).toContain(`${item}: `);
    for (const source of aosp.profile.sources) expect(captured.stdout).toContain(source);
    expect(captured.stdout).toContain('by nobody yet');
    expect(captured.stdout).toContain(aosp.digest);
  });

  test('every shipped one can be shown, and no line of it is cut', async () => {
    for (const { profile } of await loadProfiles()) expect(await run('show', profile.id)).toBe(0);
    expect(captured.stdout).not.toMatch(/…$/m);
  });

  test('one that there is not, with the one that was meant', async () => {
    expect(await run('show', 'asop')).toBe(2);
    expect(captured.stderr).toMatch(/no profile asop; did you mean aosp\?/);
  });

  test('--profiles: one of the user too', async () => {
    expect(await run('show', 'example', '--profiles', BASE, '--json')).toBe(0);
    expect(lines()[0]).toMatchObject({ type: 'profile', profile: { id: 'example' }, digest: expect.any(String) });
  });
});

describe('lint', () => {
  test('the shipped ones pass', async () => {
    expect(await run('lint'), captured.stdout).toBe(0);
    expect(captured.stdout).toMatch(/\d+ profiles, \d+ routes: 0 errors and \d+ warnings?\.\n$/);
  });

  test('errors end with 2; every problem is a line, and a line of JSON', async () => {
    const own = join(folder, 'lint');
    await cp(BASE, own, { recursive: true });
    const good = JSON.parse(await readFile(join(own, 'example.json'), 'utf8')) as object;
    await writeFile(
      join(own, 'example.json'),
      JSON.stringify({ ...good, [`x${ESCAPE}[31m`]: 1, layer: 'makre' }, null, 2),
    );
    expect(await run('lint', own)).toBe(2);
    expect(captured.stdout).toMatch(/example\.json:\d+: \$\.layer: no such value; did you mean maker\?/);
    expect(captured.stdout).not.toContain(ESCAPE);
    process.exitCode = undefined;
    captured.stdout = '';
    expect(await run('lint', own, '--json')).toBe(2);
    const objects = lines();
    expect(objects[0]).toMatchObject({
      type: 'problem',
      severity: 'error',
      file: join(own, 'example.json'),
      line: expect.any(Number),
      path: expect.stringMatching(/^\$/),
      text: expect.any(String),
    });
    expect(objects.at(-1)).toMatchObject({ type: 'summary', exit: 2, profiles: 1, routes: 1 });
  });

  test('warnings alone end with 0', async () => {
    const own = join(folder, 'warned');
    await cp(BASE, own, { recursive: true });
    const profile = JSON.parse(await readFile(join(own, 'example.json'), 'utf8')) as unknown;
    await writeFile(
      join(own, 'example.json'),
      JSON.stringify(changed(profile, 'notes.more', 'Nobody names this note.')),
    );
    expect(await run('lint', own)).toBe(0);
    expect(captured.stdout).toMatch(/warning: no route of this profile names this note/);
    expect(captured.stdout).toMatch(/1 profile, 1 route: 0 errors and 1 warning\./);
  });

  test('no such folder', async () => {
    expect(await run('lint', join(folder, 'none'))).toBe(2);
  });
});

describe('explain', () => {
  const LOCKED = {
    ...PIXEL,
    'ro.debuggable': '0',
    'ro.build.type': 'user',
    'ro.boot.flash.locked': '1',
    'ro.boot.verifiedbootstate': 'green',
  };

  test('a locked phone: who it is, whose profile, the route, what it cannot do and why, what to ask, what to type', async () => {
    const file = await dump('locked.txt', LOCKED);
    expect(await run('explain', '--props', file)).toBe(0);
    expect(captured.stdout).toMatch(/No phone was touched/);
    expect(captured.stdout).toMatch(/maker {4}Google/);
    expect(captured.stdout).toMatch(/google: .*\n.*the maker: Google/);
    expect(captured.stdout).toMatch(/aosp: fits too, but google \(layer maker\) goes before the layer generic/);
    expect(captured.stdout).toMatch(/rescue: would be taken/);
    expect(captured.stdout).toMatch(
      /root: not for this phone.*\n.*asks for: a root shell: now or possible \(here no\)/,
    );
    expect(captured.stdout).toMatch(/is the phone managed by an organisation\? DEVICE_MANAGED\n\s+if yes: refused:/);
    expect(captured.stdout).toMatch(/is its shell root already\?\n\s+if yes: route root/);
    expect(captured.stdout).toMatch(/wipebench plan --device SEAT/);
    expect(captured.stdout).toContain('nobody yet');
  });

  test('a debuggable one takes the route that proves most', async () => {
    const file = await dump('userdebug.txt', PIXEL);
    expect(await run('explain', '--props', file, '--json')).toBe(0);
    const [explanation, summary] = lines();
    expect(explanation).toMatchObject({ type: 'explanation', profile: { id: 'google' }, decision: { route: 'root' } });
    expect(summary).toMatchObject({ type: 'summary', exit: 0, touched: false });
  });

  test('a route that is asked for, and the words to ask for it', async () => {
    const file = await dump('asked.txt', PIXEL);
    expect(await run('explain', '--props', file, '--route', 'rescue')).toBe(0);
    expect(captured.stdout).toMatch(/rescue: would be taken/);
    expect(captured.stdout).toMatch(/plan --device SEAT --route rescue/);
  });

  test('a route that there is not: the names that there are', async () => {
    const file = await dump('unknown-route.txt', PIXEL);
    expect(await run('explain', '--props', file, '--route', 'nosuch')).toBe(2);
    expect(captured.stderr).toMatch(/There is no route nosuch; .*rescue/);
    expect(captured.stdout).toBe('');
  });

  test('what only the phone can answer is open, not against it', async () => {
    const file = await dump('open.txt', LOCKED);
    await run('explain', '--props', file, '--json');
    const routes = lines()[0]?.['routes'] as { id: string; verdict: string }[];
    const verdicts = new Map(routes.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts.get('rescue')).toBe('taken');
    expect(verdicts.get('settings')).toBe('possible');
    expect(verdicts.get('test-harness')).toBe('open');
    expect(verdicts.get('root')).toBe('no');
    expect(routes[0]?.id).toBe('rescue');
  });

  test('what a boot loader told', async () => {
    const file = join(folder, 'getvar.txt');
    await writeFile(
      file,
      ['product:oriole', 'serialno:1A051FDF6000VP', 'unlocked:yes', 'version-bootloader:slider-1.2']
        .map((line) => `(bootloader) ${line}\n`)
        .join('')
        .concat('all: \nFinished. Total time: 0.010s\n'),
    );
    expect(await run('explain', '--getvar', file)).toBe(0);
    expect(captured.stdout).toMatch(/of a phone in the state fastboot/);
    expect(captured.stdout).toMatch(/boot loader unlocked/);
    expect(captured.stdout).toMatch(/fastboot: would be taken/);
    expect(captured.stdout).toMatch(/rescue: not for this phone.*\n.*begins in device, the phone is in fastboot/);
  });

  test('another state', async () => {
    const file = await dump('state.txt', LOCKED);
    expect(await run('explain', '--props', file, '--state', 'recovery')).toBe(0);
    expect(captured.stdout).toMatch(/rescue: not for this phone.*\n.*begins in device, the phone is in recovery/);
    expect(await run('explain', '--props', file, '--state', 'moon')).toBe(2);
  });

  test('a file that tells nothing is refused in words', async () => {
    const file = join(folder, 'rubbish.txt');
    await writeFile(file, Buffer.from([0, 1, 2, 255, 254, 27, 91, 51, 49, 109]));
    expect(await run('explain', '--props', file)).toBe(0);
    expect(captured.stdout).toMatch(/it would be refused/);
    expect(captured.stdout).not.toContain(`${ESCAPE}[31m\u0000`);
  });

  test('hostile text of a phone cannot reach the terminal', async () => {
    const file = await dump('hostile.txt', {
      ...LOCKED,
      'ro.product.model': `X${ESCAPE}[31m\u202eevil`,
      'ro.product.brand': `${ESCAPE}]0;t\u0007`,
    });
    expect(await run('explain', '--props', file)).toBe(0);
    expect(captured.stdout.replaceAll(/\u001b\[\d+m/g, '')).not.toContain(ESCAPE);
    expect(captured.stdout).not.toContain('\u202e');
  });

  test('neither or both files', async () => {
    expect(await run('explain')).toBe(2);
    expect(captured.stderr).toMatch(/adb shell getprop > FILE/);
    expect(await run('explain', '--props', 'a', '--getvar', 'b')).toBe(2);
  });

  test('a file that is not there', async () => {
    expect(await run('explain', '--props', join(folder, 'none.txt'))).toBe(2);
  });

  test('no file is written', async () => {
    const before = await readdir(folder);
    const file = await dump('locked.txt', LOCKED);
    await run('explain', '--props', file);
    expect((await readdir(folder)).toSorted()).toEqual(before.toSorted());
  });
});
