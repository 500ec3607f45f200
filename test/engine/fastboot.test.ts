/** The verbs of the boot loader with scripted sessions: what is asked, what is refused, and what counts as done. */
import { describe, expect, test } from 'vitest';
import type { PhoneMatch } from '../../src/decide/same-phone.ts';
import type { Erasable, Fastboot } from '../../src/drivers/driver.ts';
import type { VerbContext } from '../../src/engine/context.ts';
import { fastbootReading } from '../../src/engine/fastboot-reading.ts';
import { hardFacts } from '../../src/engine/hard-facts.ts';
import { interrogate } from '../../src/engine/interrogate.ts';
import { acknowledgedBefore, resumeIndex } from '../../src/engine/resume.ts';
import { fastbootErase } from '../../src/engine/verbs/fastboot-erase.ts';
import { Fault } from '../../src/faults/fault.ts';
import type { DeviceState } from '../../src/model/sighting.ts';
import { linkOn, memory, planOf, step } from './fixtures.ts';

const never = new AbortController().signal;

/** A boot loader that knows these variables and answers OKAY to every erase. */
function loader(variables: Readonly<Record<string, string>>, change: Partial<Fastboot> = {}) {
  const erased: Erasable[] = [];
  const fastboot: Fastboot = {
    getvarAll: async () =>
      Object.entries(variables)
        .map(([name, value]) => `(bootloader) ${name}:${value}\n`)
        .join(''),
    getvar: async (name) => variables[name],
    erase: async (partition) => {
      erased.push(partition);
    },
    ...change,
  };
  return { fastboot, erased };
}

const OPEN = { unlocked: 'yes', 'partition-type:userdata': 'f2fs', 'partition-size:userdata': '0x1000' };

interface Scene {
  readonly fastboot?: Fastboot;
  readonly partition?: string;
  readonly match?: PhoneMatch;
  readonly stateAtPlan?: DeviceState;
  readonly binding?: 'strong' | 'weak';
  readonly metadata?: boolean;
}

function contextOf(scene: Scene): VerbContext {
  const erase = step('erase', 'fastboot:erase', { partition: scene.partition ?? 'userdata' });
  const plan = planOf(erase);
  const { identity } = plan.target;
  const metadata = { value: scene.metadata ?? false, source: 'test' };
  const session = scene.fastboot === undefined ? {} : { fastboot: scene.fastboot };
  return {
    plan: {
      ...plan,
      target: {
        ...plan.target,
        stateAtPlan: scene.stateAtPlan ?? 'fastboot',
        binding: scene.binding ?? 'strong',
        identity: { ...identity, encryption: { ...identity.encryption, metadata } },
      },
    },
    step: erase,
    link: linkOn(session, { compare: async () => scene.match ?? 'same' }),
    memory: memory(),
    signal: never,
  } as unknown as VerbContext;
}

