import { describe, expect, test } from 'vitest';
import type { Operator, OperatorCard } from '../../src/engine/context.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { handLink } from '../../src/engine/hand-link.ts';
import type { Link } from '../../src/engine/link.ts';
import { answersBefore, guidedIndex, interruptedRun } from '../../src/engine/resume.ts';
import { Fault } from '../../src/faults/fault.ts';
import { journalEntrySchema } from '../../src/model/journal-entry.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import type { OperatorAnswer, StepRecord } from '../../src/model/run.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { inputOf, linkOn, memoryJournal, planOf, step } from './fixtures.ts';

const card = (id: string, verb: 'guide:do' | 'guide:confirm'): Step => ({
  ...step(id, verb, { guide: 'settings' }),
  card: ['Open Settings.', 'Choose Reset.'],
});
const erase = card('erase', 'guide:do');
const welcome = card('welcome', 'guide:confirm');
const guided = (...steps: Step[]): Plan => ({ ...planOf(...steps), needsOperator: true, returnSeconds: 1 });
const ANDROID: Sighting = { driver: 'adb', handle: '1', port: 'usb:1-1', serial: 'S1', state: 'device' };

/** A person with an answer for each card, in order. */
function personWho(...answers: ('done' | 'not-done' | (() => Promise<'done' | 'not-done'>))[]) {
  const cards: OperatorCard[] = [];
  const operator: Operator = {
    ask: async (shown) => {
      cards.push(shown);
      const next = answers.shift() ?? 'not-done';
      return typeof next === 'string' ? next : next();
    },
  };
  return { operator, cards };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** A phone on the cable that stays there as it is. */
const still = (change: Partial<Link> = {}) =>
  linkOn(
    {},
    {
      look: async () => ANDROID,
      awaitGone: async (_before, _milliseconds, signal) => untilAborted(signal),
      awaitReturn: async (_before, _wanted, _milliseconds, signal) => untilAborted(signal),
      ...change,
    },
  );

/** A phone that leaves and comes back while the person is at work. */
const resets = () =>
  still({ awaitGone: async () => undefined, awaitReturn: async () => ({ ...ANDROID, state: 'unauthorized' }) });

const run = (plan: Plan, link: Link, operator: Operator, signal?: AbortSignal) => {
  const journal = memoryJournal();
  const input = inputOf(plan, link, { operator, journal, ...(signal ? { signal } : {}) });
  return executePlan(input).then((ended) => ({ ended, journal, events: input.events }));
};

describe('guide:do', () => {
  test('shows the card and the phone, and keeps the answer with who and when before anything else', async () => {
    const { operator, cards } = personWho('done', 'done');
    const { ended, journal } = await run(guided(erase, welcome), resets(), operator);
    expect(ended.ending).toEqual({ kind: 'done' });
    expect(cards.map(({ kind, lines, title }) => [kind, lines, title])).toEqual([
      ['do', erase.card, 'erase'],
      ['confirm', welcome.card, 'welcome'],
    ]);
    expect(cards[0]?.phone).toContain('serial S1');
    expect(ended.operator).toEqual([
      { step: 'erase', answer: 'done', by: 'me', at: expect.any(String) },
      { step: 'welcome', answer: 'seen', by: 'me', at: expect.any(String) },
    ]);
    const types = journal.entries.map((entry) => entry.type);
    expect(types.indexOf('operator')).toBeLessThan(types.indexOf('step-done'));
    expect(ended).toMatchObject({ touched: true, acknowledged: false });
  });

  test('the evidence is what was typed, who typed it, and what the cable showed', async () => {
    const { ended, events } = await run(guided(erase), resets(), personWho('done').operator);
    expect(ended.steps[0]?.evidence).toEqual({
      reply: 'the person typed "done"',
      marker: 'operator me',
      observation: 'the phone left the cable and came back as unauthorized',
    });
    expect(events.filter((event) => event.type === 'note').map((event) => event.text)).toEqual([
      expect.stringContaining('restarting'),
      expect.stringContaining('unauthorized'),
    ]);
  });

  test('a phone that stays where it is is said to have stayed', async () => {
    const { ended } = await run(guided(erase), still(), personWho('done').operator);
    expect(ended.steps[0]?.evidence?.observation).toBe('the phone has not left the cable');
  });

  test('a bench that fails under the watch ends no step', async () => {
    const broken = async () => {
      throw new Fault('ENV_ADB_SERVER', 'gone');
    };
    const { ended } = await run(guided(erase), still({ awaitGone: broken }), personWho('done').operator);
    expect(ended.ending.kind).toBe('done');
  });

  test('a "no" is a failure of a phone that may be changed, and no answer', async () => {
    const { ended, journal } = await run(guided(erase, welcome), still(), personWho('not-done').operator);
    expect(ended).toMatchObject({
      touched: true,
      operator: [],
      ending: { kind: 'failed', at: 'erase', code: 'WIPE_NOT_OBSERVED' },
    });
    expect(journal.entries.some((entry) => entry.type === 'operator')).toBe(false);
  });

  test('a "stop" cancels, at either card', async () => {
    const stop = async () => {
      throw new Fault('CANCELLED', 'stopped');
    };
    const first = await run(guided(erase, welcome), still(), personWho(stop).operator);
    expect(first.ended).toMatchObject({ ending: { kind: 'cancelled', at: 'erase' }, touched: true, operator: [] });
    const second = await run(guided(erase, welcome), still(), personWho('done', stop).operator);
    expect(second.ended).toMatchObject({ ending: { kind: 'cancelled', at: 'welcome' } });
  });

  test('Ctrl-C does not break off the card that erases; the run stops before the next', async () => {
    const cancel = new AbortController();
    const { operator, cards } = personWho(async () => {
      cancel.abort(new Fault('CANCELLED', 'Ctrl-C'));
      return 'done';
    });
    const { ended } = await run(guided(erase, welcome), resets(), operator, cancel.signal);
    expect(cards).toHaveLength(1);
    expect(ended).toMatchObject({ ending: { kind: 'cancelled', at: 'welcome' } });
    expect(ended.operator).toHaveLength(1);
  });

  test('Ctrl-C ends a card that only asks', async () => {
    const cancel = new AbortController();
    const operator: Operator = {
      ask: async (_card, signal) => {
        setImmediate(() => cancel.abort(new Fault('CANCELLED', 'Ctrl-C')));
        return untilAborted(signal);
      },
    };
    const { ended } = await run(guided(welcome), still(), operator, cancel.signal);
    expect(ended.ending).toEqual({ kind: 'cancelled', at: 'welcome' });
  });

  test('another phone on the seat: the card is never shown', async () => {
    const { operator, cards } = personWho('done');
    const swapped = async () => {
      throw new Fault('DEVICE_SWAPPED', 'another');
    };
    const { ended } = await run(guided(erase), still({ compare: swapped }), operator);
    expect(cards).toEqual([]);
    expect(ended.ending).toMatchObject({ kind: 'failed', code: 'DEVICE_SWAPPED' });
  });

  test('a phone that tells nothing is not asked who it is', async () => {
    const compare = async (): Promise<never> => {
      throw new Error('asked');
    };
    const look = async (): Promise<Sighting> => ({ ...ANDROID, state: 'unauthorized' });
    const { ended } = await run(guided(erase), still({ compare, look }), personWho('done').operator);
    expect(ended.ending.kind).toBe('done');
  });

  test('a step without a card is a bug of the plan and asks nobody', async () => {
    const { operator, cards } = personWho('done');
    const { ended } = await run(guided(step('erase', 'guide:do')), still(), operator);
    expect([ended.ending, cards]).toMatchObject([{ kind: 'failed', code: 'BUG_UNREACHABLE' }, []]);
  });
});

describe('a phone on no cable', () => {
  test('is wiped by cards alone, and nothing is said to be seen', async () => {
    const { ended } = await run(guided(erase, welcome), handLink('by-hand:1'), personWho('done', 'done').operator);
    expect(ended.steps.map((each) => each.evidence?.observation)).toEqual([
      'the phone is on no cable that this computer sees',
      'the cable shows no phone',
    ]);
    expect(handLink('by-hand:1').match()).toBe('unknown');
  });

  test('offers nothing else', async () => {
    const link = handLink('by-hand:1');
    const { signal } = new AbortController();
    await expect(link.open(signal)).rejects.toMatchObject({ code: 'DEVICE_GONE' });
    await expect(link.awaitReturn(ANDROID, ['device'], 1, signal)).rejects.toMatchObject({ code: 'DEVICE_GONE' });
    const { ended } = await run(guided(erase, step('look', 'probe:state')), link, personWho('done').operator);
    expect(ended.ending).toMatchObject({ kind: 'failed', at: 'look' });
  });
});

describe('taking up a guided run', () => {
  const plan = guided(erase, step('look', 'probe:state'), welcome);
  const record = ({ id, verb }: Step): StepRecord => ({
    id,
    verb,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:00.000Z',
    outcome: 'done',
  });
  const answer = (id: string, at: string): OperatorAnswer => ({ step: id, answer: 'done', by: 'me', at });

  test.each([
    ['nothing was answered: the card is shown again', [], 0],
    ['the card was done: the phone is looked at', [erase], 1],
    ['it was looked at already: again, since that look is gone', [erase, plan.steps[1] as Step], 1],
  ])('%s', (_what, done, from) => {
    expect(guidedIndex(plan, done.map(record))).toBe(from);
  });

  test('a plan without a look goes on at the open card, and at the last when all are done', () => {
    const byHand = guided(erase, welcome);
    expect(guidedIndex(byHand, [record(erase)])).toBe(1);
    expect(guidedIndex(byHand, [record(erase), record(welcome)])).toBe(1);
  });

  test('only answers to cards that are not shown again count, and of these the newest', () => {
    const [old, new_] = [answer('erase', '2026-01-01T00:00:00.000Z'), answer('erase', '2026-01-02T00:00:00.000Z')];
    expect(answersBefore(plan, [old, new_, answer('welcome', old.at)], 1)).toEqual([new_]);
    expect(answersBefore(plan, [old], 0)).toEqual([]);
  });

  test('the journal gives the answers back', async () => {
    const { journal } = await run(guided(erase), resets(), personWho('done').operator);
    const consent = { planDigest: '0'.repeat(64), by: 'me', how: 'flag-yes', at: '2026-01-01T00:00:00.000Z' };
    const created = { run: 'r', tool: '0', plan: guided(erase), consent, readingsBefore: {}, asset: {} };
    const lines = [{ type: 'run-created', data: created }, ...journal.entries].map(({ type, data }, seq) =>
      journalEntrySchema.parse({ version: 1, seq, prev: '0'.repeat(64), at: consent.at, type, data }),
    );
    const read = interruptedRun(lines);
    expect(read?.operator).toMatchObject([{ step: 'erase', answer: 'done', by: 'me' }]);
  });
});
