import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_CODES } from '../../src/faults/codes.ts';
import { conditionSchema } from '../../src/model/condition.ts';
import { EVIDENCE_LEVELS, LEVEL_MEANING, levelRank, weakestLevel } from '../../src/model/evidence-level.ts';
import { factSchema, factValue, known, textFactSchema } from '../../src/model/fact.ts';
import { journalEntrySchema } from '../../src/model/journal-entry.ts';
import { readingText } from '../../src/model/readings.ts';
import { routeStepSchema } from '../../src/model/route.ts';
import { faultCodeSchema } from '../../src/model/run.ts';
import { settingsSchema } from '../../src/model/settings.ts';

const level = fc.constantFrom(...EVIDENCE_LEVELS);

describe('levels of evidence', () => {
  test('are in order, from nothing to everything, each with its meaning', () => {
    expect(EVIDENCE_LEVELS[0]).toBe('NOT-VERIFIED');
    expect(EVIDENCE_LEVELS.at(-1)).toBe('FULL-READ');
    expect(levelRank('STATE-OBSERVED')).toBeLessThan(levelRank('STATISTICAL'));
    for (const each of EVIDENCE_LEVELS) expect(LEVEL_MEANING[each]).toMatch(/^[A-Z].*\.$/);
  });

  test('the weaker of two is one of them and no stronger than either', () => {
    fc.assert(
      fc.property(level, level, (a, b) => {
        const weak = weakestLevel(a, b);
        expect([a, b]).toContain(weak);
        expect(levelRank(weak)).toBe(Math.min(levelRank(a), levelRank(b)));
        expect(weakestLevel(b, a)).toBe(weak);
      }),
    );
  });
});

describe('facts', () => {
  test.each<[unknown, boolean]>([
    [{ value: 'x', source: 'getprop' }, true],
    [{ value: '', source: 'getprop' }, true],
    [{ unavailable: 'not asked' }, true],
    [{ value: 'x' }, false],
    [{ value: 'x', source: '' }, false],
    [{ unavailable: '' }, false],
    [{ value: 'x', source: 'getprop', unavailable: 'both' }, false],
    [{}, false],
    [null, false],
    ['x', false],
  ])('%j: %s', (fact, valid) => {
    expect(textFactSchema.safeParse(fact).success).toBe(valid);
  });

  test('are known or not', () => {
    expect([known({ value: 0, source: 's' }), factValue({ value: 0, source: 's' })]).toEqual([true, 0]);
    expect([known({ unavailable: 'x' }), factValue({ unavailable: 'x' })]).toEqual([false, undefined]);
    expect(factSchema(conditionSchema).safeParse({ value: 1, source: 's' }).success).toBe(false);
  });
});

describe('a reading', () => {
  test.each([
    [undefined, { unavailable: 'not asked' }],
    [{ unavailable: 'no answer in time' }, { unavailable: 'no answer in time' }],
    [{ exitCode: 0, stdout: 'x\n', stderr: 'warning' }, { text: 'x\n' }],
    [{ exitCode: 0, stdout: '', stderr: '' }, { text: '' }],
    [
      { exitCode: 1, stdout: 'plausible', stderr: '' },
      { unavailable: 'the phone answered with exit code 1: plausible' },
    ],
    [
      { exitCode: 255, stdout: '', stderr: 'denied\nmore\n' },
      { unavailable: 'the phone answered with exit code 255: denied' },
    ],
    [{ exitCode: 1, stdout: '', stderr: '' }, { unavailable: 'the phone answered with exit code 1' }],
  ])('%j', (reading, wanted) => {
    expect(readingText(reading === undefined ? {} : { props: reading }, 'props')).toEqual(wanted);
  });

  test('is not repeated at any length', () => {
    const said = readingText({ props: { exitCode: 1, stdout: '', stderr: 'x'.repeat(1e6) } }, 'props');
    expect('unavailable' in said && said.unavailable.length).toBeLessThan(200);
  });
});

describe('schemas', () => {
  test('every code of a Fault may stand in a run', () => {
    for (const code of FAULT_CODES) expect(faultCodeSchema.safeParse(code).success).toBe(true);
    expect(faultCodeSchema.safeParse('NO_SUCH_CODE').success).toBe(false);
  });

  test.each([
    [{ fact: 'sdk', min: 1 }, true],
    [{ fact: 'sdk', min: 1, max: 2 }, false],
    [{ fact: 'sdk', in: [] }, false],
    [{ fact: 'sdk' }, false],
    [{ fact: 'sdk', not: 1 }, false],
    [{ fact: 'sdkk', min: 1 }, false],
    [{ fact: 'model', startsWith: ['SM-'] }, true],
    [{ fact: 'model', startsWith: [''] }, false],
    [{ fact: 'securityPatch', max: '2024-01-01' }, true],
    [{ fact: 'debuggable', in: [true] }, true],
    [{ preflight: 'ACCOUNTS_PRESENT', in: ['no', 'unknown'] }, true],
    [{ preflight: 'ACCOUNTS_PRESENT', in: ['perhaps'] }, false],
    [{ preflight: 'ACCOUNTS', in: ['no'] }, false],
    [{ preflight: 'ACCOUNTS_PRESENT', min: 1 }, false],
    [{ fact: 'sdk', preflight: 'ACCOUNTS_PRESENT', in: ['no'] }, false],
  ])('condition %j: %s', (condition, valid) => {
    expect(conditionSchema.safeParse(condition).success).toBe(valid);
  });

  test.each([
    [{ 'adb:root': {} }, true],
    [{}, false],
    [{ 'adb:root': {}, 'adb:reboot': {} }, false],
    [{ 'host:run': {} }, false],
    [{ 'adb:reboot': { to: { shell: 'x' } } }, false],
  ])('a step that does %j: %s', (what, valid) => {
    const step = { id: 'a', do: what, words: 'Something is done.', timeoutSeconds: 1 };
    expect(routeStepSchema.safeParse(step).success).toBe(valid);
  });

  test('an entry of a journal is strict', () => {
    const entry = {
      version: 1,
      seq: 0,
      prev: '0'.repeat(64),
      at: '2026-01-01T00:00:00.000Z',
      type: 'note',
      data: null,
    };
    expect(journalEntrySchema.safeParse(entry).success).toBe(true);
    for (const change of [{ version: 2 }, { seq: -1 }, { prev: 'x' }, { at: 'now' }, { type: 'other' }, { more: 1 }]) {
      expect(journalEntrySchema.safeParse({ ...entry, ...change }).success).toBe(false);
    }
  });

  test('settings: what is left out has a default, what is too weak or relative is refused', () => {
    const least = {
      version: 1,
      organisation: 'O',
      site: 'S',
      operator: { id: 'me', name: 'Me' },
      certificates: '/c',
      journals: '/j',
      keys: '/k',
      ledger: '/l',
    };
    expect(settingsSchema.parse(least)).toMatchObject({
      requiredLevel: 'STATISTICAL',
      sample: { confidence: 0.99, fraction: 0.001, windowBytes: 4096 },
    });
    const wrong = [
      { keys: 'k' },
      { organisation: ' ' },
      { operator: { id: 'a b', name: 'x' } },
      { sample: { confidence: 1 } },
      { sample: { confidence: 0.5 } },
      { sample: { fraction: 0 } },
      { sample: { windowBytes: 5000 } },
      { more: 1 },
    ];
    for (const change of wrong) expect(settingsSchema.safeParse({ ...least, ...change }).success).toBe(false);
  });
});
