import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readJsonFile } from '../../src/host/json-file.ts';
import { lineOfPath } from '../../src/host/line-of-path.ts';

describe('the line of a value', () => {
  const text = `{
  "a": "x, ] } \\" [",
  "b": [
    1,
    { "c": null,
      "d": -1.5e3 }
  ],
  "": {},
  "4": [[], [true]]
}`;

  test.each([
    [[], 1],
    [['a'], 2],
    [['b'], 3],
    [['b', 0], 4],
    [['b', 1], 5],
    [['b', 1, 'c'], 5],
    [['b', 1, 'd'], 6],
    [[''], 8],
    [['4', 1, 0], 9],
    [['4', '1', '0'], 9],
    [['missing'], 1],
    [['b', 1, 'missing', 'deeper'], 5],
    [['b', 7], 3],
  ])('%j is on line %i', (path, line) => {
    expect(lineOfPath(text, path)).toBe(line);
  });

  test('every value of every JSON text is found on the line where it begins', () => {
    const marked = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
      value !== null && typeof value === 'object'
        ? [
            path,
            ...Object.entries(value).flatMap(([key, member]) =>
              marked(member, [...path, Array.isArray(value) ? Number(key) : key]),
            ),
          ]
        : [path];
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain = JSON.stringify(value, null, 2);
        const lines = plain.split('\n');
        for (const path of marked(value)) {
          const found = lines[lineOfPath(plain, path) - 1] ?? '';
          const key = path.at(-1);
          if (typeof key === 'string') expect(found.trimStart()).toContain(`${JSON.stringify(key)}: `);
        }
      }),
    );
  });
});

describe('a JSON file through a schema', () => {
  let folder: string;
  const schema = z.strictObject({ name: z.string(), sizes: z.array(z.number()) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wipebench-json-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const reading = async (content: string | Uint8Array, max = 1000) => {
    const path = join(folder, 'file.json');
    await writeFile(path, content);
    return readJsonFile(path, schema, max);
  };

  test('is read', async () => {
    expect(await reading('{"name":"x","sizes":[1]}')).toEqual({ name: 'x', sizes: [1] });
  });

  test('tells every problem at once, each with its line and its path', async () => {
    const fault = await reading('{\n "name": 4,\n "sizes": [1,\n "two"],\n "more": 1\n}').catch((error) => error);
    expect(fault).toMatchObject({ code: 'USAGE_FILE_INVALID' });
    const lines = (fault as Error).message.split('\n').map((line) => line.replace(join(folder, 'file.json'), ''));
    expect(lines).toHaveLength(3);
    expect(lines.some((line) => line.startsWith(':2: $.name: '))).toBe(true);
    expect(lines.some((line) => line.startsWith(':4: $.sizes[1]: '))).toBe(true);
    expect(lines.some((line) => line.startsWith(':5: $.more: unknown name'))).toBe(true);
  });

  test.each([
    ['no JSON', '{'],
    ['empty', ''],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['a key too many by way of the prototype', '{"__proto__":{"name":"x","sizes":[]}}'],
    ['too large', `{"name":"${'x'.repeat(2000)}","sizes":[]}`],
  ])('%s is refused', async (_what, content) => {
    await expect(reading(content)).rejects.toMatchObject({ code: 'USAGE_FILE_INVALID' });
  });

  test('no file', async () => {
    await expect(readJsonFile(join(folder, 'none'), schema, 10)).rejects.toMatchObject({ code: 'ENV_FILE' });
  });
});
