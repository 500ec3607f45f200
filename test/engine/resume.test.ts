import { describe, expect, test } from 'vitest';
import { acknowledgedBefore, interruptedRun, recordsBefore, resumeIndex } from '../../src/engine/resume.ts';
import type { JournalEntry, JournalType } from '../../src/model/journal-entry.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { StepRecord } from '../../src/model/run.ts';
import type { DeviceState } from '../../src/model/sighting.ts';
import { planOf, step } from './fixtures.ts';

const AT = '2026-01-01T00:00:00.000Z';
const root = planOf(
  step('become-root', 'adb:root'),
  step('order', 'adb:write-bcb'),
  step('start-recovery', 'adb:reboot', { to: 'recovery', returns: 'any' }),
  step('await', 'adb:await-reset'),
  step('look', 'probe:state'),
);
const rescue = planOf(
  step('enter-sideload', 'adb:reboot', { to: 'sideload', returns: 'sideload' }),
  step('enter-rescue', 'adb:reboot', { to: 'rescue', returns: 'rescue' }),
  step('wipe', 'adb:rescue-wipe'),
  step('look', 'probe:state'),
);

const xiaomi = planOf(
  step('enter-sideload', 'adb:reboot', { to: 'sideload', returns: 'sideload' }),
  step('format', 'miassistant:format-data'),
  step('look', 'probe:state'),
);
const harness = planOf(step('enable', 'adb:test-harness'), step('look', 'probe:state'));
const tradeIn = planOf(
  step('open', 'adb:trade-in-evaluate'),
  step('plant', 'probe:plant'),
  step('restart', 'adb:reboot', { to: 'system', returns: 'any' }),
  step('await', 'adb:await-reset'),
  step('open-again', 'adb:trade-in-evaluate'),
  step('look', 'probe:state'),
);
const twrp = planOf(step('read', 'probe:baseline', { partition: 'userdata' }), step('format', 'twrp:format-data'));

const record = (id: string, verb: StepRecord['verb'], endedAt = AT): StepRecord => ({
  id,
  verb,
  startedAt: AT,
  endedAt,
  outcome: 'done',
});

function journal(plan: Plan, ...rest: [JournalType, unknown][]): JournalEntry[] {
  const consent = { planDigest: '0'.repeat(64), by: 'me', how: 'flag-yes', at: AT };
  const created = { run: 'run-1', tool: '0', plan, consent, readingsBefore: {}, asset: {} };
  return [['run-created', created] as const, ...rest].map(([type, data], seq) => ({
    version: 1,
    seq,
    prev: '0'.repeat(64),
    at: AT,
    type,
    data,
  }));
}
const begun = (id: string, verb: string, danger: string): [JournalType, unknown] => [
  'step-begun',
  { id, verb, danger },
];

describe('what a journal says of its run', () => {
  test.each<[string, JournalEntry[], object]>([
    ['nothing begun', journal(root), { touched: false, ended: undefined, certified: false, done: [] }],
    ['a step before the wipe', journal(root, begun('become-root', 'adb:root', 'restarts')), { touched: false }],
    [
      'the wipe begun, and no more',
      journal(root, begun('order', 'adb:write-bcb', 'erases')),
      { touched: true, done: [] },
    ],
    // The plan says what erases; a journal that says otherwise of it is not believed.
    ['a lie about the danger', journal(root, begun('order', 'adb:write-bcb', 'none')), { touched: true }],
    ['a certificate', journal(root, ['certificate', { id: 'x' }]), { certified: true }],
  ])('%s', (_what, entries, wanted) => {
    expect(interruptedRun(entries)).toMatchObject({ runId: 'run-1', startedAt: AT, ...wanted });
  });

  test('no plan, no run', () => {
    expect(interruptedRun([])).toBeUndefined();
    expect(interruptedRun(journal(root).slice(1))).toBeUndefined();
    expect(interruptedRun([{ ...journal(root)[0], data: { run: 'x' } } as JournalEntry])).toBeUndefined();
  });

  test('the newest findings and state are taken', () => {
    const state = (channel: string): [JournalType, unknown] => ['state', { channel, signals: [] }];
    expect(interruptedRun(journal(root, state('absent'), state('shell')))?.state).toMatchObject({ channel: 'shell' });
  });
});

