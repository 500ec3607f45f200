/** Progress of writing over a storage: in words, and as lines of a run. */
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/model/event.ts';
import { writingText } from '../../src/report/reading-text.ts';
import { runLines } from '../../src/report/run-lines.ts';

const GIB = 1024 ** 3;

describe('writing', () => {
  test.each([
    [0, 4 * GIB, 0, '[--------------------] 0 B of 4.0 GiB written'],
    [GIB, 4 * GIB, 64, '[#####---------------] 1.0 GiB of 4.0 GiB written 16.0 MiB/s, 3 min 12 s left'],
    [4 * GIB, 4 * GIB, 256, '[####################] 4.0 GiB of 4.0 GiB written 16.0 MiB/s'],
    [0, 0, 1, '[####################] 0 B of 0 B written 0 B/s'],
  ])('%d of %d after %d s', (done, total, seconds, text) => expect(writingText({ done, total }, seconds)).toBe(text));

  test('its rate is its own, also when a reading follows in the same step', () => {
    const say = runLines();
    const at = (second: number) => ({
      seat: 'usb:1-1',
      at: new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString(),
    });
    const writing = (second: number, done: number): EngineEvent => ({
      ...at(second),
      type: 'writing',
      done,
      total: 2000,
    });
    const reading = (second: number, done: number): EngineEvent => ({
      ...{ ...at(second), type: 'reading', what: 'verify' },
      ...{ done, total: 10, bytes: done * 1024 },
    });
    const told = [
      writing(0, 0),
      writing(1, 100),
      writing(10, 1000),
      writing(20, 2000),
      reading(30, 1),
      reading(31, 10),
    ].map((event) => say(event)?.replace(/^.*?\] /, ''));
    expect(told).toEqual([
      '0 B of 2.0 KiB written',
      undefined,
      '1000 B of 2.0 KiB written 100 B/s, 10 s left',
      '2.0 KiB of 2.0 KiB written 100 B/s',
      '1 of 10 places after the wipe',
      '10 of 10 places after the wipe 10.0 KiB/s',
    ]);
  });
});
