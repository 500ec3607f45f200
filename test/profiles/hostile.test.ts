import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planFor } from '../../src/decide/plan.ts';
import { VERB_DANGER } from '../../src/decide/verb-danger.ts';
import { Fault } from '../../src/faults/fault.ts';
import { VERBS, type Verb } from '../../src/model/plan.ts';
import { lintFiles } from '../../src/profiles/lint-set.ts';
import { indexProfile, loadProfiles } from '../../src/profiles/load.ts';
import { parseProfile, parseRoute } from '../../src/profiles/parse-file.ts';
import { VERB_ARGUMENTS } from '../../src/profiles/verb-arguments.ts';
import { identityOf } from '../decide/properties.ts';
import { changed } from './changed.ts';

const BASE = join(import.meta.dirname, '../../fixtures/profiles-invalid/base');
const base = {
  profile: JSON.parse(await readFile(join(BASE, 'example.json'), 'utf8')) as object,
  route: JSON.parse(await readFile(join(BASE, 'routes/example-route.json'), 'utf8')) as object,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every place in a value that could be something else. */
function places(value: unknown, path: readonly string[] = []): string[] {
  const here = path.length === 0 ? [] : [path.join('.')];
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, inside]) => places(inside, [...path, key]))];
}

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '__proto__',
    '\ud800',
    '\u0000',
    1e308,
    -0,
    [],
    {},
    { __proto__: null, constructor: 1 },
    JSON.parse('{"__proto__": {"fact": "kind"}}'),
    { fact: 'toString', in: ['hasOwnProperty'] },
    { fact: 'kind', in: [] },
    { 'adb:rescue-wipe': { __proto__: null, toString: 'x' } },
    'constructor',
    'x'.repeat(5000),
  ),
);

const spoilt = (kind: 'profile' | 'route') =>
  fc
    .array(fc.tuple(fc.constantFrom(...places(base[kind])), odd), { minLength: 1, maxLength: 3 })
    .map((changes) =>
      changes.reduce<unknown>((whole, [place, value]) => {
        try {
          return changed(whole, place, value);
        } catch {
          return whole;
        }
      }, base[kind]),
    )
    .map((value) => JSON.stringify(value));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
  fc.constantFrom('', 'null', '[]', '"', '{"a":', '\ufeff{}', '{}{}', '{"schema":1,"schema":1}'),
  fc.integer({ min: 1, max: 100_000 }).map((depth) => `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  fc
    .integer({ min: 1, max: 3000 })
    .map((count) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]))),
    ),
  spoilt('profile'),
  spoilt('route'),
);

test('law: no text makes the lint throw, and each of its problems has a line of that text', () => {
  fc.assert(
    fc.property(text, text, (one, two) => {
      const problems = lintFiles([parseProfile('p/a.json', one), parseRoute('p/routes/b.json', two)]);
      for (const { file, line } of problems) {
        const lines = (file === 'p/a.json' ? one : two).split('\n').length;
        expect(line >= 1 && line <= lines).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
});

test('law: no text makes the loader throw anything but a Fault', async () => {
  const file = join(folder, 'example.json');
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.uint8Array({ maxLength: 100 })), async (content) => {
      await writeFile(file, content);
      const thrown = await loadProfiles(folder).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (thrown !== undefined) {
        expect(thrown).toBeInstanceOf(Fault);
        expect((thrown as Fault).code).toBe('USAGE_FILE_INVALID');
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

/** One step of any verb, with arguments that it may have, and all the words a file could try to calm with. */
const anyStep = fc
  .tuple(fc.constantFrom(...VERBS), fc.nat(), fc.constantFrom({}, { danger: 'none' }, { erases: false }))
  .map(([verb, pick, more]) => {
    const args = Object.entries(VERB_ARGUMENTS[verb]).map(([name, { values }]) => [name, values[pick % values.length]]);
    return { do: { [verb]: Object.fromEntries(args) }, words: 'Look at the phone; nothing is erased.', ...more };
  });

const steps = fc
  .array(anyStep, { minLength: 1, maxLength: 5 })
  .map((list) => list.map((step, index) => ({ id: `s${index}`, timeoutSeconds: 9, ...step })));

const sighting = { driver: 'adb', handle: '7', port: 'usb:1-2', serial: 'S', state: 'device' } as const;

test('law: whatever a file says, a step that erases is planned as one that erases', () => {
  let planned = 0;
  const profile = parseProfile(
    'p/example.json',
    JSON.stringify(changed(base.profile, 'match', [{ fact: 'kind', in: ['phone'] }])),
  );
  fc.assert(
    fc.property(steps, (list) => {
      const claims = [
        {
          when: [],
          method: 'clear',
          technique: 'discard',
          maxLevel: 'STATUS-ONLY',
          why: ['x'],
          sources: ['https://example.org'],
        },
      ];
      const value = changed(changed(base.route, 'steps', list), 'claims', claims);
      const route = parseRoute('p/routes/example-route.json', JSON.stringify(value));
      if (!profile.value || !route.value) {
        expect(list.some((step) => 'danger' in step || 'erases' in step)).toBe(true);
        return;
      }
      const routes = new Map([['example-route', route.value]]);
      const plan = planFor({
        handset: { seat: 'usb:1-2', binding: 'strong', sightings: [sighting] },
        sighting,
        identity: identityOf(),
        preflight: [],
        rootShell: 'possible',
        profiles: [indexProfile(profile.value, routes)],
        requiredLevel: 'STATISTICAL',
      });
      if ('reasons' in plan) return;
      planned += 1;
      // Nothing is planted for a claim this weak.
      const verbs = list.map((step) => Object.keys(step.do)[0] as Verb).filter((verb) => verb !== 'probe:plant');
      expect(plan.steps.map(({ verb, danger }) => [verb, danger])).toEqual(
        verbs.map((verb) => [verb, VERB_DANGER[verb]]),
      );
    }),
    { numRuns: 2000 },
  );
  expect(planned).toBeGreaterThan(20);
});

test('a file with a thousand mistakes tells some of them, and how many more there are', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
  const problems = lintFiles([parseProfile('p/a.json', JSON.stringify({ ...base.profile, ...many }))]);
  expect(problems.length).toBeLessThan(60);
  expect(problems.at(0)?.text).toBeDefined();
  expect(problems.some((problem) => /^and 950 more like these$/.test(problem.text))).toBe(true);
});
