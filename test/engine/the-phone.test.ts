/** Nothing is erased on a phone of which nothing shows that it is the one of the plan. */
import { describe, expect, test } from 'vitest';
import { demandThePhone } from '../../src/engine/the-phone.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Sighting } from '../../src/model/sighting.ts';
import { linkOn, planOf, SIGHTING, step } from './fixtures.ts';

const signal = new AbortController().signal;
const base = planOf(step('wipe', 'adb:rescue-wipe'));

function demand(match: 'same' | 'unknown', sighting: Partial<Sighting>, target: Partial<Plan['target']> = {}) {
  const plan = { ...base, target: { ...base.target, ...target } };
  const link = linkOn({}, { compare: async () => match });
  const session = { close: async () => undefined };
  return demandThePhone({ link, plan, signal }, { sighting: { ...SIGHTING, ...sighting }, session });
}

describe('the phone of the plan', () => {
  test.each<[string, 'same' | 'unknown', Partial<Sighting>, Partial<Plan['target']>]>([
    ['hard facts agree, whatever serial adb shows', 'same', { serial: 'OTHER' }, {}],
    ['nothing to compare, the serial of the plan', 'unknown', { serial: 'S1' }, { shownSerial: 'S1' }],
  ])('%s: goes on', async (_what, match, sighting, target) => {
    await expect(demand(match, sighting, target)).resolves.toBeUndefined();
  });

  test.each<[string, Partial<Sighting>, Partial<Plan['target']>]>([
    ['another serial in rescue: a neighbour of the same model', { serial: 'S2' }, { shownSerial: 'S1' }],
    ['no serial now', { serial: '' }, { shownSerial: 'S1' }],
    ['no serial ever', { serial: '' }, { shownSerial: '' }],
    ['a serial now and none in the plan', { serial: 'S1' }, { shownSerial: '' }],
  ])('%s: refused', async (_what, sighting, target) => {
    await expect(demand('unknown', sighting, target)).rejects.toMatchObject({ code: 'DEVICE_REFUSED', touched: false });
  });

  test('another phone is another phone, even with the serial of the plan', async () => {
    const link = linkOn({}, { compare: () => Promise.reject(new Fault('DEVICE_SWAPPED', 'x')) });
    const phone = { sighting: SIGHTING, session: { close: async () => undefined } };
    await expect(demandThePhone({ link, plan: base, signal }, phone)).rejects.toMatchObject({ code: 'DEVICE_SWAPPED' });
  });
});
