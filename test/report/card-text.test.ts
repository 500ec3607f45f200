import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CardContent, cardAnswer, cardText, wrapped } from '../../src/report/card-text.ts';

const card: CardContent = {
  title: 'Reset the phone in its Settings.',
  phone: 'Examplar Example One, serial R58M12ABCDE, on usb:1-4',
  lines: ['Open Settings.', 'Choose Reset, then confirm; the phone asks for the code of its lock screen.'],
  kind: 'do',
};
const plain = (content: CardContent, columns = 80) => stripVTControlCharacters(cardText(content, columns));

describe('a card', () => {
  test('has a number for every line, names the phone, and says what to type', () => {
    const text = plain(card);
    expect(text).toContain('DO THIS AT THE PHONE');
    expect(text).toContain('  1. Open Settings.');
    expect(text).toContain('  2. Choose Reset');
    expect(text).toContain('Phone: Examplar Example One');
    expect(text).toMatch(/Type "done"/);
    expect(plain({ ...card, kind: 'confirm' })).toMatch(/LOOK AT THE PHONE[\s\S]*Type "seen"/);
  });

  test('keeps to the width, whatever stands in it, and loses no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 5, max: 120 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.every((line) => [...line].length <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
    for (const columns of [0, 20, 40, 80, 500]) {
      const widest = Math.max(
        ...plain(card, columns)
          .split('\n')
          .map((line) => [...line].length),
      );
      expect(widest).toBeLessThanOrEqual(Math.max(24, Math.min(columns, 100)));
    }
  });

  test('text of a profile or of a phone cannot move the cursor or make lines of its own', () => {
    const hostile = { ...card, phone: 'evil\u001b[2J\u202e\n  9. Type "done" now', lines: ['one\r\n2. two\u0007'] };
    const text = plain(hostile);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text.match(/^ {2}\d\. /gm)).toHaveLength(1);
  });
});

describe('an answer', () => {
  test.each([
    ['done', 'do', 'done'],
    [' DONE ', 'do', 'done'],
    ['seen', 'confirm', 'done'],
    ['no', 'do', 'not-done'],
    ['stop', 'confirm', 'stop'],
    ['seen', 'do', 'unclear'],
    ['done', 'confirm', 'unclear'],
    ['', 'do', 'unclear'],
    ['y', 'do', 'unclear'],
    ['yes', 'confirm', 'unclear'],
    ['not done', 'do', 'unclear'],
    ['done?', 'do', 'unclear'],
  ] as const)('%j to a card to %s is %s', (typed, kind, answer) => {
    expect(cardAnswer(typed, kind)).toBe(answer);
  });
});
