import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cable } from '../../src/virtual/adb/cable.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

describe('a cable', () => {
  test('carries so many bytes in a second, whatever their pieces', () => {
    const cable = new Cable(8_000_000);
    const arrived: number[] = [];
    for (let piece = 0; piece < 4; piece++) cable.carry(1_000_000, () => arrived.push(performance.now()));
    const start = performance.now();
    vi.advanceTimersByTime(1000);
    expect(arrived.map((at) => Math.round(at - start))).toEqual([125, 250, 375, 500]);
    // An idle cable saves nothing up.
    vi.advanceTimersByTime(10_000);
    const later = performance.now();
    cable.carry(1_000_000, () => arrived.push(performance.now()));
    vi.advanceTimersByTime(1000);
    expect(Math.round((arrived.at(-1) ?? 0) - later)).toBe(125);
  });

  test('keeps account of pieces that are not worth a timer', () => {
    const cable = new Cable(1_000_000);
    let small = 0;
    for (let piece = 0; piece < 1000; piece++) cable.carry(100, () => (small += 1));
    expect(small).toBeLessThan(30);
    vi.advanceTimersByTime(95);
    expect(small).toBeLessThan(1000);
    vi.advanceTimersByTime(6);
    expect(small).toBe(1000);
  });

  test('without a limit carries at once', () => {
    let carried = 0;
    const cable = new Cable(undefined);
    for (let piece = 0; piece < 100; piece++) cable.carry(1_000_000, () => (carried += 1));
    expect(carried).toBe(100);
  });
});
