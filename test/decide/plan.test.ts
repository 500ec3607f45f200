import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import { type IndexedProfile, type PlanInput, planFor, VERB_DANGER } from '../../src/decide/plan.ts';
import { digestOf } from '../../src/host/canonical-json.ts';
import { type Plan, planSchema, refusalSchema, VERBS } from '../../src/model/plan.ts';
import type { PreflightItem } from '../../src/model/preflight.ts';
import { type Profile, profileStepSchema } from '../../src/model/profile.ts';
import { loadProfiles } from '../../src/profiles/load.ts';
import { identityOf } from './properties.ts';

let shipped: IndexedProfile[];
beforeAll(async () => {
  shipped = await loadProfiles();
});

const sighting = { driver: 'adb', handle: '7', port: 'usb:1-2', serial: 'S', state: 'device' } as const;

const input = (change: Partial<PlanInput> = {}): PlanInput => ({
  handset: { seat: 'usb:1-2', binding: 'strong', sightings: [sighting] },
  sighting,
  identity: identityOf(),
  preflight: [],
  rootShell: 'possible',
  profiles: shipped,
  requiredLevel: 'STATISTICAL',
  ...change,
});

function planned(change: Partial<PlanInput> = {}): Plan {
  const plan = planFor(input(change));
  if ('reasons' in plan) throw new Error(JSON.stringify(plan));
  return planSchema.parse(plan);
}

function refused(change: Partial<PlanInput>): string[] {
  const plan = planFor(input(change));
  if (!('reasons' in plan)) throw new Error(`planned ${plan.route}`);
  return refusalSchema.parse(plan).reasons.map(({ code }) => code);
}

/** A profile of one route that ends in the given claim. */
function profile(
  id: string,
  change: Partial<Profile> = {},
  route: Partial<Profile['routes'][number]> = {},
): IndexedProfile {
  const made: Profile = {
    schema: 1,
    id,
    title: id,
    match: [{ fact: 'kind', in: ['phone'] }],
    routes: [
      {
        id: 'only',
        title: 'only',
        from: ['device'],
        needs: [],
        steps: [{ id: 'wipe', do: { 'adb:rescue-wipe': {} }, words: 'It erases the phone.', timeoutSeconds: 60 }],
        erases: ['userdata'],
        stays: [],
        returnSeconds: 60,
        claims: [{ when: [], method: 'clear', technique: 'discard', maxLevel: 'STATE-OBSERVED', why: ['because'] }],
        grade: 'source',
        unconfirmed: [],
        sources: ['x'],
        testedOn: [],
        ...route,
      },
    ],
    ...change,
  };
  return { profile: made, digest: digestOf(made) };
}

describe('a plan', () => {
  test('takes the route that proves most, and says why it does not take the others', () => {
    const plan = planned();
    expect(plan).toMatchObject({ route: 'root', claim: { method: 'purge', maxLevel: 'STATISTICAL' } });
    expect(plan.notTaken).toEqual([{ route: 'rescue', why: expect.stringContaining('proves less') }]);
    expect(plan.target).toMatchObject({ seat: 'usb:1-2', shownSerial: 'S', stateAtPlan: 'device' });
  });

  test.each<[string, Partial<PlanInput>, string, string]>([
    ['a locked phone', { rootShell: 'no' }, 'rescue', 'clear'],
    ['a route that was asked for', { route: 'rescue' }, 'rescue', 'clear'],
    [
      'no word of the deletion of keys',
      { identity: identityOf({ 'ro.crypto.metadata_init_delete_all_keys.enabled': '' }) },
      'root',
      'clear',
    ],
    ['an unencrypted phone', { identity: identityOf({ 'ro.crypto.state': 'unencrypted' }) }, 'root', 'clear'],
    ['an encryption that is not told', { identity: identityOf({ 'ro.crypto.state': '' }) }, 'root', 'clear'],
    ['a virtual phone', { identity: identityOf({ 'ro.wipebench.virtual': '1' }) }, 'root', 'purge'],
  ])('%s', (_what, change, route, method) => {
    expect(planned(change)).toMatchObject({ route, claim: { method } });
  });

  test('of two routes with equal evidence the stronger method is taken, whatever their order', () => {
    const weak = profile('a').profile.routes[0];
    const strong = profile(
      'a',
      {},
      {
        id: 'strong',
        claims: [{ when: [], method: 'purge', technique: 'discard', maxLevel: 'STATE-OBSERVED', why: ['x'] }],
      },
    ).profile.routes[0];
    if (!weak || !strong) throw new Error('no routes');
    for (const routes of [
      [weak, strong],
      [strong, weak],
    ]) {
      expect(planned({ profiles: [profile('a', { routes })] }).route).toBe('strong');
    }
  });

  test('the same input gives the same digest; anything that consent rests on changes it', () => {
    const digest = digestOf(planned());
    expect(digestOf(planned())).toBe(digest);
    expect(digestOf(planned(structuredClone(input())))).toBe(digest);
    const other: Partial<PlanInput>[] = [
      { route: 'rescue' },
      { requiredLevel: 'STATUS-ONLY' },
      { identity: identityOf({ 'ro.serialno': 'X' }) },
      { handset: { seat: 'usb:1-3', binding: 'strong', sightings: [sighting] } },
      { sighting: { ...sighting, serial: 'T' } },
      { preflight: [{ code: 'X', severity: 'warns', state: 'yes', text: 'x', source: 'x' }] },
      { profiles: shipped.map((each) => ({ ...each, digest: '0'.repeat(64) })) },
    ];
    expect(new Set([digest, ...other.map((change) => digestOf(planned(change)))]).size).toBe(other.length + 1);
  });
});

