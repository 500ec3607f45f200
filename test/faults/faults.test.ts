import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_CODES } from '../../src/faults/codes.ts';
import { EXIT, type ExitCode, exitOfFault, worstExit } from '../../src/faults/exit-codes.ts';
import { asFault, Fault } from '../../src/faults/fault.ts';

const GROUPS = ['USAGE', 'ENV', 'DEVICE', 'PLAN', 'WIPE', 'VERIFY', 'CERT', 'LEDGER', 'CANCELLED', 'BUG'];

describe('codes', () => {
  test.each(FAULT_CODES)('%s belongs to a known group, and ends the program with its exit code', (code) => {
    expect(GROUPS).toContain(code.split('_', 1)[0]);
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    for (const touched of [true, false]) {
      expect(Object.values(EXIT)).toContain(exitOfFault(code, touched));
      expect(exitOfFault(code, touched) === EXIT.bug).toBe(code.startsWith('BUG_'));
      expect(exitOfFault(code, touched)).not.toBe(EXIT.ok);
    }
  });

  test('none is there twice', () => {
    expect(new Set(FAULT_CODES).size).toBe(FAULT_CODES.length);
  });

  test.each([
    ['DEVICE_NONE', false, 3],
    ['DEVICE_GONE', false, 4],
    ['DEVICE_GONE', true, 10],
    ['DEVICE_SWAPPED', true, 10],
    ['WIPE_NOT_OBSERVED', true, 10],
    ['VERIFY_FRAMING', true, 10],
    ['PLAN_REFUSED', false, 4],
    ['ENV_TOOL_MISSING', false, 5],
    ['USAGE_ARGUMENT', false, 2],
    ['CERT_SIGNATURE', false, 20],
    ['LEDGER_CORRUPT', false, 20],
    ['CANCELLED', false, 130],
    ['BUG_UNREACHABLE', true, 1],
  ] as const)('%s, touched %s: exit %i', (code, touched, exit) => {
    expect(exitOfFault(code, touched)).toBe(exit);
  });
});

describe('the worst of a batch wins', () => {
  const order: readonly ExitCode[] = [1, 11, 10, 130, 12, 5, 4, 3, 0];

  test.each(order.slice(1).map((code, index) => [order[index] ?? 0, code] as const))(
    '%i before %i',
    (worse, better) => {
      expect(worstExit([better, worse, better])).toBe(worse);
    },
  );

  test('any order, any number: one of them, and never success beside a failure', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(EXIT)), { minLength: 1 }), (codes) => {
        const worst = worstExit(codes);
        expect(codes).toContain(worst);
        expect(worstExit(codes.toReversed())).toBe(worst);
        expect(worst === EXIT.ok).toBe(codes.every((code) => code === EXIT.ok));
      }),
    );
  });

  test('nothing asked, nothing wrong', () => {
    expect(worstExit([])).toBe(EXIT.ok);
  });
});

describe('asFault', () => {
  test('keeps a Fault as it is', () => {
    const fault = new Fault('DEVICE_GONE', 'gone', { hint: 'look', touched: true });
    expect(asFault(fault)).toBe(fault);
  });

  test.each([[new TypeError('odd')], ['text'], [undefined], [null], [new Date(0)]])(
    '%j becomes a bug of ours that keeps its cause',
    (thrown) => {
      const fault = asFault(thrown);
      expect(fault).toBeInstanceOf(Fault);
      expect(fault).toMatchObject({ code: 'BUG_UNEXPECTED', touched: false });
      if (thrown !== undefined) expect(fault.cause).toBe(thrown);
    },
  );
});
