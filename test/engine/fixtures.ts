/** A plan, a scripted link and a journal in memory, for tests of the step loop. */

import { VERB_DANGER } from '../../src/decide/verb-danger.ts';
import type { Session } from '../../src/drivers/driver.ts';
import type { RunMemory } from '../../src/engine/context.ts';
import type { ExecuteInput } from '../../src/engine/execute.ts';
import type { Journal } from '../../src/engine/journal.ts';
import type { Link } from '../../src/engine/link.ts';
import { digestOf } from '../../src/host/canonical-json.ts';
import { systemClock } from '../../src/host/clock.ts';
import type { EngineEvent } from '../../src/model/event.ts';
import type { Plan, Step, Verb } from '../../src/model/plan.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import type { StorageProbe } from '../../src/sampler/storage-probe.ts';
import { goodPlan } from '../decide/judge-fixtures.ts';

export const SIGHTING: Sighting = { driver: 'adb', handle: '1', port: 'usb:1-1', serial: 'S1', state: 'rescue' };

export function step(id: string, verb: Verb, args: Step['args'] = {}, timeoutSeconds = 600): Step {
  return { id, verb, args, words: id, danger: VERB_DANGER[verb], timeoutSeconds };
}

export function planOf(...steps: Step[]): Plan {
  return { ...goodPlan(), steps };
}

/** A link that always opens the same session, and does what the test says for the rest. */
export function linkOn(session: Partial<Session>, change: Partial<Link> = {}): Link {
  return {
    seat: 'usb:1-1',
    match: () => 'same',
    look: async () => SIGHTING,
    open: async () => ({ sighting: SIGHTING, session: { close: async () => undefined, ...session } }),
    awaitReturn: async () => SIGHTING,
    awaitGone: async () => undefined,
    compare: async () => 'same',
    ...change,
  };
}

export function memory(): RunMemory {
  return {
    baseline: null,
    findings: null,
    state: null,
    acknowledged: false,
    operator: [],
    sdCard: null,
    touched: false,
    readingsBefore: {},
  };
}

/** A probe that can do nothing, but for what the test gives it. */
export function noProbe(change: Partial<StorageProbe> = {}): StorageProbe {
  const none = () => Promise.reject(new Error('no probe'));
  return { before: none, after: none, overwrite: none, readBack: none, ...change };
}

export interface MemoryJournal extends Journal {
  readonly entries: { type: string; data: unknown }[];
}

export function memoryJournal(failOn: (type: string, count: number) => unknown = () => undefined): MemoryJournal {
  const entries: { type: string; data: unknown }[] = [];
  return {
    path: 'memory',
    entries,
    head: () => String(entries.length),
    append: async (type, data) => {
      const failure = failOn(type, entries.length);
      if (failure !== undefined) throw failure;
      entries.push({ type, data: structuredClone(data) });
    },
    close: async () => undefined,
  };
}

export function inputOf(
  plan: Plan,
  link: Link,
  change: Partial<ExecuteInput> = {},
): ExecuteInput & { events: EngineEvent[] } {
  const events: EngineEvent[] = [];
  return {
    runId: 'run-1',
    plan,
    consent: { planDigest: digestOf(plan), by: 'me', how: 'flag-yes', at: '2026-01-01T00:00:00.000Z' },
    journal: memoryJournal(),
    link,
    probe: noProbe(),
    operator: { ask: () => Promise.reject(new Error('no operator')) },
    memory: memory(),
    clock: systemClock,
    report: (event) => events.push(event),
    signal: new AbortController().signal,
    events,
    ...change,
  };
}

/** A session whose every member counts; for proofs that nothing was asked of the phone. */
export function untouchable(): { session: Session; readonly asked: string[] } {
  const asked: string[] = [];
  const session = new Proxy({} as Session, {
    get: (_target, name) => {
      asked.push(String(name));
      throw new Error(`asked for ${String(name)}`);
    },
  });
  return { session, asked };
}
