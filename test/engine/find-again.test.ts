/** In which modes the phone of an interrupted run is taken up again, and in which nothing is asked of it. */
import { expect, test } from 'vitest';
import { findAgain } from '../../src/engine/find-again.ts';
import type { Link } from '../../src/engine/link.ts';
import type { Interrupted } from '../../src/engine/resume.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { DeviceState, Sighting } from '../../src/model/sighting.ts';
import { linkOn, planOf, SIGHTING, step, untouchable } from './fixtures.ts';

const never = new AbortController().signal;
const fastboot = planOf(
  step('enter', 'adb:reboot', { to: 'bootloader', returns: 'fastboot' }),
  step('erase', 'fastboot:erase', { partition: 'userdata' }),
  step('start', 'fastboot:reboot', { to: 'system', returns: 'none' }),
  step('look', 'probe:state'),
);
const rescue = planOf(step('wipe', 'adb:rescue-wipe'), step('look', 'probe:state'));

const interrupted = (plan: Plan, touched: boolean): Interrupted => ({
  ...{ runId: 'run-1', plan, touched, readingsBefore: {}, asset: {}, startedAt: '2026-01-01T00:00:00.000Z' },
  ...{
    done: [],
    ended: undefined,
    findings: null,
    state: null,
    operator: [],
    sdCard: null,
    certified: false,
    strayFiles: [],
  },
});

/** A seat that shows these states, one after the other; what is not wanted is passed over. */
function seat(...shown: DeviceState[]): { link: Link; readonly compared: string[] } {
  const compared: string[] = [];
  const rest = shown.map((state): Sighting => ({ ...SIGHTING, state }));
  let now: Sighting = { ...SIGHTING, state: 'unknown' };
  const link = linkOn(
    {},
    {
      awaitReturn: async (_before, wanted) => {
        for (let next = rest.shift(); next; next = rest.shift()) {
          now = next;
          if (wanted.includes(next.state)) return next;
        }
        throw new Fault('DEVICE_NO_RETURN', 'not in time');
      },
      open: async () => ({ sighting: now, session: { close: async () => undefined } }),
      compare: async () => {
        compared.push(now.state);
        return 'same';
      },
    },
  );
  return { link, compared };
}

const found = async (plan: Plan, touched: boolean, ...shown: DeviceState[]) => {
  const { link, compared } = seat(...shown);
  const index = await findAgain(link, interrupted(plan, touched), never);
  return { id: plan.steps[index]?.id, compared };
};

test.each<[string, Plan, DeviceState[], string, DeviceState[]]>([
  ['in its boot loader', fastboot, ['fastboot'], 'erase', ['fastboot']],
  ['in fastbootd', fastboot, ['fastbootd'], 'erase', ['fastbootd']],
  ['in rescue mode, after a boot loader of no use', rescue, ['fastboot', 'rescue'], 'wipe', ['rescue']],
  ['where it lets nobody in', rescue, ['unauthorized'], 'look', []],
  ['where it lets nobody in for a moment only', rescue, ['unauthorized', 'rescue'], 'wipe', ['rescue']],
])('%s', async (_what, plan, shown, id, compared) => {
  expect(await found(plan, true, ...shown)).toEqual({ id, compared });
});

test('before anything was erased, a phone that lets nobody in is waited for', async () => {
  await expect(found(rescue, false, 'unauthorized')).rejects.toMatchObject({ code: 'DEVICE_NO_RETURN' });
  expect(await found(rescue, false, 'unauthorized', 'rescue')).toMatchObject({ id: 'wipe' });
});

test('nothing is asked of a phone that lets nobody in', async () => {
  const { session, asked } = untouchable();
  const { link } = seat('unauthorized');
  const closed: Link = { ...link, open: async () => ({ sighting: SIGHTING, session }) };
  await findAgain(closed, interrupted(fastboot, true), never);
  expect(asked).toEqual([]);
});
