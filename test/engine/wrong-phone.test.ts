/** Another phone on the seat: no verb that changes or reads its storage asks it for anything. */
import { expect, test } from 'vitest';
import type { Session } from '../../src/drivers/driver.ts';
import { executePlan } from '../../src/engine/execute.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Step, Verb } from '../../src/model/plan.ts';
import { inputOf, linkOn, memory, noProbe, planOf, step } from './fixtures.ts';

const ARGS: Partial<Record<Verb, Step['args']>> = {
  'adb:reboot': { to: 'recovery', returns: 'any' },
  'probe:baseline': { partition: 'userdata' },
  'probe:sample': { partition: 'userdata' },
};

const VERBS: readonly Verb[] = [
  'adb:root',
  'adb:reboot',
  'adb:rescue-wipe',
  'adb:write-bcb',
  'probe:baseline',
  'probe:sample',
];

test.each(VERBS)('%s', async (verb) => {
  const asked: string[] = [];
  const told =
    <T>(what: string, answer: T) =>
    async () => {
      asked.push(what);
      return answer;
    };
  const session: Partial<Session> = {
    shell: {
      run: told('shell', { exitCode: 0, stdout: '0', stderr: '' }),
      stream: () => Promise.reject(new Error('no stream')),
    },
    root: told('root', 'restarting' as const),
    reboot: told('reboot', undefined),
    rescueWipe: told('wipe', 'DONEDONE'),
    rescueGetprop: told('getprop', ''),
  };
  const compare = () => Promise.reject(new Fault('DEVICE_SWAPPED', 'another phone'));
  const read = () => {
    asked.push('storage');
    return Promise.reject(new Error('read'));
  };
  const probe = noProbe({ before: read, after: read });
  const kept = memory();
  const plan = planOf({ ...step('only', verb), args: ARGS[verb] ?? {} });
  const run = await executePlan(inputOf(plan, linkOn(session, { compare }), { memory: kept, probe }));
  expect(run.ending).toMatchObject({ kind: 'failed', code: 'DEVICE_SWAPPED' });
  expect(asked).toEqual([]);
  expect(kept.acknowledged).toBe(false);
});
