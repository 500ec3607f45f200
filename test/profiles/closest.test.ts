import { expect, test } from 'vitest';
import { closest, meant } from '../../src/profiles/closest.ts';

const KNOWN = ['maker', 'model', 'aosp', 'adb:rescue-wipe', 'sdk'];

test.each([
  ['makr', 'maker'],
  ['Maker', 'maker'],
  ['makerr', 'maker'],
  ['mkaer', 'maker'],
  ['asop', 'aosp'],
  ['adb:resque-wipe', 'adb:rescue-wipe'],
  ['skd', 'sdk'],
  ['colour', undefined],
  ['', undefined],
  ['x'.repeat(1000), undefined],
])('%s is %s', (word, wanted) => {
  expect(closest(word, KNOWN)).toBe(wanted);
});

test('the words of a complaint', () => {
  expect(meant('makr', ['maker', 'model'])).toBe('did you mean maker? Known: maker, model');
  expect(meant(7, ['maker'])).toBe('Known: maker');
});
