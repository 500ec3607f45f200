import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../src/host/canonical-json.ts';
import type { IndexedProfile } from '../../src/model/profile.ts';
import { loadProfile, loadProfiles, loadRoute, SHIPPED_PROFILES } from '../../src/profiles/load.ts';
import { changed } from './changed.ts';

const BASE = join(import.meta.dirname, '../../fixtures/profiles-invalid/base');
const base = {
  profile: JSON.parse(await readFile(join(BASE, 'example.json'), 'utf8')) as unknown,
  route: JSON.parse(await readFile(join(BASE, 'routes/example-route.json'), 'utf8')) as unknown,
};

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'wipebench-profiles-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A folder with these files; the good example is among them unless it is overwritten. */
async function folderOf(files: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'set-'));
  await cp(BASE, folder, { recursive: true });
  await mkdir(join(folder, 'routes'), { recursive: true });
  for (const [name, value] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return folder;
}

const named = (profiles: readonly IndexedProfile[], id: string) => profiles.filter(({ profile }) => profile.id === id);

describe('the profiles that are shipped', () => {
  test('are valid, each with its own id, named after their file, with the digest of all that they say', async () => {
    const profiles = await loadProfiles();
    expect(profiles.length).toBeGreaterThan(0);
    expect(new Set(profiles.map(({ profile }) => profile.id)).size).toBe(profiles.length);
    for (const { profile, routes, digest } of profiles) {
      const again = await loadProfile(join(SHIPPED_PROFILES, `${profile.id}.json`));
      const used = await Promise.all(
        profile.routes.map(({ route }) => loadRoute(join(SHIPPED_PROFILES, 'routes', `${route}.json`))),
      );
      expect(digest).toBe(digestOf({ profile: again, routes: used }));
      expect(routes.map(({ route }) => route.id)).toEqual(profile.routes.map(({ route }) => route));
    }
  });

  test('call nothing confirmed that nobody tried', async () => {
    for (const { profile, routes } of await loadProfiles()) {
      for (const { grade, testedOn } of [profile, ...profile.routes, ...routes.map(({ route }) => route)]) {
        if (testedOn.length === 0) expect(grade).not.toBe('confirmed');
      }
    }
  });
});

describe('a folder of the user', () => {
  test('stands beside the shipped ones, with routes of its own', async () => {
    const [shipped, both] = [await loadProfiles(), await loadProfiles(await folderOf())];
    expect(both).toHaveLength(shipped.length + 1);
    expect(named(both, 'example')[0]?.routes[0]?.route.id).toBe('example-route');
  });

  test('a profile of the same id takes the place of the shipped one, and has another digest', async () => {
    const id = 'aosp';
    const aosp = JSON.parse(await readFile(join(SHIPPED_PROFILES, `${id}.json`), 'utf8')) as unknown;
    const folder = await folderOf({ 'aosp.json': changed(aosp, 'title', 'Another title') });
    const [before, after] = [named(await loadProfiles(), id), named(await loadProfiles(folder), id)];
    expect(after.map(({ profile }) => profile.title)).toEqual(['Another title']);
    expect(after[0]?.digest).not.toBe(before[0]?.digest);
  });

  test('a route of the same id takes the place of the shipped one in every profile that offers it', async () => {
    const rescue = JSON.parse(await readFile(join(SHIPPED_PROFILES, 'routes/rescue.json'), 'utf8')) as unknown;
    const folder = await folderOf({ 'routes/rescue.json': changed(rescue, 'returnSeconds', 7) });
    const offered = (await loadProfiles(folder)).flatMap(({ routes }) =>
      routes.filter(({ route }) => route.id === 'rescue'),
    );
    expect(offered.length).toBeGreaterThan(0);
    for (const { route } of offered) expect(route.returnSeconds).toBe(7);
  });

  test('may hold routes only', async () => {
    const folder = await mkdtemp(join(scratch, 'routes-'));
    await cp(join(BASE, 'routes'), join(folder, 'routes'), { recursive: true });
    expect(await loadProfiles(folder)).toHaveLength((await loadProfiles()).length);
  });

  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['one bad file among good ones', { 'b.json': {} }, /b\.json:1: \$\.id: is missing/],
    ['what is no JSON', { 'b.json': '{' }, /b\.json:1: \$: is not JSON/],
    ['a route that is bad', { 'routes/b.json': {} }, /routes\/b\.json:1: \$\.steps: is missing/],
    [
      'several bad files, all of which are told',
      { 'b.json': { schema: 1 }, 'c.json': 'x' },
      /b\.json[\s\S]*c\.json:1: \$: is not JSON/,
    ],
    [
      'two files of one id',
      { 'again.json': base.profile },
      /again\.json and .*example\.json have the same id, example/,
    ],
    [
      'a route that is not there',
      { 'example.json': changed(base.profile, 'routes.0.route', 'nowhere') },
      /Profile example names the route nowhere; there is none/,
    ],
    [
      'a step that is not safe',
      { 'routes/example-route.json': changed(base.route, 'steps.1.do', { 'fastboot:erase': { partition: 'frp' } }) },
      /names a lock/,
    ],
  ])('is refused as a whole: %s', async (_what, files, reason) => {
    const fault = await loadProfiles(await folderOf(files)).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'USAGE_FILE_INVALID', message: expect.stringMatching(reason) });
  });

  test('that is not there, or holds nothing of ours', async () => {
    await expect(loadProfiles(join(scratch, 'none'))).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
    const empty = await mkdtemp(join(scratch, 'empty-'));
    await writeFile(join(empty, 'x.schema.json'), '{}');
    await expect(loadProfiles(empty)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });
});
