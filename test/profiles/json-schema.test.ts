import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CRYPTO_ERASE_ITEMS } from '../../src/model/crypto-erase.ts';
import { FIELD_WORDS } from '../../src/profiles/field-words.ts';
import { type JsonSchema, jsonSchemaOf, namesAt, SCHEMA_FILES } from '../../src/profiles/json-schema.ts';
import { SHIPPED_PROFILES } from '../../src/profiles/load.ts';

const KINDS = ['profile', 'route'] as const;

describe.each(KINDS)('the schema of a %s', (kind) => {
  test('on the disk is the one of the source (else: npm run schema)', async () => {
    const text = await readFile(join(SHIPPED_PROFILES, SCHEMA_FILES[kind]), 'utf8');
    expect(JSON.parse(text)).toEqual(jsonSchemaOf(kind));
  });

  test('has words for every field, and for none that there is not', () => {
    const places: string[] = [];
    const visit = (node: JsonSchema | undefined, place: string, depth: number) => {
      if (!node || depth > 2) return;
      if (place !== '' && !place.endsWith('[]')) places.push(place);
      if (place === 'cryptoErase' || place === 'guides' || place.endsWith('testedOn')) return;
      for (const [name, inside] of Object.entries(node.properties ?? {})) {
        visit(inside, place === '' ? name : `${place}.${name}`, depth + 1);
      }
      visit(node.items, `${place}[]`, depth);
    };
    visit(jsonSchemaOf(kind), '', 0);
    expect(places.toSorted()).toEqual(Object.keys(FIELD_WORDS[kind]).toSorted());
  });
});

test('what may stand at a place', () => {
  const profile = jsonSchemaOf('profile');
  expect(namesAt(profile, ['cryptoErase'])).toEqual([...CRYPTO_ERASE_ITEMS]);
  expect(namesAt(profile, ['guides'])).toEqual(['settings', 'recovery', 'welcome']);
  expect(namesAt(profile, ['routes', 0])).toContain('maxLevel');
  expect(namesAt(profile, ['notes'])).toBeUndefined();
  expect(namesAt(profile, ['nowhere', 3])).toBeUndefined();
  expect(namesAt(jsonSchemaOf('route'), ['steps', 4, 'do'])).toContain('adb:rescue-wipe');
});

test('what has a default may be left out', () => {
  const { required } = jsonSchemaOf('profile') as { required: string[] };
  expect(required).toContain('match');
  expect(required).not.toContain('notThis');
});