describe('a refusal', () => {
  const block = (code: string, state: PreflightItem['state'] = 'yes'): PreflightItem => ({
    code,
    severity: 'blocks',
    state,
    text: code,
    source: 'x',
  });

  test('names everything that blocks, at once', () => {
    expect(refused({ preflight: [block('BATTERY_LOW'), block('DEVICE_MANAGED')] })).toEqual([
      'BATTERY_LOW',
      'DEVICE_MANAGED',
    ]);
  });

  test('what only warns, or is not so, blocks nothing', () => {
    const items: PreflightItem[] = [block('BATTERY_LOW', 'no'), { ...block('ACCOUNTS_PRESENT'), severity: 'warns' }];
    expect(planned({ preflight: items }).preflight).toEqual(items);
  });

  test.each<[string, Partial<PlanInput>, string[]]>([
    ['an unknown kind', { identity: identify({}) }, ['PLAN_NO_PROFILE']],
    ['a container', { identity: identityOf({ 'ro.hardware': 'redroid' }) }, ['PLAN_NO_PROFILE']],
    ['a television', { identity: identityOf({ 'ro.build.characteristics': 'tv' }) }, ['PLAN_NO_PROFILE']],
    ['no profile at all', { profiles: [] }, ['PLAN_NO_PROFILE']],
    [
      'a state that no route begins in',
      { sighting: { ...sighting, state: 'unauthorized' } },
      ['PLAN_ROUTE_UNMET', 'PLAN_ROUTE_UNMET'],
    ],
    [
      'a phone in rescue mode, where it cannot be told apart from others',
      { sighting: { ...sighting, state: 'rescue' } },
      ['PLAN_ROUTE_UNMET', 'PLAN_ROUTE_UNMET'],
    ],
    ['a route that does not exist', { route: 'magic' }, ['PLAN_ROUTE_UNMET', 'PLAN_ROUTE_UNMET']],
    ['the root route without root', { route: 'root', rootShell: 'no' }, ['PLAN_ROUTE_UNMET', 'PLAN_ROUTE_UNMET']],
    [
      'an Android without rescue mode',
      { rootShell: 'no', identity: identityOf({ 'ro.build.version.sdk': '28' }) },
      ['PLAN_ROUTE_UNMET', 'PLAN_ROUTE_UNMET'],
    ],
    [
      'an Android that does not tell its version',
      { rootShell: 'no', identity: identityOf({ 'ro.build.version.sdk': '' }) },
      ['PLAN_ROUTE_UNMET', 'PLAN_ROUTE_UNMET'],
    ],
  ])('%s', (_what, change, codes) => {
    expect(refused(change)).toEqual(codes);
  });

  test('two profiles that fit equally; the one with more conditions wins over one with fewer', () => {
    const general = profile('general');
    const narrow = profile('narrow', {
      match: [
        { fact: 'kind', in: ['phone'] },
        { fact: 'maker', in: ['Google'] },
      ],
    });
    const foreign = profile('foreign', {
      match: [
        { fact: 'kind', in: ['phone'] },
        { fact: 'maker', in: ['Sony'] },
        { fact: 'sdk', min: 1 },
      ],
    });
    expect(refused({ profiles: [general, profile('other')] })).toEqual(['PLAN_AMBIGUOUS_PROFILE']);
    for (const profiles of [
      [general, narrow, foreign],
      [foreign, narrow, general],
    ]) {
      expect(planned({ profiles }).profile.id).toBe('narrow');
    }
  });

  test('a profile that matches everything still gets no phone of unknown kind', () => {
    expect(refused({ profiles: [profile('any', { match: [] })], identity: identify({}) })).toEqual(['PLAN_NO_PROFILE']);
  });

  test('a route without a claim for this phone', () => {
    const claims: Profile['routes'][number]['claims'] = [
      {
        when: [{ fact: 'maker', in: ['Sony'] }],
        method: 'clear',
        technique: 'discard',
        maxLevel: 'STATUS-ONLY',
        why: ['x'],
      },
    ];
    expect(refused({ profiles: [profile('a', {}, { claims })] })).toEqual(['PLAN_ROUTE_UNMET']);
  });
});

