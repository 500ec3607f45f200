import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGetprop, readGetprop } from '../../src/decide/getprop.ts';

const read = (text: string) => Object.fromEntries(parseGetprop(text));

describe('what getprop prints', () => {
  test.each([
    ['nothing', '', {}],
    ['one', '[a]: [b]', { a: 'b' }],
    ['an empty value', '[a]: []\n[b]: [c]\n', { a: '', b: 'c' }],
    ['CR LF of an old terminal', '[a]: [b]\r\n[c]: [d]\r\n', { a: 'b', c: 'd' }],
    ['CR CR LF', '[a]: [b]\r\r\n[c]: [d]\r\r\n', { a: 'b', c: 'd' }],
    ['blanks after the bracket', '[a]: [b]  \n[c]: [d] \n', { a: 'b', c: 'd' }],
    ['a value with line breaks', '[a]: [1\n2\n3]\n[b]: [c]\n', { a: '1\n2\n3', b: 'c' }],
    ['a value with an empty line', '[a]: [1\n\n2]\n[b]: [c]\n', { a: '1\n\n2', b: 'c' }],
    ['a value that is a line break', '[a]: [\n]\n[b]: [c]\n', { a: '\n', b: 'c' }],
    ['brackets in a value', '[a]: [x]y[z]]\n[b]: [[]]\n', { a: 'x]y[z]', b: '[]' }],
    ['pipes, commas, colons', '[a]: [X|E|02: 1,2]\n', { a: 'X|E|02: 1,2' }],
    ['the last value with a line break', '[a]: [1\n2]', { a: '1\n2' }],
    ['a line of the adb client before', '* daemon not running; starting now\n[a]: [b]\n', { a: 'b' }],
    [
      'an order that is not sorted',
      '[ro.build.date.utc]: [1]\n[ro.build.date]: [x]\n',
      { 'ro.build.date.utc': '1', 'ro.build.date': 'x' },
    ],
    ['letters of the world', '[a]: [MBX Ⅱ]\n[b]: [Ixion X LTE 4.5"]\n', { a: 'MBX Ⅱ', b: 'Ixion X LTE 4.5"' }],
    ['a list that was cut off', '[a]: [b]\n[c]: [d', { a: 'b' }],
    [
      'the form of recovery logs and build.prop',
      '# a\nro.a=b\n ro.c = d\nro.e=f=g \nnone\n',
      { 'ro.a': 'b', 'ro.e': 'f=g' },
    ],
    [
      'the log of a kernel',
      '[    0.660328] ro.hardware=marlin\n<6>[   12.0] ro.a=b\n[    0.7] init: x=y\n',
      { 'ro.hardware': 'marlin', 'ro.a': 'b' },
    ],
    ['the log of a recovery', 'I:ro.a=b\nI: ro.c=d\nI:x\n', { 'ro.a': 'b', 'ro.c': 'd' }],
    ['a string of JSON', '"\\n[a]: [b]\\n[c]: [d \\"e\\"]\\n"', { a: 'b', c: 'd "e"' }],
    ['a string without an end', '[a]: [b]\\r\\n[c]: [d]', { a: 'b', c: 'd' }],
    ['line breaks that are written within a value', '[a]: [1\\n2]\n[b]: [c]\n', { a: '1\\n2', b: 'c' }],
    ['both forms: only the brackets count', '[a]: [b]\nro.c=d\n', { a: 'b' }],
    [
      'lines of somebody else between and behind',
      '[a]: [b]\n* daemon started successfully *\n[c]: [d]\n$ exit\n',
      { a: 'b', c: 'd' },
    ],
    [
      'several pairs on one line',
      '[a.b]: [c]  [d.e]: [f] [g.h]: []\n[i]: [j]\n',
      { 'a.b': 'c', 'd.e': 'f', 'g.h': '', i: 'j' },
    ],
    ['the first of two values for one key', '[a]: [1]\n[a]: [2]\n', { a: '1' }],
    [
      'a pair at the begin of a line before one within',
      '[x.y]: [z] [a.b]: [1]\n[a.b]: [2]\n',
      { 'x.y': 'z', 'a.b': '2' },
    ],
    ['a mark of the byte order', '\ufeff[a]: [b]\n', { a: 'b' }],
    [
      'keys that mean something in JavaScript',
      '[__proto__]: [x]\n[constructor]: [y]\n',
      { ['__proto__']: 'x', constructor: 'y' },
    ],
  ])('%s', (_what, text, wanted) => {
    expect(Object.entries(read(text))).toEqual(Object.entries(wanted));
  });

  test('the history of starts, as phones since Android 9 have it', () => {
    const text =
      '[a]: [1]\n[persist.sys.boot.reason.history]: [reboot,factory_reset,1700000001\nreboot,1700000000]\n[z]: [2]\n';
    expect(read(text)).toEqual({
      a: '1',
      'persist.sys.boot.reason.history': 'reboot,factory_reset,1700000001\nreboot,1700000000',
      z: '2',
    });
  });

  test('a value that plays a property within a line adds none', () => {
    const properties = parseGetprop('[persist.sys.locale]: [de-DE]: [x\n[ro.fake.key]: [injected]]\n[z]: [1]\n');
    expect([...properties.keys()]).toEqual(['persist.sys.locale', 'z']);
  });
});

