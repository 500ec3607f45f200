import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { FAULT_CODES } from '../../src/faults/codes.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { EngineEvent } from '../../src/model/event.ts';
import type { Run } from '../../src/model/run.ts';
import { DEVICE_STATES } from '../../src/model/sighting.ts';
import { RESULTS, type Verdict } from '../../src/model/verdict.ts';
import { faultText } from '../../src/report/fault-text.ts';
import { readingText } from '../../src/report/reading-text.ts';
import { runLines } from '../../src/report/run-lines.ts';
import { STATE_HINTS } from '../../src/report/state-hints.ts';
import { bytesText, percentText, secondsText } from '../../src/report/units.ts';
import { verdictText } from '../../src/report/verdict-text.ts';

const plain = (text: string) => stripVTControlCharacters(text);

describe('numbers', () => {
  test.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [102_400, '100 KiB'],
    [1024 ** 2, '1.0 MiB'],
    [128 * 1024 ** 3, '128 GiB'],
    [5000 * 1024 ** 4, '5000 TiB'],
    [0.5, '1 B'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [61, '1 min 01 s'],
    [3599, '59 min 59 s'],
    [3600, '1 h 00 min'],
    [90_061, '25 h 01 min'],
    [-5, '0 s'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d seconds: %s', (seconds, text) => {
    expect(secondsText(seconds)).toBe(text);
  });

  test.each([
    [0, '0 %'],
    [1, '100.0 %'],
    [0.99, '99.0 %'],
    [0.999, '99.9 %'],
    // A confidence is never more than it is.
    [0.9999, '99.99 %'],
    [0.99999, '99.999 %'],
    [0.999_999_999_9, 'almost 100 %'],
    [0.001, '0.10 %'],
    [0.000_012_34, '0.0012 %'],
    [1e-9, '1.0e-7 %'],
  ])('a share of %d: %s', (fraction, text) => {
    expect(percentText(fraction)).toBe(text);
  });
});

describe('a Fault for people', () => {
  test.each(FAULT_CODES)('%s: only a bug shows a stack', (code) => {
    const text = plain(faultText(new Fault(code, 'what happened', { hint: 'do this', cause: new Error('inner') })));
    expect(text).toContain(`what happened (${code})`);
    expect(text).toContain('do this');
    expect(/\n +at /.test(text)).toBe(code.startsWith('BUG_'));
    expect(text.includes('inner')).toBe(code.startsWith('BUG_'));
    expect(text).not.toContain('may have been changed');
  });

  test('says that the phone may have been changed', () => {
    expect(plain(faultText(new Fault('DEVICE_CLOSED', 'x', { touched: true })))).toContain('may have been changed');
  });

  test('several lines stay several lines, without controls', () => {
    const text = plain(faultText(new Fault('USAGE_FILE_INVALID', 'a.json:1: x\na.json:2: \u001b[2Jy')));
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('·[2Jy');
  });
});

describe('progress', () => {
  test.each([
    [{ what: 'baseline', done: 0, total: 10, bytes: 0 }, 0, '[--------------------] 0 of 10 places before the wipe'],
    [
      { what: 'verify', done: 5, total: 10, bytes: 2048 },
      1,
      '[##########----------] 5 of 10 places after the wipe 2.0 KiB/s, 1 s left',
    ],
    [
      { what: 'verify', done: 10, total: 10, bytes: 2048 },
      2,
      '[####################] 10 of 10 places after the wipe 1.0 KiB/s',
    ],
    [{ what: 'verify', done: 0, total: 0, bytes: 0 }, 0, '[####################] 0 of 0 places after the wipe'],
    [{ what: 'verify', done: 11, total: 10, bytes: 0 }, 0, '[####################] 11 of 10 places after the wipe'],
  ] as const)('%j after %d s', (state, seconds, text) => {
    expect(readingText(state, seconds)).toBe(text);
  });
});

