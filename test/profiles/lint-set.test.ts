import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintFiles } from '../../src/profiles/lint-set.ts';
import { type DataFile, parseProfile, parseRoute } from '../../src/profiles/parse-file.ts';
import { problemLine } from '../../src/profiles/problem.ts';
import { changed } from './changed.ts';

const BASE = join(import.meta.dirname, '../../fixtures/profiles-invalid/base');
const base = {
  profile: JSON.parse(await readFile(join(BASE, 'example.json'), 'utf8')) as unknown,
  route: JSON.parse(await readFile(join(BASE, 'routes/example-route.json'), 'utf8')) as unknown,
};

/** The good example under another id, with other conditions. */
function profile(id: string, change: Readonly<Record<string, unknown>> = {}, folder = 'p'): DataFile {
  const value = Object.entries({ id, ...change }).reduce(
    (whole, [place, new_]) => changed(whole, place, new_),
    base.profile,
  );
  return parseProfile(`${folder}/${id}.json`, JSON.stringify(value));
}

const route = (id = 'example-route', folder = 'p') =>
  parseRoute(`${folder}/routes/${id}.json`, JSON.stringify(changed(base.route, 'id', id)));

const told = (own: readonly DataFile[], others: readonly DataFile[] = []) => lintFiles(own, others).map(problemLine);

const maker = (...names: string[]) => ({ fact: 'maker', in: names });
const kind = (...names: string[]) => ({ fact: 'kind', in: names });

describe('two profiles for one phone', () => {
  test.each<[string, Readonly<Record<string, unknown>>, RegExp | undefined]>([
    ['the same conditions', {}, /^p\/b\.json:1: \$\.match: ties with profile a: both fit the same phone/],
    ['one maker in common', { match: [kind('phone'), maker('Fairphone', 'Sony')] }, /ties with profile a/],
    ['another maker', { match: [kind('phone'), maker('Sony')] }, undefined],
    ['another kind', { match: [kind('emulator'), maker('Fairphone')] }, undefined],
    ['another layer', { layer: 'system' }, undefined],
    [
      'one condition more',
      { match: [kind('phone'), maker('Fairphone'), { fact: 'model', startsWith: ['FP'] }] },
      undefined,
    ],
    [
      'says that it is not the other',
      { notThis: [maker('Fairphone')], match: [kind('phone'), { fact: 'model', startsWith: ['X'] }] },
      undefined,
    ],
    [
      'asks for other facts',
      { match: [kind('phone'), { fact: 'brand', in: ['fairphone'] }] },
      /^p\/b\.json:1: \$\.match: warning: could tie with profile a, if a phone meets both/,
    ],
  ])('%s', (_what, change, wanted) => {
    const problems = told([profile('a'), profile('b', change), route()]);
    if (wanted === undefined) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.stringMatching(wanted)]);
  });

  test('a tie with one that is shipped is told at the own file, once', () => {
    expect(told([profile('b', {}, 'own')], [profile('a', {}, 'shipped'), route()])).toEqual([
      expect.stringMatching(/^own\/b\.json.*ties with profile a/),
    ]);
  });

  test('one that takes the place of a shipped one does not tie with it; it is only said', () => {
    expect(told([profile('a', {}, 'own')], [profile('a', {}, 'shipped'), route()])).toEqual([
      'own/a.json:1: $.id: warning: takes the place of the profile of this name that is there already',
    ]);
  });

  test('one id twice in a folder', () => {
    const twin = parseProfile('p/other.json', JSON.stringify(base.profile));
    expect(told([profile('example'), twin, route()]).join('\n')).toMatch(/p\/other\.json has this id too/);
  });
});

describe('routes and those who offer them', () => {
  test('a route that nobody offers', () => {
    expect(told([profile('a'), route(), route('lonely')])).toEqual([
      'p/routes/lonely.json:1: $.id: warning: no profile offers this route',
    ]);
  });

  test('a route of the own folder may be offered by a shipped profile, and the other way round', () => {
    expect(told([route('example-route', 'own')], [profile('a')])).toEqual([]);
    expect(told([profile('a', {}, 'own')], [route()])).toEqual([]);
  });

  test('a route that takes the place of a shipped one is said to', () => {
    expect(told([route('example-route', 'own')], [route('example-route', 'shipped'), profile('a')])).toEqual([
      'own/routes/example-route.json:1: $.id: warning: takes the place of the route of this name that is there already',
    ]);
  });

  test('a bad route is told of once, and is there for those who name it', () => {
    const bad = parseRoute('p/routes/example-route.json', JSON.stringify(changed(base.route, 'steps.2.id', 'wipe')));
    expect(told([profile('a'), bad])).toEqual([
      'p/routes/example-route.json:1: $.steps[2].id: step 2 has this id already',
    ]);
  });
});