test('files that were planted are known by name, and what the phone said then is what it is compared with', () => {
  const readings = { 'android-id': { exitCode: 0, stdout: 'new', stderr: '' } };
  const entry = (name: string, more: object): [JournalType, unknown] => [
    'planted',
    { paths: [`/sdcard/${name}.bin`], seen: 1, readings: more },
  ];
  const run = interruptedRun(journal(harness, entry('0123456789abcdef', {}), entry('fedcba9876543210', readings)));
  expect(run).toMatchObject({
    strayFiles: ['/sdcard/0123456789abcdef.bin', '/sdcard/fedcba9876543210.bin'],
    readingsBefore: readings,
  });
  expect(interruptedRun(journal(harness))?.strayFiles).toEqual([]);
  // A path that is not of our own form becomes part of no command.
  expect(() =>
    interruptedRun(journal(harness, ['planted', { paths: ['/sdcard/$(x)'], seen: 0, readings: {} }])),
  ).toThrow();
});

describe('where to go on', () => {
  test.each<[string, Plan, DeviceState, boolean, string]>([
    ['root: nothing was reset', root, 'device', false, 'become-root'],
    ['root: it was reset', root, 'device', true, 'await'],
    ['root: found in recovery, where it may have been at the beginning', root, 'recovery', false, 'become-root'],
    ['rescue: nothing was reset', rescue, 'device', false, 'enter-sideload'],
    ['rescue: it was reset', rescue, 'device', true, 'look'],
    ['rescue: found in sideload', rescue, 'sideload', false, 'enter-rescue'],
    ['rescue: found in rescue', rescue, 'rescue', false, 'wipe'],
    ['root: found in sideload, which its plan does not know', root, 'sideload', false, 'become-root'],
    ['root: found in rescue, which its plan does not know', root, 'rescue', false, 'become-root'],
    ['offline', root, 'offline', false, 'become-root'],
    ['MIAssistant: a restart from there would leave it', xiaomi, 'sideload', false, 'format'],
    ['MIAssistant: nothing was reset', xiaomi, 'device', false, 'enter-sideload'],
    ['test harness mode: it was reset', harness, 'device', true, 'look'],
    ['trade-in mode: from the beginning', tradeIn, 'device', false, 'open'],
    ['trade-in mode: in a second evaluation, from the beginning too', tradeIn, 'device', true, 'open'],
    ['TWRP: everything once more', twrp, 'recovery', false, 'read'],
  ])('%s', (_what, plan, state, reset, id) => {
    expect(plan.steps[resumeIndex({ plan, done: [] }, state, reset)]?.id).toBe(id);
  });

  test('a phone that lets nobody in any more can only be looked at', () => {
    for (const plan of [root, rescue, xiaomi, harness]) {
      expect(plan.steps[resumeIndex({ plan, done: [] }, 'unauthorized', false)]?.id).toBe('look');
    }
  });

  test('a step that erases is left out only where a reset was seen', () => {
    for (const plan of [root, rescue, xiaomi, harness, tradeIn, twrp]) {
      const erasing = plan.steps.findIndex(({ danger }) => danger === 'erases');
      for (const state of ['device', 'recovery', 'sideload', 'rescue', 'unknown', 'offline'] as const) {
        expect(resumeIndex({ plan, done: [] }, state, false)).toBeLessThanOrEqual(erasing);
      }
    }
  });
});

describe('what was done before', () => {
  test('the newest record of each step, in the order of the plan', () => {
    const done = [
      record('order', 'adb:write-bcb', 'first'),
      record('become-root', 'adb:root'),
      record('order', 'adb:write-bcb', 'second'),
    ];
    expect(recordsBefore(root, done, 3).map(({ id, endedAt }) => [id, endedAt])).toEqual([
      ['become-root', AT],
      ['order', 'second'],
    ]);
    expect(recordsBefore(root, done, 0)).toEqual([]);
  });

  test.each<[string, Plan, StepRecord[], number, boolean]>([
    ['the wipe was acknowledged', rescue, [record('wipe', 'adb:rescue-wipe')], 3, true],
    ['the wipe is done again', rescue, [record('wipe', 'adb:rescue-wipe')], 2, false],
    ['the order alone is no acknowledgement', root, [record('order', 'adb:write-bcb')], 3, false],
    ['the reset was seen', root, [record('await', 'adb:await-reset')], 4, true],
    ['nothing', rescue, [], 3, false],
    ['test harness mode was seen', harness, [record('enable', 'adb:test-harness')], 1, true],
    ["Xiaomi's recovery said so", xiaomi, [record('format', 'miassistant:format-data')], 2, true],
    ["Xiaomi's recovery is asked again", xiaomi, [record('format', 'miassistant:format-data')], 1, false],
  ])('%s: %4$s', (_what, plan, done, from, acknowledged) => {
    expect(acknowledgedBefore(plan, done, from)).toBe(acknowledged);
  });
});
