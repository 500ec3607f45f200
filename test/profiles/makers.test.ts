/** The shipped profiles: one for every maker and system, honest about what is known, and never two for one phone. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bestProfiles } from '../../src/decide/choose-profile.ts';
import type { FactView } from '../../src/decide/conditions.ts';
import { CRYPTO_ERASE_ITEMS } from '../../src/model/crypto-erase.ts';
import type { IndexedProfile, Profile } from '../../src/model/profile.ts';
import { loadProfiles } from '../../src/profiles/load.ts';

/** The profile of every maker, by the names that the identity engine gives. */
const OF_MAKER: Readonly<Record<string, readonly string[]>> = {
  google: ['Google'],
  samsung: ['Samsung'],
  xiaomi: ['Xiaomi', 'Black Shark'],
  huawei: ['Huawei'],
  honor: ['Honor'],
  oneplus: ['OnePlus'],
  oppo: ['Oppo'],
  realme: ['Realme'],
  vivo: ['Vivo'],
  motorola: ['Motorola'],
  lenovo: ['Lenovo'],
  sony: ['Sony'],
  lg: ['LG'],
  htc: ['HTC'],
  'nokia-hmd': ['Nokia (HMD)'],
  fairphone: ['Fairphone'],
  asus: ['Asus'],
  zte: ['ZTE', 'Nubia'],
  'tcl-alcatel': ['TCL', 'Alcatel'],
  nothing: ['Nothing'],
  transsion: ['Tecno', 'Infinix', 'itel', 'Transsion'],
  meizu: ['Meizu'],
  essential: ['Essential'],
  razer: ['Razer'],
  bq: ['BQ'],
  wiko: ['Wiko'],
  cat: ['CAT'],
  kyocera: ['Kyocera'],
  sharp: ['Sharp'],
  blackberry: ['BlackBerry'],
  'amazon-fire': ['Amazon'],
  aosp: ['Somebody unknown'],
};
const OF_ROM: Readonly<Record<string, string>> = {
  lineage: 'lineageos',
  graphene: 'grapheneos',
  custom: 'custom-rom',
  harmony: 'harmonyos',
  'harmony-next': 'harmonyos-next',
  kaios: 'kaios',
  'fire-os': 'amazon-fire',
};
const OF_VARIANT: Readonly<Record<string, string>> = {
  avd: 'avd',
  cuttlefish: 'cuttlefish',
  genymotion: 'genymotion',
  redroid: 'redroid',
  waydroid: 'waydroid',
  bluestacks: 'other-machines',
  'game-emulator': 'other-machines',
  container: 'other-machines',
};
const GUIDED = ['settings', 'recovery-keys'];

let indexed: IndexedProfile[];
let profiles: Profile[];
beforeAll(async () => {
  indexed = await loadProfiles();
  profiles = indexed.map(({ profile }) => profile);
});

function profile(id: string): Profile {
  const found = profiles.find((each) => each.id === id);
  if (!found) throw new Error(`there is no profile ${id}`);
  return found;
}

function best(facts: FactView['facts']): string[] {
  return bestProfiles(indexed, { facts, preflight: {} }).map((each) => each.profile.id);
}

const makers = Object.entries(OF_MAKER).flatMap(([id, names]) => names.map((name) => [name, id] as const));

describe('which profile speaks for a phone', () => {
  test.each(makers)('of %s: %s, whatever kind it is, also when fastboot does not tell', (maker, id) => {
    for (const kind of ['phone', 'tablet', 'virtual', 'unknown']) expect(best({ kind, maker })).toEqual([id]);
  });

  test.each(Object.entries(OF_ROM))('with the system %s: %s, whoever made the phone', (rom, id) => {
    const makersOfIt = rom === 'fire-os' ? ['Amazon'] : ['Fairphone', 'Google', 'Huawei', 'Somebody unknown'];
    for (const maker of makersOfIt) expect(best({ kind: 'phone', maker, rom })).toEqual([id]);
  });

  test.each(Object.entries(OF_VARIANT))('that is software (%s): %s, whoever it poses as', (variant, id) => {
    for (const kind of ['emulator', 'virtual']) {
      expect(best({ kind, variant, maker: 'Samsung' })).toEqual([id]);
      expect(best({ kind, variant, maker: 'Google', rom: 'lineage' })).toEqual([id]);
    }
  });

  test('no maker speaks for an emulator that only says its name, nor anybody for a television', () => {
    expect(best({ kind: 'emulator', maker: 'Samsung' })).toEqual(['aosp']);
    for (const maker of ['Google', 'Sony', 'Amazon', 'Somebody unknown']) {
      expect(best({ kind: 'other', variant: 'tv', maker })).toEqual([]);
      expect(best({ kind: 'other', variant: 'tv', maker, rom: 'lineage' })).toEqual([]);
    }
  });
});

