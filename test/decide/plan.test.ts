import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import { type PlanInput, planFor } from '../../src/decide/plan.ts';
import { VERB_DANGER } from '../../src/decide/verb-danger.ts';
import { digestOf } from '../../src/host/canonical-json.ts';
import { type Plan, planSchema, refusalSchema, VERBS } from '../../src/model/plan.ts';
import type { PreflightCode, PreflightItem } from '../../src/model/preflight.ts';
import type { IndexedProfile } from '../../src/model/profile.ts';
import { type Route, routeStepSchema } from '../../src/model/route.ts';
import { indexProfile, loadProfile, loadRoute, SHIPPED_PROFILES } from '../../src/profiles/load.ts';
import { identityOf } from './properties.ts';

/** The profile of plain Android with the two routes of which these tests speak. */
let shipped: IndexedProfile[];
beforeAll(async () => {
  const aosp = await loadProfile(`${SHIPPED_PROFILES}/aosp.json`);
  const routes = await Promise.all(['root', 'rescue'].map((id) => loadRoute(`${SHIPPED_PROFILES}/routes/${id}.json`)));
  const uses = aosp.routes.filter(({ route }) => route === 'root' || route === 'rescue');
  shipped = [indexProfile({ ...aosp, routes: uses }, new Map(routes.map((route) => [route.id, route])))];
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

function route(change: Partial<Route> = {}): Route {
  return {
    schema: 1,
    id: 'only',
    title: 'only',
    from: ['device'],
    needs: [],
    needsCompanion: false,
    steps: [{ id: 'wipe', do: { 'adb:rescue-wipe': {} }, words: 'It erases the phone.', timeoutSeconds: 60 }],
    erases: ['userdata'],
    stays: [],
    leaves: [],
    returnSeconds: 60,
    claims: [claim()],
    grade: 'source',
    unconfirmed: [],
    sources: ['a source'],
    testedOn: [],
    ...change,
  };
}

function claim(change: Partial<Route['claims'][number]> = {}): Route['claims'][number] {
  return {
    when: [],
    method: 'clear',
    technique: 'discard',
    maxLevel: 'STATE-OBSERVED',
    why: ['because'],
    sources: ['a source'],
    ...change,
  };
}

/** A profile of the given routes. */
function profile(
  id: string,
  routes: readonly Route[] = [route()],
  change: Partial<IndexedProfile['profile']> = {},
): IndexedProfile {
  const uses = routes.map((each) => ({
    route: each.id,
    needs: [],
    grade: 'source' as const,
    unconfirmed: [],
    notes: [],
    sources: ['a source'],
    testedOn: [],
  }));
  const [aosp] = shipped;
  if (!aosp) throw new Error('no profile');
  const made = {
    ...aosp.profile,
    id,
    match: [{ fact: 'kind' as const, in: ['phone', 'unknown'] }],
    routes: uses,
    guides: {},
    ...change,
  };
  return indexProfile(made, new Map(routes.map((each) => [each.id, each])));
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
    const weak = route();
    const strong = route({ id: 'strong', claims: [claim({ method: 'purge' })] });
    for (const routes of [
      [weak, strong],
      [strong, weak],
    ]) {
      const plan = planned({ profiles: [profile('a', routes)] });
      expect(plan.route).toBe('strong');
      expect(plan.notTaken).toEqual([{ route: 'only', why: expect.stringContaining('claims less: clear') }]);
    }
  });

  test('of two routes that prove the same the one that leaves less is taken, as far as there is anything to leave', () => {
    const untrusted = route({ leaves: ['frp'] });
    const thorough = route({ id: 'thorough', leaves: [] });
    const profiles = [profile('a', [untrusted, thorough])];
    const accounts = (state: PreflightItem['state']): PreflightItem[] => [
      { code: 'ACCOUNTS_PRESENT', severity: 'warns', state, text: 'x', source: 'x' },
    ];
    for (const state of ['yes', 'unknown'] as const) {
      const plan = planned({ profiles, preflight: accounts(state) });
      expect(plan.route).toBe('thorough');
      expect(plan.notTaken).toEqual([{ route: 'only', why: 'leaves more behind: frp' }]);
    }
    expect(planned({ profiles, preflight: accounts('no') }).route).toBe('only');
  });

  test('a person is asked only where that spares the next owner something', () => {
    const guides = {
      settings: { title: 'Reset', lines: ['Open the settings.'], grade: 'report' as const, sources: ['a source'] },
    };
    const steps: Route['steps'] = [
      { id: 'do', do: { 'guide:do': { guide: 'settings' } }, words: 'A person does it.', timeoutSeconds: 60 },
    ];
    const profiles = [profile('a', [route({ id: 'guided', steps }), route({ leaves: ['frp'] })], { guides })];
    const accounts = (state: PreflightItem['state']): PreflightItem[] => [
      { code: 'ACCOUNTS_PRESENT', severity: 'warns', state, text: 'x', source: 'x' },
    ];
    const alone = planned({ profiles, preflight: accounts('no'), operatorPresent: true });
    expect(alone.route).toBe('only');
    expect(alone.notTaken).toEqual([{ route: 'guided', why: 'needs a person at the phone' }]);
    expect(planned({ profiles, preflight: accounts('yes'), operatorPresent: true }).route).toBe('guided');
  });

  test('evidence weighs more than what is left: a promise that cannot be checked is worth less', () => {
    const measured = route({ leaves: ['frp', 'esim', 'sd-card', 'test-mode'] });
    const told = route({ id: 'told', claims: [claim({ maxLevel: 'OPERATOR-CONFIRMED' })] });
    expect(planned({ profiles: [profile('a', [told, measured])] }).route).toBe('only');
  });

  test('a profile may lower what its route claims, and never raise it', () => {
    const made = profile('a');
    const use = (maxLevel: 'STATUS-ONLY' | 'FULL-READ') =>
      planned({
        profiles: [{ ...made, routes: made.routes.map((each) => ({ ...each, use: { ...each.use, maxLevel } })) }],
      }).claim.maxLevel;
    expect(use('STATUS-ONLY')).toBe('STATUS-ONLY');
    expect(use('FULL-READ')).toBe('STATE-OBSERVED');
  });

  test('a route that needs a companion app is never taken, also when it is asked for', () => {
    const companion = route({ id: 'companion', needsCompanion: true, steps: [], claims: [claim({ method: 'purge' })] });
    const profiles = [profile('a', [companion, route()])];
    expect(planned({ profiles })).toMatchObject({ route: 'only' });
    expect(refused({ profiles, route: 'companion' })).toEqual(['PLAN_ROUTE_UNMET']);
  });

  test('a guided route takes its card from the profile, and needs a person; without a card it cannot be taken', () => {
    const guided = route({
      steps: [{ id: 'do', do: { 'guide:do': { guide: 'settings' } }, words: 'A person does it.', timeoutSeconds: 60 }],
    });
    const guides = {
      settings: { title: 'Reset', lines: ['Open the settings.'], grade: 'report' as const, sources: ['a source'] },
    };
    const plan = planned({ profiles: [profile('a', [guided], { guides })] });
    expect(plan).toMatchObject({ needsOperator: true, steps: [{ card: ['Open the settings.'], danger: 'erases' }] });
    expect(refused({ profiles: [profile('a', [guided])] })).toEqual(['PLAN_ROUTE_UNMET']);
  });

  test.each([
    ['leave', 'yes', undefined],
    ['format', 'no', undefined],
    ['format', 'yes', 'card:format'],
    ['overwrite', 'yes', 'card:overwrite'],
  ] as const)('memory card: %s, present %s', (sdCard, state, verb) => {
    const preflight: PreflightItem[] = [{ code: 'SD_CARD_PRESENT', severity: 'warns', state, text: 'x', source: 'x' }];
    const plan = planned({ preflight, sdCard });
    expect(plan.steps[0]?.verb.startsWith('card:') ? plan.steps[0].verb : undefined).toBe(verb);
    expect(plan.sdCard).toBe(verb === undefined ? 'leave' : sdCard);
    expect(plan.erases.includes('memory card')).toBe(verb !== undefined);
  });

  test('a memory card that may be there, or that cannot be reached, is no silent no', () => {
    const present: PreflightItem[] = [
      { code: 'SD_CARD_PRESENT', severity: 'warns', state: 'yes', text: 'x', source: 'x' },
    ];
    expect(refused({ sdCard: 'format' })).toEqual(['PLAN_SD_CARD']);
    expect(refused({ sdCard: 'overwrite', preflight: present, rootShell: 'no' })).toEqual(['PLAN_SD_CARD']);
    const recovery = { ...sighting, state: 'recovery' as const };
    expect(refused({ sdCard: 'format', preflight: present, sighting: recovery })).toEqual(['PLAN_SD_CARD']);
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
      { preflight: [{ code: 'ROOTED', severity: 'warns', state: 'yes', text: 'x', source: 'x' }] },
      { profiles: shipped.map((each) => ({ ...each, digest: '0'.repeat(64) })) },
    ];
    expect(new Set([digest, ...other.map((change) => digestOf(planned(change)))]).size).toBe(other.length + 1);
  });
});

