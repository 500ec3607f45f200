import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGetprop } from '../../src/decide/getprop.ts';

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
    ['the form of recovery logs, which is another', 'ro.a=b\n', {}],
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

describe('laws', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9._-]{0,20}$/);
  const eol = fc.constantFrom('\n', '\r\n', '\r\r\n');

  test('what was printed is read again, whatever stands in the values', () => {
    // A value that holds the end of one property and the begin of another cannot be told from two properties.
    const value = fc
      .string({ unit: fc.constantFrom('a', ']', '[', ':', ' ', '\n', '|', ',', 'Ⅱ', '"') })
      .filter((text) => !/\] *\n\[[^\]\n]+\]: \[/.test(`[k]: [${text}`) && !/^\[[^\]\n]+\]: \[/m.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }), eol, (pairs, end) => {
        const text = pairs.map(([name, content]) => `[${name}]: [${content}]\n`).join('');
        expect([...parseGetprop(text.replaceAll('\n', end))]).toEqual(pairs);
      }),
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
    expect(parseGetprop(`${'[a]: [x\n'.repeat(500_000)}]`).size).toBe(1);
    expect(parseGetprop(`[a]: [${']'.repeat(1_000_000)}x`).size).toBe(0);
    expect(parseGetprop(`[a]: [${']\n'.repeat(1_000_000)}x`).size).toBe(0);
    expect(parseGetprop(`[a]: [x]${' '.repeat(1_000_000)}x`).size).toBe(0);
  });
});
