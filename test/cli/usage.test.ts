/** Wrong command lines: exit code 2, words for people, and with --json the same two lines as every other mistake. */
import { expect, test } from 'vitest';
import type { Bench } from '../../src/bench/bench.ts';
import { preparePlan } from '../../src/cli/prepare-plan.ts';
import { captureOutput, wipebench } from './captured.ts';

const captured = captureOutput();

test.each([
  ['an unknown option', ['plan', '--frobnicate'], /unknown option '--frobnicate'/],
  ['an unknown command', ['nosuch'], /unknown command 'nosuch'/],
  ['an option that is missing', ['destroy'], /required option '--method/],
  ['a value that is none', ['profiles', 'explain', '--props', 'x', '--state', 'nosuch'], /nosuch/],
  ['an argument that is missing', ['profiles', 'show'], /missing required argument/],
])('%s', async (_what, words, message) => {
  expect(await wipebench(...words)).toBe(2);
  expect(captured.stdout).toBe('');
  expect(captured.stderr).toMatch(message);
  expect(await wipebench(...words, '--json')).toBe(2);
  expect(captured.lines()).toEqual([
    { type: 'error', code: 'USAGE_ARGUMENT', message: expect.stringMatching(message), hint: null, touched: false },
    { type: 'summary', exit: 2 },
  ]);
  expect(captured.lines()[0]?.['message']).not.toMatch(/^error:/);
});

test('help is no mistake', async () => {
  expect(await wipebench('plan', '--help', '--json')).toBe(0);
  expect(captured.stdout).not.toContain('"type"');
});

test.each([
  ['lint', '/there/is/none'],
  ['list', '--profiles', '/there/is/none'],
])('profiles %s %s: a folder that is not there', async (...words) => {
  expect(await wipebench('profiles', ...words, '--json')).toBe(2);
  expect(captured.lines()[0]).toMatchObject({ message: 'There is no folder /there/is/none.' });
  expect(captured.stderr).not.toContain('ENOENT');
});

test('a route that there is not, before any phone is looked for', async () => {
  const request = {
    ...{ device: undefined, route: 'resque', profiles: undefined },
    ...{ requiredLevel: 'STATISTICAL' as const, operatorPresent: true },
  };
  await expect(preparePlan({} as Bench, request, new AbortController().signal)).rejects.toMatchObject({
    code: 'USAGE_ARGUMENT',
    message: expect.stringMatching(/no route resque; did you mean rescue\? Known: .*twrp/),
  });
});
