import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../src/drivers/driver.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { createJournal, readJournal } from '../../src/engine/journal.ts';
import { Fault } from '../../src/faults/fault.ts';
import { digestOf } from '../../src/host/canonical-json.ts';
import { systemClock } from '../../src/host/clock.ts';
import { runSchema } from '../../src/model/run.ts';
import { runEndedSchema, stepBegunSchema } from '../../src/model/run-journal.ts';
import { inputOf, linkOn, memory, memoryJournal, planOf, step, untouchable } from './fixtures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wipebench-execute-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const wipe = step('wipe', 'adb:rescue-wipe');
const restart = step('restart', 'adb:reboot', { to: 'system', returns: 'none' });
const done: Partial<Session> = { rescueWipe: async () => 'DONEDONE', reboot: async () => undefined };
/** Ends only with its signal, and then with the reason. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('consent', () => {
  test('for another plan: nothing is done, nothing is written, nothing is told', async () => {
    const { session, asked } = untouchable();
    const plan = planOf(wipe);
    const other = digestOf(planOf(restart));
    const input = inputOf(plan, linkOn(session));
    const journal = memoryJournal();
    const running = executePlan({ ...input, journal, consent: { ...input.consent, planDigest: other } });
    await expect(running).rejects.toMatchObject({ code: 'PLAN_CONSENT_MISMATCH', touched: false });
    expect([asked, journal.entries, input.events]).toEqual([[], [], []]);
  });

  test.each([
    ['a step more', planOf(wipe, restart)],
    ['another seat', { ...planOf(wipe), target: { ...planOf(wipe).target, seat: 'usb:9-9' } }],
    ['another argument', planOf({ ...wipe, args: { x: 1 } })],
    ['a lower level', { ...planOf(wipe), requiredLevel: 'NOT-VERIFIED' as const }],
  ])('a plan with %s is another plan', async (_what, plan) => {
    const input = inputOf(plan, linkOn(done));
    const consent = { ...input.consent, planDigest: digestOf(planOf(wipe)) };
    await expect(executePlan({ ...input, consent })).rejects.toMatchObject({ code: 'PLAN_CONSENT_MISMATCH' });
  });
});

describe('the journal comes first', () => {
  test('when the phone is asked, the file says already that the step begins', async () => {
    const path = join(folder, 'first.jsonl');
    const journal = await createJournal(path, systemClock);
    let seen = '';
    const link = linkOn({
      rescueWipe: async () => {
        seen = await readFile(path, 'utf8');
        return 'DONEDONE';
      },
    });
    await executePlan(inputOf(planOf(wipe), link, { journal }));
    await journal.close();
    const lines = seen
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(seen.endsWith('\n')).toBe(true);
    expect(lines.at(-1)).toMatchObject({ type: 'step-begun', data: { id: 'wipe', danger: 'erases' } });
    const { entries } = await readJournal(path);
    expect(entries.map(({ type }) => type)).toEqual(['step-begun', 'step-done', 'run-ended']);
    expect(stepBegunSchema.safeParse(entries[0]?.data).success).toBe(true);
    expect(runEndedSchema.safeParse(entries[2]?.data).success).toBe(true);
  });

  test('a journal that cannot be written stops everything before the phone is asked', async () => {
    const { session, asked } = untouchable();
    const full = new Fault('ENV_DISK_FULL', 'full');
    const journal = memoryJournal(() => full);
    await expect(executePlan(inputOf(planOf(wipe), linkOn(session), { journal }))).rejects.toBe(full);
    expect(asked).toEqual([]);
  });

  test('also in the middle: the step after is not begun', async () => {
    const full = new Fault('ENV_DISK_FULL', 'full');
    const journal = memoryJournal((type) => (type === 'step-done' ? full : undefined));
    let restarts = 0;
    const link = linkOn({
      ...done,
      reboot: async () => {
        restarts += 1;
      },
    });
    await expect(executePlan(inputOf(planOf(wipe, restart), link, { journal }))).rejects.toBe(full);
    expect(restarts).toBe(0);
    expect(journal.entries.map(({ type }) => type)).toEqual(['step-begun']);
  });

  test('the real /dev/full', async () => {
    const { session, asked } = untouchable();
    const { openAppendFile } = await import('../../src/host/append-file.ts');
    const file = await openAppendFile('/dev/full', false);
    const journal = { ...memoryJournal(), append: () => file.append('line\n') };
    const running = executePlan(inputOf(planOf(wipe), linkOn(session), { journal }));
    await expect(running).rejects.toMatchObject({ code: 'ENV_DISK_FULL' });
    expect(asked).toEqual([]);
    await file.close();
  });
});

describe('what came of it', () => {
  test('all steps done', async () => {
    const input = inputOf(planOf(wipe, restart), linkOn(done));
    const run = runSchema.parse(await executePlan(input));
    expect(run).toMatchObject({ ending: { kind: 'done' }, touched: true, acknowledged: true, resumed: false });
    expect(run.steps.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['wipe', 'done'],
      ['restart', 'done'],
    ]);
    for (const { evidence } of run.steps)
      expect(evidence).toMatchObject({ reply: expect.stringMatching(/./), marker: expect.stringMatching(/./) });
    expect(input.events.map(({ type }) => type)).toEqual([
      'step-started',
      'step-ended',
      'step-started',
      'step-ended',
      'run-ended',
    ]);
  });

  test.each([
    ['FAILFAIL', 'WIPE_REPORTED_FAILURE'],
    ['', 'DEVICE_REPLY'],
    ['DONE', 'DEVICE_REPLY'],
    ['DONEDONE ', 'DEVICE_REPLY'],
    ['DONEDONEDONE', 'DEVICE_REPLY'],
    ['donedone', 'DEVICE_REPLY'],
  ])('the phone answers %j to the wipe', async (reply, code) => {
    const run = await executePlan(inputOf(planOf(wipe, restart), linkOn({ ...done, rescueWipe: async () => reply })));
    expect(run).toMatchObject({ ending: { kind: 'failed', at: 'wipe', code }, touched: true, acknowledged: false });
    expect(run.steps).toHaveLength(1);
  });

  test.each<[string, () => never, string]>([
    [
      'a Fault',
      () => {
        throw new Fault('DEVICE_CLOSED', 'x');
      },
      'DEVICE_CLOSED',
    ],
    [
      'a bug',
      () => {
        throw new TypeError('odd');
      },
      'BUG_UNEXPECTED',
    ],
    [
      'a text',
      () => {
        throw 'text';
      },
      'BUG_UNEXPECTED',
    ],
  ])('%s in a step is an ending, not an exception', async (_what, rescueWipe, code) => {
    const journal = memoryJournal();
    const run = await executePlan(inputOf(planOf(wipe), linkOn({ rescueWipe }), { journal }));
    expect(run).toMatchObject({ ending: { kind: 'failed', at: 'wipe', code }, touched: true });
    expect(journal.entries.map(({ type }) => type)).toEqual(['step-begun', 'step-failed', 'run-ended']);
  });

  test('touched only from the first step that erases on', async () => {
    const failing = linkOn({ reboot: () => Promise.reject(new Fault('DEVICE_GONE', 'x')) });
    expect(await executePlan(inputOf(planOf(restart, wipe), failing))).toMatchObject({ touched: false });
    const missing = linkOn({});
    const run = await executePlan(inputOf(planOf(wipe), missing));
    expect(run).toMatchObject({ touched: true, ending: { code: 'PLAN_CAPABILITY_MISSING' } });
  });

  test('another phone on the seat ends the run before the wipe is asked for', async () => {
    let wiped = false;
    const swapped = linkOn(
      {
        rescueWipe: async () => {
          wiped = true;
          return 'DONEDONE';
        },
      },
      { compare: () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x')) },
    );
    const run = await executePlan(inputOf(planOf(wipe, restart), swapped));
    expect(run.ending).toMatchObject({ kind: 'failed', code: 'DEVICE_SWAPPED' });
    expect([wiped, run.acknowledged]).toEqual([false, false]);
  });

  test('a step that does not end in its time', async () => {
    const stuck = linkOn({ rescueWipe: untilAborted });
    const run = await executePlan(inputOf(planOf({ ...wipe, timeoutSeconds: 0.01 }), stuck));
    expect(run).toMatchObject({
      ending: { kind: 'failed', code: 'DEVICE_TIMEOUT' },
      touched: true,
      acknowledged: false,
    });
  });

  test('a screen that is gone ends nothing', async () => {
    const report = () => {
      throw new Error('EPIPE');
    };
    expect(await executePlan(inputOf(planOf(wipe), linkOn(done), { report }))).toMatchObject({
      ending: { kind: 'done' },
    });
  });
});

describe('cancel', () => {
  test('before the first step: nothing is begun', async () => {
    const { session, asked } = untouchable();
    const journal = memoryJournal();
    const run = await executePlan(inputOf(planOf(wipe), linkOn(session), { journal, signal: AbortSignal.abort() }));
    expect(run).toMatchObject({ ending: { kind: 'cancelled', at: 'wipe' }, touched: false, steps: [] });
    expect(asked).toEqual([]);
    expect(journal.entries.map(({ type }) => type)).toEqual(['run-ended']);
  });

  test('inside a step that erases nothing: it ends at once', async () => {
    const cancel = new AbortController();
    const link = linkOn({
      reboot: async (_target, signal) => {
        cancel.abort(new Fault('CANCELLED', 'x'));
        await untilAborted(signal);
      },
    });
    const run = await executePlan(inputOf(planOf(restart, wipe), link, { signal: cancel.signal }));
    expect(run).toMatchObject({ ending: { kind: 'cancelled', at: 'restart' }, touched: false });
    expect(run.steps.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });

  test('inside a step that erases: it is waited for, and the next one is not begun', async () => {
    const cancel = new AbortController();
    let signalled = true;
    const link = linkOn({
      rescueWipe: async (signal) => {
        cancel.abort(new Fault('CANCELLED', 'x'));
        signalled = signal.aborted;
        return 'DONEDONE';
      },
    });
    const run = await executePlan(inputOf(planOf(wipe, restart), link, { signal: cancel.signal }));
    expect(signalled).toBe(false);
    expect(run).toMatchObject({ ending: { kind: 'cancelled', at: 'restart' }, touched: true, acknowledged: true });
    expect(run.steps.map(({ id, outcome }) => [id, outcome])).toEqual([['wipe', 'done']]);
  });
});

describe('resumed', () => {
  test('goes on at the step that is named, with the records and the beginning of before', async () => {
    const { session, asked } = untouchable();
    const before = {
      id: 'wipe',
      verb: 'adb:rescue-wipe',
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:01.000Z',
      outcome: 'done',
    } as const;
    const resume = { from: 1, touched: true, startedAt: '2026-01-01T00:00:00.000Z', steps: [before] };
    const link = linkOn({ reboot: async () => undefined });
    const run = await executePlan(inputOf(planOf(wipe, restart), link, { resume, memory: memory() }));
    expect(run).toMatchObject({ startedAt: resume.startedAt, resumed: true, touched: true, acknowledged: false });
    expect(run.steps.map(({ id }) => id)).toEqual(['wipe', 'restart']);
    const over = await executePlan(inputOf(planOf(wipe), linkOn(session), { resume }));
    expect(over.ending).toEqual({ kind: 'done' });
    expect(asked).toEqual([]);
  });
});