describe('a list that is not whole', () => {
  const list = (count: number) => Array.from({ length: count }, (_, at) => `[k.${1000 + at}]: [v]\n`).join('');

  test.each([
    ['of 998 properties', list(998), true],
    ['of 997', list(997), false],
    ['with a last line that does not end', '[a]: [b]\n[c]: [d', true],
    ['with a value over two lines at its end', '[a]: [b\nc]\n', false],
    ['of nothing', '', false],
  ])('%s: %s', (_what, text, cut) => {
    expect(readGetprop(text).cut).toBe(cut);
  });
});

describe('lines that a terminal wrapped', () => {
  test('are joined', () => {
    const long = (key: string, fill: string) => `[${key}]: [${fill.repeat(90)}]`;
    const text = [long('a.a', 'x'), '[b.b]: [y]', long('c.c', 'z'), long('d.d', 'w')].join('\n');
    const wrapped = text.split('\n').flatMap((line) => line.match(/.{1,50}/g) ?? []);
    expect(read(wrapped.join('\n'))).toEqual(read(text));
  });
});

describe('a value that plays further properties', () => {
  const list = (value: string) =>
    [
      'debug.a',
      'gsm.b',
      'persist.c',
      'persist.sys.x',
      'persist.sys.y',
      'ro.hardware',
      'ro.product.model',
      'sys.z',
      'vold.w',
    ]
      .map((key) => `[${key}]: [${key === 'persist.sys.x' ? value : '1'}]\n`)
      .join('');

  test.each(['a]\n[ro.hardware]: [ranchu', 'a]\n[bst.version]: [1', 'a]\n[ro.wipebench.virtual]: [1]\n[ro.x]: [2'])(
    'in a list in order adds none: %j',
    (value) => {
      expect(read(list(value))['persist.sys.x']).toBe(value);
      expect(read(list(value))['ro.hardware']).toBe('1');
      expect(Object.keys(read(list(value)))).toHaveLength(9);
    },
  );

  test('a line that somebody put at the end of an ordered list stays a property', () => {
    expect(read(`${list('a')}[ro.kernel.qemu]: [1]\n`)['ro.kernel.qemu']).toBe('1');
  });

  test('a list that is in no order is read as it stands', () => {
    const text = ['z.a', 'y.b', 'a.c', 'x.d', 'b.e', 'w.f', 'c.g', 'v.h', 'd.i']
      .map((key) => `[${key}]: [1]\n`)
      .join('');
    expect(parseGetprop(text).size).toBe(9);
  });
});

describe('laws', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9._-]{0,20}$/);
  const eol = fc.constantFrom('\n', '\r\n', '\r\r\n');

  test('what was printed is read again, whatever stands in the values', () => {
    // A value that holds the end of one property and the begin of another cannot be told from two properties.
    const value = fc
      .string({ unit: fc.constantFrom('a', ']', '[', ':', ' ', '\n', '|', ',', 'Ⅱ', '"') })
      .filter((text) => !/\][ \n]*\[[^\]\n]+\]: \[/.test(`[k]: [${text}`) && !/^\[[^\]\n]+\]: \[/m.test(text));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 7 }),
        eol,
        (pairs, end) => {
          const text = pairs.map(([name, content]) => `[${name}]: [${content}]\n`).join('');
          expect([...parseGetprop(text.replaceAll('\n', end))]).toEqual(pairs);
        },
      ),
    );
  });

  test('nothing makes it throw, and no value is made up', () => {
    const unit = fc.constantFrom('[', ']', ']: [', '\n', '\r', ' ', 'a', '\u0000', '\ud800');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit, maxLength: 200 })), (text) => {
        const normal = text.replace(/\r+\n/g, '\n').replace(/\r/g, '\n');
        for (const [name, value] of parseGetprop(text)) expect(normal).toContain(`[${name}]: [${value}]`);
      }),
    );
  });

  test('a phone that prints megabytes of the same is read to the end', () => {
    expect(parseGetprop(`[a]: [${'\r'.repeat(1_000_000)}x`).size).toBe(0);
    expect(parseGetprop('[a]: [x\n'.repeat(500_000)).size).toBe(0);
    expect(parseGetprop('[a]: [x]\n'.repeat(500_000)).size).toBe(1);
    expect(parseGetprop('[b.a]: [x] '.repeat(100_000)).size).toBe(1);
    const few = Array.from({ length: 200_000 }, (_, at) =>
      at % 40 === 39 ? '[a.a]: [x]\n' : `[p.${1e6 + at}]: [x]\n`,
    );
    expect(parseGetprop(few.join('')).size).toBe(195_001);
    expect(parseGetprop(`${'[a]: [x\n'.repeat(500_000)}]`).size).toBe(1);
    expect(parseGetprop(`[a]: [${']'.repeat(1_000_000)}x`).size).toBe(0);
    expect(parseGetprop(`[a]: [${']\n'.repeat(1_000_000)}x`).size).toBe(1);
    expect(parseGetprop(`[a]: [x]${' '.repeat(1_000_000)}x`).size).toBe(0);
    for (const piece of [' ', '\t', '\\n', ']\\n', '[ 1.', 'I:', '<1>']) {
      expect(parseGetprop(piece.repeat(500_000)).size, piece).toBe(0);
    }
  });
});
