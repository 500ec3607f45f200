import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineOfPath } from '../../src/host/line-of-path.ts';
import { positionsOf } from '../../src/profiles/json-positions.ts';

const text = `{
  "a": [1,
    {"b": "x\\"y{[", "c\\n": null},
    true],
  "d": {},
  "e":
    -1.5e3
}`;

describe('the line of a value', () => {
  test.each<[(string | number)[], number]>([
    [[], 1],
    [['a'], 2],
    [['a', 0], 2],
    [['a', 1], 3],
    [['a', 1, 'b'], 3],
    [['a', 1, 'c\n'], 3],
    [['a', 2], 4],
    [['d'], 5],
    [['e'], 7],
    [['a', 1, 'none', 'deeper'], 3],
    [['none'], 1],
  ])('%j: %d', (path, line) => {
    expect(positionsOf(text).lineOf(path)).toBe(line);
  });

  test('is the one that the walk for a single value finds, of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const shown = JSON.stringify(value, null, 1);
        const positions = positionsOf(shown);
        const paths: (string | number)[][] = [];
        const visit = (inside: unknown, path: (string | number)[]) => {
          paths.push(path);
          if (typeof inside !== 'object' || inside === null) return;
          for (const [key, each] of Object.entries(inside))
            visit(each, [...path, Array.isArray(inside) ? Number(key) : key]);
        };
        visit(value, []);
        for (const path of paths) expect(positions.lineOf(path)).toBe(lineOfPath(shown, path));
        expect(positions.twice).toEqual([]);
      }),
    );
  });

  test('no nesting exhausts anything', () => {
    const deep = `{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}, "b": 1,\n"b": 2}`;
    expect(JSON.parse(deep)).toMatchObject({ b: 2 });
    expect(positionsOf(deep)).toMatchObject({ twice: [['b']] });
    expect(positionsOf(deep).lineOf(['b'])).toBe(2);
  });
});