describe('what the profiles say', () => {
  test('nobody has tried anything yet, and nothing is called confirmed', () => {
    for (const { id, grade, testedOn, routes, keys, guides } of profiles) {
      const grades = [grade, ...routes.map((use) => use.grade)];
      for (const part of [...Object.values(keys), ...Object.values(guides)]) if (part) grades.push(part.grade);
      expect(grades, id).not.toContain('confirmed');
      for (const tests of [testedOn, ...routes.map((use) => use.testedOn)]) expect(tests, id).toEqual([]);
    }
  });

  test('a route graded unconfirmed says what it is that nobody confirmed', () => {
    for (const { id, routes } of profiles) {
      for (const use of routes) {
        if (use.grade === 'unconfirmed') expect(use.unconfirmed.length, `${id} ${use.route}`).toBeGreaterThan(0);
      }
    }
  });

  test('rescue mode is called unconfirmed for everybody but those whose source was read', () => {
    for (const { id, routes } of profiles) {
      const use = routes.find(({ route }) => route === 'rescue');
      if (!use) continue;
      const read = ['aosp', 'google', 'lineageos', 'grapheneos', 'cuttlefish'].includes(id);
      expect(use.grade, id).toBe(read ? 'source' : 'unconfirmed');
    }
  });

  test("AOSP's statements on keys are given for AOSP and what is built of it, and for no other maker", () => {
    for (const { id, layer, cryptoErase } of profiles) {
      const said = CRYPTO_ERASE_ITEMS.map((item) => cryptoErase[item]).filter((each) => typeof each !== 'string');
      if (layer !== 'maker' || id === 'google') continue;
      for (const { sources } of said) {
        for (const source of sources) expect(source, id).not.toMatch(/source\.android\.com|android\.googlesource\.com/);
      }
    }
    const silent = profiles.filter(({ cryptoErase }) =>
      CRYPTO_ERASE_ITEMS.every((item) => cryptoErase[item] === 'not disclosed'),
    );
    expect(silent.length).toBeGreaterThan(30);
    for (const id of ['samsung', 'google', 'huawei']) expect(silent).not.toContain(profile(id));
  });

  test('whoever offers a route for a person has the instructions and the keys for it', () => {
    for (const { id, routes, guides, keys } of profiles) {
      if (!routes.some(({ route }) => GUIDED.includes(route))) continue;
      expect(Object.keys(guides).toSorted(), id).toEqual(['recovery', 'settings', 'welcome']);
      expect(keys.recovery?.press.length ?? 0, id).toBeGreaterThan(10);
      for (const { lines } of Object.values(guides)) for (const line of lines) expect(line, id).toMatch(/[.)"]$/);
    }
  });
});

describe('which routes are offered', () => {
  const routesOf = (id: string) => profile(id).routes.map(({ route }) => route);

  test('every maker and system that is no container has one, and nobody offers a route twice', () => {
    for (const { id, routes } of profiles) {
      const names = routes.map(({ route }) => route);
      expect(new Set(names).size, id).toBe(names.length);
      if (!['redroid', 'waydroid', 'other-machines'].includes(id)) expect(names.length, id).toBeGreaterThan(0);
    }
  });

  test('MiAssistant by Xiaomi alone, fastboot by nobody whose phones have none', () => {
    for (const { id } of profiles) if (id !== 'xiaomi') expect(routesOf(id).join(' ')).not.toContain('miassistant');
    for (const id of ['samsung', 'amazon-fire', 'kaios', 'harmonyos', 'harmonyos-next']) {
      expect(routesOf(id).filter((route) => route.startsWith('fastboot'))).toEqual([]);
    }
  });

  test('fastboot only where the bootloader says that it is unlocked', () => {
    for (const { routes } of indexed) {
      for (const { use, route } of routes.filter((offered) => offered.route.id.startsWith('fastboot'))) {
        const needs = [...route.needs, ...use.needs];
        expect(needs).toContainEqual({ fact: 'bootLock', in: ['unlocked'] });
      }
    }
  });

  test('HarmonyOS NEXT by a person only; KaiOS by no route that needs the framework of Android', () => {
    for (const route of routesOf('harmonyos-next')) expect(GUIDED).toContain(route);
    for (const route of routesOf('kaios')) {
      expect(['root', 'root-command', 'overwrite', ...GUIDED]).toContain(route);
    }
  });
});