describe('a refusal', () => {
  const block = (code: PreflightCode, state: PreflightItem['state'] = 'yes'): PreflightItem => ({
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
    ['a route that its profile does not offer', { route: 'magic' }, ['PLAN_ROUTE_UNMET']],
    ['the root route without root', { route: 'root', rootShell: 'no' }, ['PLAN_ROUTE_UNMET']],
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

  test('of one route that was asked for is told of that one alone', () => {
    expect(planFor(input({ route: 'magic' }))).toMatchObject({
      reasons: [{ text: 'Profile aosp does not offer the route magic.' }],
    });
    expect(planFor(input({ route: 'root', rootShell: 'no' }))).toMatchObject({
      reasons: [{ text: expect.stringMatching(/^Route root: /) }],
    });
  });

  test('two profiles that fit equally; the higher layer wins, then the one with more conditions', () => {
    const kind = { fact: 'kind' as const, in: ['phone'] };
    const general = profile('general');
    const narrow = profile('narrow', undefined, { match: [kind, { fact: 'maker', in: ['Google'] }] });
    const foreign = profile('foreign', undefined, {
      match: [kind, { fact: 'maker', in: ['Sony'] }, { fact: 'sdk', min: 1 }],
    });
    const system = profile('system', undefined, { layer: 'system', match: [kind] });
    const not = profile('not', undefined, { layer: 'machine', notThis: [{ fact: 'maker', in: ['Google'] }] });
    expect(refused({ profiles: [general, profile('other')] })).toEqual(['PLAN_AMBIGUOUS_PROFILE']);
    for (const profiles of [
      [general, narrow, foreign],
      [foreign, narrow, general],
    ]) {
      expect(planned({ profiles }).profile.id).toBe('narrow');
    }
    expect(planned({ profiles: [narrow, system, not] }).profile.id).toBe('system');
  });

  test('a profile that matches everything still gets no phone of unknown kind while Android runs', () => {
    expect(refused({ profiles: [profile('any')], identity: identify({}) })).toEqual(['PLAN_NO_PROFILE']);
  });

  test('a boot loader does not tell the kind, and that alone is no reason', () => {
    const profiles = [profile('any', [route({ from: ['fastboot'] })])];
    const plan = planned({ profiles, identity: identify({}), sighting: { ...sighting, state: 'fastboot' } });
    expect(plan.target.identity.kind).toBe('unknown');
  });

  test('a route without a claim for this phone', () => {
    const claims = [claim({ when: [{ fact: 'maker', in: ['Sony'] }] })];
    expect(refused({ profiles: [profile('a', [route({ claims })])] })).toEqual(['PLAN_ROUTE_UNMET']);
  });
});

describe('the danger of a verb is its own', () => {
  test('every verb has one, and what erases is known', () => {
    expect(Object.keys(VERB_DANGER).toSorted()).toEqual([...VERBS].toSorted());
    const harmless = VERBS.filter((verb) => VERB_DANGER[verb] === 'none');
    expect(harmless).toEqual([
      'adb:await-reset',
      'guide:confirm',
      'probe:plant',
      'probe:baseline',
      'probe:sample',
      'probe:state',
    ]);
    const restarting = VERBS.filter((verb) => VERB_DANGER[verb] === 'restarts');
    expect(restarting).toEqual(['adb:root', 'adb:reboot', 'fastboot:reboot']);
  });

  test('a profile has no word for it', () => {
    const step = {
      id: 'wipe',
      do: { 'adb:rescue-wipe': { danger: 'none' } },
      words: 'It erases the phone.',
      timeoutSeconds: 60,
    };
    expect(routeStepSchema.safeParse({ ...step, danger: 'none' }).success).toBe(false);
    const plan = planned({ profiles: [profile('sly', [route({ steps: [routeStepSchema.parse(step)] })])] });
    expect(plan.steps).toMatchObject([{ verb: 'adb:rescue-wipe', danger: 'erases', args: { danger: 'none' } }]);
  });

  test('every step of every plan has the danger of its verb', () => {
    // Without those that need words of a profile, and the one that a weak claim leaves out.
    const plain = VERBS.filter((verb) => !verb.startsWith('guide:') && verb !== 'probe:plant');
    const verbs = fc.array(fc.constantFrom(...plain), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(verbs, (some) => {
        const steps = some.map((verb, index) => ({
          id: `s${index}`,
          do: { [verb]: {} },
          words: 'Something is done.',
          timeoutSeconds: 1,
        }));
        const plan = planned({ profiles: [profile('any', [route({ steps })])] });
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
