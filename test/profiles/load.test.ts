import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONDITION_FACTS } from '../../src/decide/conditions.ts';
import { digestOf } from '../../src/host/canonical-json.ts';
import type { Condition } from '../../src/model/profile.ts';
import { loadProfile, loadProfiles, SHIPPED_PROFILES } from '../../src/profiles/load.ts';

const INVALID = join(import.meta.dirname, '../../fixtures/profiles-invalid');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-profiles-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the profiles that are shipped', () => {
  test('are valid, each with its own id and digest, and named after their file', async () => {
    const profiles = await loadProfiles();
    expect(profiles.length).toBeGreaterThan(0);
    expect(new Set(profiles.map(({ profile }) => profile.id)).size).toBe(profiles.length);
    for (const { profile, digest } of profiles) {
      expect(digest).toBe(digestOf(JSON.parse(await readFile(join(SHIPPED_PROFILES, `${profile.id}.json`), 'utf8'))));
    }
  });

  test('name only facts that there are: a misspelt one would never hold', async () => {
    for (const { profile } of await loadProfiles()) {
      const conditions: Condition[] = [
        ...profile.match,
        ...profile.routes.flatMap(({ needs, claims }) => [...needs, ...claims.flatMap(({ when }) => when)]),
      ];
      for (const { fact } of conditions) expect(CONDITION_FACTS).toContain(fact);
    }
  });

  test('take no phone of unknown kind, and call nothing confirmed that nobody tried', async () => {
    for (const { profile } of await loadProfiles()) {
      const kinds = profile.match.find(({ fact }) => fact === 'kind');
      expect(kinds && 'in' in kinds && !kinds.in.includes('unknown')).toBe(true);
      for (const { grade, testedOn } of profile.routes) if (testedOn.length === 0) expect(grade).not.toBe('confirmed');
    }
  });

  test('every route erases in one step, and ends with a look at the phone', async () => {
    for (const { profile } of await loadProfiles()) {
      for (const { steps } of profile.routes) {
        const verbs = steps.map((step) => Object.keys(step.do)[0]);
        expect(verbs.filter((verb) => verb === 'adb:rescue-wipe' || verb === 'adb:write-bcb')).toHaveLength(1);
        expect(verbs).toContain('probe:state');
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      }
    }
  });
});

const caseSchema = z.strictObject({
  /** `path of the value: part of the reason`, one for every problem that must be told. */
  expect: z.array(z.string()).min(1),
  profile: z.unknown(),
});

describe('profiles that are wrong', async () => {
  const names = (await readdir(INVALID)).filter((name) => name.endsWith('.json')).toSorted();

  test.each(names)('%s: every problem at once, with its line', async (name) => {
    const one = caseSchema.parse(JSON.parse(await readFile(join(INVALID, name), 'utf8')));
    const path = join(folder, name);
    const text = JSON.stringify(one.profile, null, 2);
    await writeFile(path, text);
    const fault = await loadProfile(path).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'USAGE_FILE_INVALID' });
    const problems = (fault as Error).message.split('\n');
    expect(problems).toHaveLength(one.expect.length);
    for (const wanted of one.expect) {
      const [where = '', ...reason] = wanted.split(': ');
      const problem = problems.find((line) => line.includes(`: ${where}: `) && line.includes(reason.join(': ')));
      expect(problem, `${wanted}\n${problems.join('\n')}`).toBeDefined();
      const line = text.split('\n')[Number(/:(\d+): \$/.exec(problem ?? '')?.[1]) - 1] ?? '';
      const name = /\.(\w+)$/.exec(where)?.[1];
      // What is missing has no line of its own; then that of what it is missing in is named.
      if (name !== undefined && text.includes(`"${name}"`)) expect(line).toContain(`"${name}": `);
    }
  });

  test('no profile, and no folder', async () => {
    await expect(loadProfiles(folder.concat('/none'))).rejects.toMatchObject({ code: 'ENV_FILE' });
    const empty = await mkdtemp(join(folder, 'empty-'));
    await writeFile(join(empty, 'schema.json'), '{}');
    await expect(loadProfiles(empty)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });

  test('one bad file among good ones spoils them all: half a set is no set', async () => {
    const place = await mkdtemp(join(folder, 'mixed-'));
    await writeFile(join(place, 'a.json'), await readFile(join(SHIPPED_PROFILES, 'aosp.json')));
    await writeFile(join(place, 'b.json'), '{}');
    await expect(loadProfiles(place)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });
});
