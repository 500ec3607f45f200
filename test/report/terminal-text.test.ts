import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factWords, planText, refusalText } from '../../src/report/plan-text.ts';
import { runLines } from '../../src/report/run-lines.ts';
import { table } from '../../src/report/table.ts';
import { plainText } from '../../src/report/terminal-text.ts';
import { goodPlan } from '../decide/judge-fixtures.ts';

/** Everything that moves a cursor, changes a colour, turns the direction of text or cannot be seen. */
const HARMFUL = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u;
const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\u001b',
      '[',
      '2',
      'J',
      '\u009b',
      '\u202e',
      '\u2066',
      '\u200b',
      '\r',
      '\n',
      '\u0000',
      '\ud800',
      '\u{e0041}',
      'a',
    ),
  }),
);

describe('text of others', () => {
  test.each([
    ['\u001b[2J\u001b[31mred', '·[2J·[31mred'],
    ['a\r\nb\nc\rd', 'a⏎b⏎c⏎d'],
    ['\u001b]0;title\u0007', '·]0;title·'],
    ['a\u202eb', 'a·b'],
    ['a\u200bb\ufeffc', 'a·b·c'],
    ['\ud800', '·'],
    ['x\u{e0041}', 'x·'],
    ['Ⅱ “quoted” ™ 😀 中', 'Ⅱ “quoted” ™ 😀 中'],
    ['', ''],
  ])('%j becomes %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test('nothing harmful is left, and it is never too long', () => {
    fc.assert(
      fc.property(HOSTILE, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const plain = plainText(text, max);
        // Format characters of some scripts, such as U+0600, are visible and stay.
        expect(
          plain.replace(
            /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]|[\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/gu,
            '',
          ),
        ).not.toMatch(HARMFUL);
        expect([...plain].length).toBeLessThanOrEqual(max);
        expect(plainText(plain, max)).toBe(plain);
      }),
    );
  });

  test('what is harmless and short is not changed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(plainText(text, text.length + 1)).toBe(text);
      }),
    );
  });
});

describe('tables', () => {
  const lines = (rows: string[][], max = 20) =>
    table(rows, [
      { title: 'A', max, cell: (row) => row[0] ?? '' },
      { title: 'Long title', max, cell: (row) => row[1] ?? '' },
    ]).split('\n');

  test('columns stand below each other, by characters and not by code units', () => {
    expect(
      lines([
        ['😀😀', 'x'],
        ['abcd', 'y'],
      ]),
    ).toEqual(['A     Long title', '😀😀    x', 'abcd  y']);
  });

  test('no rows: the titles alone', () => {
    expect(lines([])).toEqual(['A  Long title']);
  });

  test('hostile cells add no line, and none is wider than its column', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(HOSTILE, HOSTILE), { maxLength: 4 }), (rows) => {
        const shown = lines(rows, 8);
        expect(shown).toHaveLength(rows.length + 1);
        for (const line of shown) expect([...line].length).toBeLessThanOrEqual(8 + 2 + 'Long title'.length);
        for (const line of shown) expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('whole screens', () => {
  const evil = '\u001b[2J\u202e\r\nforged line';
  const lineCount = (text: string) => text.split('\n').length;

  test('a plan of a hostile phone and a hostile profile has the lines of a plain one, and no control', () => {
    const plain = { ...goodPlan(), erases: ['userdata'], stays: ['SIM'], notTaken: [{ route: 'other', why: 'x' }] };
    const fact = { value: evil, source: 'x' };
    const hostile = {
      ...plain,
      target: {
        ...plain.target,
        seat: evil,
        identity: { ...plain.target.identity, maker: fact, model: fact, serial: { unavailable: evil } },
      },
      steps: plain.steps.map((each) => ({ ...each, words: evil })),
      claim: { ...plain.claim, why: plain.claim.why.map(() => evil) },
      erases: [evil],
      stays: [evil],
      notTaken: [{ route: 'other', why: evil }],
    };
    const text = stripVTControlCharacters(planText(hostile, 'd'));
    expect(lineCount(text)).toBe(lineCount(planText(plain, 'd')));
    expect(text.replaceAll('\n', '')).not.toMatch(HARMFUL);
    expect(text).toContain('forged line');
  });

  test('a refusal', () => {
    const text = stripVTControlCharacters(refusalText({ reasons: [{ code: 'X', text: evil, action: evil }] }));
    expect(lineCount(text)).toBe(3);
    expect(text.replaceAll('\n', '')).not.toMatch(HARMFUL);
  });

  test('facts', () => {
    expect(factWords({ value: ['1', '2'], source: 'x' })).toBe('1,2');
    expect(stripVTControlCharacters(factWords({ unavailable: 'not asked' }))).toBe('unknown (not asked)');
  });

  test('lines of a run', () => {
    const say = runLines();
    const common = { seat: evil, at: '2026-01-01T10:20:30.000Z' };
    const begin = say({
      ...common,
      type: 'step-started',
      step: { ...(goodPlan().steps[0] ?? never()), words: evil },
      index: 0,
      count: 1,
    });
    const note = say({ ...common, type: 'note', text: evil });
    for (const line of [begin, note]) {
      expect(line).toMatch(/^10:20:30 /);
      expect(line).not.toMatch(HARMFUL);
    }
  });
});

function never(): never {
  throw new Error('no step');
}