describe('fastboot:erase', () => {
  test('user data: OKAY is the acknowledgement, and the boot loader is asked again', async () => {
    const { fastboot, erased } = loader(OPEN);
    const context = contextOf({ fastboot });
    const evidence = await fastbootErase(context);
    expect(erased).toEqual(['userdata']);
    expect(context.memory.acknowledged).toBe(true);
    expect(evidence.marker).toBe("Erasing 'userdata' OKAY");
    expect(evidence.observation).toMatch(/userdata with type f2fs and size 0x1000/);
  });

  test.each(['cache', 'metadata', 'md_udc'])('%s: done, and no acknowledgement of the wipe', async (partition) => {
    const { fastboot, erased } = loader({ ...OPEN, [`partition-type:${partition}`]: 'raw' });
    const context = contextOf({ fastboot, partition });
    await fastbootErase(context);
    expect(erased).toEqual([partition]);
    expect(context.memory.acknowledged).toBe(false);
  });

  test.each([{}, { 'partition-type:cache': '' }])(
    'a partition that the boot loader does not know, %j, is said to be not there',
    async (more) => {
      const { fastboot, erased } = loader({ ...OPEN, ...(more as Record<string, string>) });
      const evidence = await fastbootErase(contextOf({ fastboot, partition: 'cache' }));
      expect(erased).toEqual([]);
      expect(evidence).toMatchObject({ reply: expect.stringMatching(/does not know/), marker: 'nothing to erase' });
    },
  );

  test('a phone whose storage key lies elsewhere: the evidence says that it was not erased', async () => {
    const { fastboot } = loader(OPEN);
    const evidence = await fastbootErase(contextOf({ fastboot, partition: 'metadata', metadata: true }));
    expect(evidence.observation).toMatch(/storage key was not erased/);
  });

  test('user data that the boot loader does not know are never passed over', async () => {
    const { fastboot } = loader(
      { unlocked: 'yes' },
      { erase: () => Promise.reject(new Fault('DEVICE_REFUSED', 'unknown')) },
    );
    const context = contextOf({ fastboot });
    await expect(fastbootErase(context)).rejects.toMatchObject({ code: 'DEVICE_REFUSED' });
    expect(context.memory.acknowledged).toBe(false);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['a line `unlocked`', { ...OPEN, unlocked: 'no' }],
    ["Motorola's word", { securestate: 'oem_locked', cid: '0x0032' }],
  ])('a boot loader that says by %s that it is locked is not asked to erase', async (_how, variables) => {
    const { fastboot, erased } = loader(variables);
    await expect(fastbootErase(contextOf({ fastboot }))).rejects.toMatchObject({ code: 'DEVICE_LOCKED' });
    expect(erased).toEqual([]);
  });

  test('one that does not tell is asked, and its refusal decides', async () => {
    const silent = loader({ 'partition-type:userdata': 'ext4' });
    await fastbootErase(contextOf({ fastboot: silent.fastboot }));
    expect(silent.erased).toEqual(['userdata']);
    const refusing = loader(OPEN, { erase: () => Promise.reject(new Fault('DEVICE_LOCKED', 'no')) });
    const context = contextOf({ fastboot: refusing.fastboot });
    await expect(fastbootErase(context)).rejects.toMatchObject({ code: 'DEVICE_LOCKED' });
    expect(context.memory.acknowledged).toBe(false);
  });

  test.each<[string, Scene, boolean]>([
    ['the same phone', { match: 'same', stateAtPlan: 'device' }, true],
    ['one that tells nothing, planned in its boot loader on this port', { match: 'unknown' }, true],
    ['one that tells nothing, planned in Android', { match: 'unknown', stateAtPlan: 'device' }, false],
    ['one that tells nothing, on no port', { match: 'unknown', binding: 'weak' }, false],
  ])('%s', async (_who, scene, wanted) => {
    const { fastboot, erased } = loader(OPEN);
    const erasing = fastbootErase(contextOf({ ...scene, fastboot }));
    await (wanted ? erasing : expect(erasing).rejects.toMatchObject({ code: 'DEVICE_REFUSED' }));
    expect(erased).toEqual(wanted ? ['userdata'] : []);
  });

  test.each(['frp', 'persist', 'userdata_a', ''])('never %j', async (partition) => {
    const { fastboot, erased } = loader({ ...OPEN, [`partition-type:${partition}`]: 'raw' });
    await expect(fastbootErase(contextOf({ fastboot, partition }))).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
    expect(erased).toEqual([]);
  });

  test('a phone that is in another mode', async () => {
    await expect(fastbootErase(contextOf({}))).rejects.toMatchObject({ code: 'PLAN_CAPABILITY_MISSING' });
  });

  test('a boot loader that falls silent after its OKAY is recorded as such', async () => {
    let over = false;
    const { fastboot } = loader(OPEN, {
      getvar: async () => {
        if (over) throw new Fault('DEVICE_GONE', 'gone');
        return 'f2fs';
      },
      erase: async () => {
        over = true;
      },
    });
    expect((await fastbootErase(contextOf({ fastboot }))).observation).toBeNull();
  });
});