describe('the danger of a verb is its own', () => {
  test('every verb has one, and what erases is known', () => {
    expect(Object.keys(VERB_DANGER).toSorted()).toEqual([...VERBS].toSorted());
    const erasing = VERBS.filter((verb) => VERB_DANGER[verb] === 'erases');
    expect(erasing).toEqual(['adb:rescue-wipe', 'adb:write-bcb']);
  });

  test('a profile has no word for it', () => {
    const step = {
      id: 'wipe',
      do: { 'adb:rescue-wipe': { danger: 'none' } },
      words: 'It erases the phone.',
      timeoutSeconds: 60,
    };
    expect(profileStepSchema.safeParse({ ...step, danger: 'none' }).success).toBe(false);
    const plan = planned({ profiles: [profile('sly', {}, { steps: [profileStepSchema.parse(step)] })] });
    expect(plan.steps).toMatchObject([{ verb: 'adb:rescue-wipe', danger: 'erases', args: { danger: 'none' } }]);
  });

  test('every step of every plan has the danger of its verb', () => {
    const verbs = fc.array(fc.constantFrom(...VERBS), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(verbs, (some) => {
        const steps = some.map((verb, index) => ({
          id: `s${index}`,
          do: { [verb]: {} },
          words: 'Something is done.',
          timeoutSeconds: 1,
        }));
        const plan = planned({ profiles: [profile('any', {}, { steps })] });
        expect(plan.steps.map(({ verb, danger }) => [verb, danger])).toEqual(
          some.map((verb) => [verb, VERB_DANGER[verb]]),
        );
      }),
    );
  });
});

test('planning is total: whatever the phone, a plan or reasons', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('phone', 'encrypted', 'constructor', '1', 'true', '34'));
  const properties = fc.dictionary(
    fc.constantFrom('ro.hardware', 'ro.crypto.state', 'ro.build.version.sdk', 'ro.product.brand', 'ro.debuggable'),
    text,
  );
  const state = fc.constantFrom('device', 'recovery', 'sideload', 'rescue', 'offline', 'unknown') as fc.Arbitrary<
    PlanInput['sighting']['state']
  >;
  fc.assert(
    fc.property(properties, state, fc.constantFrom('now', 'possible', 'no'), (some, now, rootShell) => {
      const made = planFor(input({ identity: identityOf(some), sighting: { ...sighting, state: now }, rootShell }));
      expect('reasons' in made ? refusalSchema.safeParse(made).success : planSchema.safeParse(made).success).toBe(true);
    }),
  );
});

describe('a phone that could not be known again', () => {
  const weak = { handset: { seat: 'serial:S', binding: 'weak' as const, sightings: [sighting] } };
  const shared = identityOf({ 'ro.serialno': '0123456789ABCDEF' });

  test('is refused when it has neither port nor serial nor IMEI', () => {
    expect(refused({ ...weak, identity: shared })).toEqual(['PLAN_PHONE_NOT_UNIQUE']);
  });

  test('is planned when one of them tells it from others', () => {
    expect(planned({ identity: shared }).target.binding).toBe('strong');
    expect(planned({ ...weak, identity: identityOf({ 'ro.serialno': 'R58M12ABCDE' }) }).target.binding).toBe('weak');
    const imeis = { value: ['356938111043858'], source: 'test' };
    expect(planned({ ...weak, identity: { ...shared, imeis } }).target.binding).toBe('weak');
  });
});