describe('a run as lines', () => {
  const at = (second: number) => ({ seat: 'usb:1-1', at: `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z` });
  const step = { id: 'a', verb: 'adb:root', startedAt: at(0).at, endedAt: at(1).at } as const;
  const reading = (second: number, done: number): EngineEvent => ({
    ...at(second),
    type: 'reading',
    what: 'verify',
    done,
    total: 10,
    bytes: 0,
  });

  test.each<[string, EngineEvent, string]>([
    [
      'done',
      {
        ...at(1),
        type: 'step-ended',
        step: { ...step, outcome: 'done', evidence: { reply: 'r', marker: 'm', observation: 'o' } },
      },
      'done: m; o',
    ],
    [
      'done, with nothing observed',
      {
        ...at(1),
        type: 'step-ended',
        step: { ...step, outcome: 'done', evidence: { reply: 'r', marker: 'm', observation: null } },
      },
      'done: m',
    ],
    [
      'failed',
      { ...at(1), type: 'step-ended', step: { ...step, outcome: 'failed', code: 'DEVICE_GONE' } },
      'failed (DEVICE_GONE)',
    ],
    ['cancelled', { ...at(1), type: 'step-ended', step: { ...step, outcome: 'cancelled' } }, 'cancelled'],
  ])('%s', (_what, event, text) => {
    expect(runLines()(event)).toBe(`10:00:01 usb:1-1      ${text}`);
  });

  test('a reading is told every few seconds, and always at its end', () => {
    const say = runLines();
    const told = [reading(0, 0), reading(1, 1), reading(2, 2), reading(3, 3), reading(3, 10)].map(
      (event) => say(event) !== undefined,
    );
    expect(told).toEqual([true, false, true, false, true]);
  });

  test('what is told elsewhere gives no line', () => {
    expect(runLines()({ ...at(0), type: 'certificate', path: '/x', id: 'x' })).toBeUndefined();
  });
});

describe('a verdict', () => {
  const verdict = (change: Partial<Verdict> = {}): Verdict => ({
    result: 'verified',
    level: 'STATISTICAL',
    requiredLevel: 'STATISTICAL',
    claim: { method: 'clear', technique: 'discard' },
    reasons: [],
    bound: null,
    worstBound: null,
    ...change,
  });
  const run: Run = {
    id: 'r',
    startedAt: 'x',
    endedAt: 'x',
    ending: { kind: 'done' },
    steps: [],
    touched: true,
    acknowledged: true,
    operator: [],
    sdCard: null,
    resumed: false,
  };

  test.each(RESULTS)('%s: the word VERIFIED alone stands for nothing else', (result) => {
    const [first = ''] = plain(verdictText(verdict({ result }), run, null, 'phone')).split('\n');
    expect(first === 'VERIFIED').toBe(result === 'verified');
    expect(first.length).toBeGreaterThan(0);
  });

  test.each(['virtual', 'emulator'] as const)('of a %s says beside the word that it is not real', (kind) => {
    const [first] = plain(verdictText(verdict(), run, null, kind)).split('\n');
    expect(first).toBe(`VERIFIED (${kind}: not a real phone)`);
  });

  test('tells why, how it ended and how sure it is, without controls', () => {
    const text = plain(
      verdictText(
        verdict({
          result: 'unknown',
          reasons: [{ code: 'X', text: 'because \u001b[2J' }],
          bound: { confidence: 0.9999, fraction: 0.001, bytes: 2048 },
        }),
        { ...run, ending: { kind: 'failed', at: 'wipe', code: 'DEVICE_GONE', message: 'gone\u001b[2J' } },
        null,
        'phone',
      ),
    );
    expect(text).toContain('failed at step wipe: gone·[2J (DEVICE_GONE)');
    expect(text).toContain('because ·[2J (X)');
    expect(text).toContain('99.99 % confidence: at most 0.10 % (2.0 KiB)');
  });
});

test('every state of adb has a hint', () => {
  expect(Object.keys(STATE_HINTS).toSorted()).toEqual([...DEVICE_STATES].toSorted());
  for (const hint of Object.values(STATE_HINTS)) expect(hint).toMatch(/\.$/);
});