describe('asking a boot loader', () => {
  const session = (fastboot: Fastboot) => ({ fastboot, close: async () => undefined });

  test('the list, and which boot loader it is', async () => {
    const { fastboot } = loader(
      { product: 'oriole', 'is-userspace': 'yes' },
      { getvarAll: async () => '(bootloader) product:oriole\nall: \n' },
    );
    expect(await fastbootReading(fastboot, never)).toMatchObject({
      exitCode: 0,
      stdout: '(bootloader) product:oriole\nall:\n(bootloader) is-userspace:yes\n',
    });
  });

  test('one that does not answer is an answer too', async () => {
    const { fastboot } = loader({}, { getvarAll: () => Promise.reject(new Fault('DEVICE_GONE', 'gone')) });
    expect(await fastbootReading(fastboot, never)).toEqual({ unavailable: 'refused (DEVICE_GONE)' });
  });

  test('an identity and readings without any shell', async () => {
    const { fastboot } = loader({
      product: 'oriole',
      serialno: '1A051FDF6000VP',
      unlocked: 'yes',
      'wipebench-virtual': '1',
    });
    const { identity, readings, rootShell } = await interrogate(session(fastboot), never);
    expect(identity).toMatchObject({
      kind: 'virtual',
      serial: { value: '1A051FDF6000VP' },
      bootLock: { value: 'unlocked' },
    });
    expect(Object.keys(readings)).toEqual(['getvar']);
    expect(rootShell).toBe('no');
  });

  test('hard facts: the serial, never the product', async () => {
    const { fastboot } = loader({ product: 'lancelot', serialno: 'ZY22HKD4N7', imei: '356938111042371' });
    expect(await hardFacts(session(fastboot), never)).toEqual({ bootSerial: 'ZY22HKD4N7', imeis: ['356938111042371'] });
  });

  test('a boot loader of another origin tells a serial of its own, which is none of the phone', async () => {
    const { fastboot } = loader({ serialno: 'abcdef12', 'version-bootloader': 'lk2nd 0.9' });
    expect(await hardFacts(session(fastboot), never)).toEqual({});
  });

  test('shared serials are none', async () => {
    const { fastboot } = loader({ serialno: '0123456789ABCDEF' });
    expect(await hardFacts(session(fastboot), never)).toEqual({});
  });
});

describe('going on after an interruption', () => {
  const plan = planOf(
    step('enter', 'adb:reboot', { to: 'bootloader', returns: 'fastboot' }),
    step('erase-userdata', 'fastboot:erase', { partition: 'userdata' }),
    step('erase-cache', 'fastboot:erase', { partition: 'cache' }),
    step('look', 'probe:state'),
  );
  const record = (id: string) => ({
    id,
    verb: 'fastboot:erase' as const,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.000Z',
    outcome: 'done' as const,
  });

  test.each<[DeviceState, number]>([
    ['fastboot', 1],
    ['fastbootd', 1],
    ['device', 0],
  ])('found in %s: step %i', (state, index) => {
    expect(resumeIndex({ plan, done: [] }, state, false)).toBe(index);
  });

  test('found in Android after an OKAY to every partition: it is looked at, and in the boot loader erased once more', () => {
    const done = plan.steps.filter(({ danger }) => danger === 'erases').map(({ id }) => record(id));
    const looks = plan.steps.findIndex(({ verb }) => verb === 'probe:state');
    expect(looks).toBeGreaterThan(1);
    expect(resumeIndex({ plan, done }, 'device', false)).toBe(looks);
    expect(resumeIndex({ plan, done: done.slice(1) }, 'device', false)).toBe(0);
    expect(resumeIndex({ plan, done }, 'fastboot', false)).toBe(1);
  });

  test('only the erase of user data was an acknowledgement', () => {
    expect(acknowledgedBefore(plan, [record('erase-userdata')], 3)).toBe(true);
    expect(acknowledgedBefore(plan, [record('erase-cache')], 3)).toBe(false);
  });
});
