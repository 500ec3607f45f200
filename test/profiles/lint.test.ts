import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Fault } from '../../src/faults/fault.ts';
import { lintFolder } from '../../src/profiles/lint.ts';
import { lintFiles } from '../../src/profiles/lint-set.ts';
import { loadProfile, loadRoute, SHIPPED_PROFILES } from '../../src/profiles/load.ts';
import { type DataFile, parseProfile, parseRoute } from '../../src/profiles/parse-file.ts';
import { type Problem, problemLine } from '../../src/profiles/problem.ts';
import { changed } from './changed.ts';

const INVALID = join(import.meta.dirname, '../../fixtures/profiles-invalid');
const BASE = { profile: join(INVALID, 'base/example.json'), route: join(INVALID, 'base/routes/example-route.json') };

const caseSchema = z.strictObject({
  of: z.enum(['profile', 'route']),
  /** What is changed in the good file: its place, and the new value; `null` takes it away. */
  set: z.record(z.string(), z.unknown()),
  /** `path: part of the reason`, one for every problem, with `warning ` before it where it is one. */
  expect: z.array(z.string()).min(1),
});

const names = (await readdir(INVALID)).filter((name) => name.endsWith('.json')).toSorted();
const base = {
  profile: JSON.parse(await readFile(BASE.profile, 'utf8')) as unknown,
  route: JSON.parse(await readFile(BASE.route, 'utf8')) as unknown,
};

function parse(kind: 'profile' | 'route', value: unknown): DataFile {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return kind === 'profile' ? parseProfile('p/example.json', text) : parseRoute('p/routes/example-route.json', text);
}

const isWanted = (wanted: string) => {
  const severity = wanted.startsWith('warning ') ? 'warning' : 'error';
  const [path = '', ...reason] = wanted.replace(/^warning /, '').split(': ');
  return (problem: Problem) =>
    problem.severity === severity && problem.path === path && problem.text.includes(reason.join(': '));
};

test('the good files, of which each wrong one is made, are clean', () => {
  expect(lintFiles([parse('profile', base.profile), parse('route', base.route)])).toEqual([]);
});

describe('one thing wrong', () => {
  test.each(names)('%s', async (name) => {
    const one = caseSchema.parse(JSON.parse(await readFile(join(INVALID, name), 'utf8')));
    const value = Object.entries(one.set).reduce((whole, [place, new_]) => changed(whole, place, new_), base[one.of]);
    const text = JSON.stringify(value, null, 2);
    const other = one.of === 'profile' ? 'route' : 'profile';
    const problems = lintFiles([parse(one.of, text)], [parse(other, base[other])]);
    const told = problems.map(problemLine).join('\n');
    expect(problems, told).toHaveLength(one.expect.length);
    for (const wanted of one.expect) {
      const problem = problems.find(isWanted(wanted));
      expect(problem, `${wanted}\n${told}`).toBeDefined();
      // What is missing has no line of its own; then that of what it is missing in is named.
      const last = /\.(\w+)$|\["([^"]+)"\]$/.exec(problem?.path ?? '');
      const key = last?.[1] ?? last?.[2];
      const line = text.split('\n')[(problem?.line ?? 0) - 1] ?? '';
      if (key !== undefined && !problem?.text.includes('missing')) expect(line).toContain(`${JSON.stringify(key)}: `);
    }
  });
});

describe('what the loader refuses', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wipebench-lint-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const loaded = async (kind: 'profile' | 'route', place: string, value: unknown) => {
    const file = join(folder, 'x.json');
    await writeFile(file, JSON.stringify(changed(base[kind], place, value)));
    return (kind === 'profile' ? loadProfile(file) : loadRoute(file)).then(
      () => 'taken',
      (error: unknown) => (error instanceof Fault ? `${error.code} ${error.message}` : error),
    );
  };

  test.each<['profile' | 'route', string, unknown, RegExp]>([
    ['route', 'steps.1.do', { 'fastboot:erase': { partition: 'frp' } }, /names a lock/],
    ['route', 'steps.0.do', { 'probe:state': {} }, /before the last step that erases/],
    ['route', 'steps.0.do', { 'card:overwrite': {} }, /for the operator to say/],
    ['route', 'title', 'A title with \u0007 in it', /cannot be seen/],
    ['profile', 'title', 'A title with \u202e in it', /cannot be seen/],
    ['profile', 'layer', 'none', /x\.json:1: \$\.layer: no such value/],
  ])('%s with %s', async (kind, place, value, reason) => {
    const said = await loaded(kind, place, value);
    expect(said).toMatch(/^USAGE_FILE_INVALID /);
    expect(said).toMatch(reason);
  });

  test('but not what is only careless', async () => {
    expect(await loaded('profile', 'sources', ['manual'])).toBe('taken');
    expect(await loaded('route', 'grade', 'confirmed')).toBe('taken');
  });
});

describe('a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wipebench-lint-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('the shipped one is clean: no error, no warning', async () => {
    const { problems, profiles, routes } = await lintFolder();
    expect(problems.map(problemLine)).toEqual([]);
    expect([profiles, routes].every((count) => count > 0)).toBe(true);
  });

  test('given as folder it is the same', async () => {
    expect(await lintFolder(`${SHIPPED_PROFILES}/../profiles`)).toEqual(await lintFolder());
  });

  test('of the user: files that are no JSON, no text, or empty are told of beside all others', async () => {
    await writeFile(join(folder, 'a.json'), '{"schema": 1,\n  "id": }');
    await writeFile(join(folder, 'b.json'), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    await writeFile(join(folder, 'c.json'), '');
    await writeFile(join(folder, 'd.json'), JSON.stringify(changed(base.profile, 'layer', 'x')));
    await writeFile(join(folder, 'e.json'), 'x'.repeat(2 * 1024 * 1024));
    await writeFile(join(folder, 'ignored.schema.json'), '{}');
    const { problems, profiles } = await lintFolder(folder);
    expect(profiles).toBe(5);
    const told = problems.map(problemLine).join('\n');
    expect(told).toMatch(/a\.json:2: \$: is not JSON/);
    expect(told).toMatch(/b\.json:1: \$: .*not text in UTF-8/);
    expect(told).toMatch(/c\.json:1: \$: is not JSON/);
    expect(told).toMatch(/d\.json:1: \$\.layer: no such value/);
    expect(told).toMatch(/e\.json:1: \$: .*larger than/);
  });

  test('that is not there, or holds nothing', async () => {
    await expect(lintFolder(join(folder, 'none'))).rejects.toMatchObject({
      code: 'USAGE_FILE_INVALID',
      message: `There is no folder ${join(folder, 'none')}.`,
    });
    const empty = await mkdtemp(join(folder, 'empty-'));
    await expect(lintFolder(empty)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });
});

test('a name that stands twice is told of, wherever it stands', () => {
  const text = '{\n"schema": 1,\n"id": "a",\n"notes": {"x": 1,\n"x": 2},\n"id": "b"}';
  const told = lintFiles([parse('profile', text)])
    .map(problemLine)
    .join('\n');
  expect(told).toMatch(/:6: \$\.id: stands twice/);
  expect(told).toMatch(/:5: \$\.notes\.x: stands twice/);
});
