import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERASABLE } from '../../src/drivers/driver.ts';
import { VERBS } from '../../src/model/plan.ts';
import { gradeSchema } from '../../src/model/route.ts';
import { lintFiles } from '../../src/profiles/lint-set.ts';
import { loadRoute, SHIPPED_PROFILES } from '../../src/profiles/load.ts';
import { parseProfile, parseRoute, type RouteFile } from '../../src/profiles/parse-file.ts';
import { problemLine } from '../../src/profiles/problem.ts';
import { REFERENCE_TABLES, withTables } from '../../src/profiles/reference-tables.ts';
import { VERB_ARGUMENTS } from '../../src/profiles/verb-arguments.ts';
import { parseDefinition } from '../../src/virtual/definition-file.ts';
import { documentFiles } from './document-files.ts';

const ROOT = join(import.meta.dirname, '../..');
const document = await readFile(join(ROOT, 'PROFILES.md'), 'utf8');

describe('PROFILES.md', () => {
  test('has every table, as the program would write it now (else: npm run schema)', () => {
    for (const name of Object.keys(REFERENCE_TABLES)) expect(document).toContain(`<!-- table: ${name} -->`);
    expect(withTables(document)).toBe(document);
  });

  test('making the tables loses nothing around them, also where one is empty', () => {
    const empty = 'a\n<!-- table: levels -->\n<!-- end -->\nb\n<!-- table: facts -->\n<!-- end -->\nc';
    const made = withTables(empty);
    expect(made.split('\n').filter((line) => /^[abc]$/.test(line))).toEqual(['a', 'b', 'c']);
    expect(withTables(made)).toBe(made);
  });

  test('names every grade', () => {
    for (const grade of gradeSchema.options) expect(document).toContain(`| \`${grade}\` |`);
  });

  test('its example is clean beside the shipped routes, and its phone can be made', async () => {
    const files = await documentFiles();
    const routes: RouteFile[] = [];
    for (const name of await readdir(join(SHIPPED_PROFILES, 'routes'))) {
      routes.push(parseRoute(name, JSON.stringify(await loadRoute(join(SHIPPED_PROFILES, 'routes', name)))));
    }
    const profile = files.get('my-profiles/fantasma.json') ?? '';
    expect(lintFiles([parseProfile('my-profiles/fantasma.json', profile)], routes).map(problemLine)).toEqual([]);
    expect(parseDefinition(files.get('fantasma-one.json') ?? '', 'fantasma-one.json').name).toBe('fantasma-one');
  });
});

describe('the arguments of verbs', () => {
  test('are those that the engine reads, and no others', async () => {
    const folder = join(ROOT, 'src/engine/verbs');
    const read = new Set<string>();
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      for (const [, argument = ''] of text.matchAll(/\bargs\['(\w+)'\]/g)) read.add(argument);
    }
    const known = new Set(VERBS.flatMap((verb) => Object.keys(VERB_ARGUMENTS[verb])));
    // `guide` is read by the planner, which puts the card into the step.
    known.delete('guide');
    // `reading` is put there by the planner, out of the level that is asked for.
    read.delete('reading');
    expect([...read].toSorted()).toEqual([...known].toSorted());
  });

  test('name the partitions that a boot loader is ever asked to erase', () => {
    expect(VERB_ARGUMENTS['fastboot:erase']['partition']?.values).toEqual([...ERASABLE]);
  });
});
