/** The virtual phones of every maker: what they say of themselves makes them known for what they stand for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bestProfiles } from '../../src/decide/choose-profile.ts';
import { factView } from '../../src/decide/conditions.ts';
import { identify } from '../../src/decide/identify.ts';
import type { Identity, Kind } from '../../src/model/identity.ts';
import type { IndexedProfile } from '../../src/model/profile.ts';
import { loadProfiles } from '../../src/profiles/load.ts';
import type { PhoneDefinition } from '../../src/virtual/definition.ts';
import { loadDefinition, makerNames, shippedNames } from '../../src/virtual/definition-file.ts';
import { answered, printed } from '../decide/properties.ts';
import { startTestBench, type TestBench } from './bench-fixture.ts';

interface Known {
  readonly kind?: Kind;
  readonly maker: string;
  readonly profile: string;
}

const phone = (maker: string, profile: string): Known => ({ maker, profile });

/** What each must be taken for; the kind is a phone where it is not said. */
const EXPECTED: Readonly<Record<string, Known>> = {
  'alcatel-1s': phone('Alcatel', 'tcl-alcatel'),
  'amazon-fire-hd-10': { kind: 'tablet', maker: 'Amazon', profile: 'amazon-fire' },
  'asus-zenfone-9': phone('Asus', 'asus'),
  'avd-sdk-gphone64': { kind: 'emulator', maker: 'Google', profile: 'avd' },
  'black-shark-4': phone('Black Shark', 'xiaomi'),
  'blackberry-keyone': phone('BlackBerry', 'blackberry'),
  'bq-aquaris-x': phone('BQ', 'bq'),
  'cat-s62-pro': phone('CAT', 'cat'),
  'cuttlefish-x86': { kind: 'emulator', maker: 'Google', profile: 'cuttlefish' },
  'essential-ph-1': phone('Essential', 'essential'),
  'fairphone-1': phone('Fairphone', 'fairphone'),
  'fairphone-4': phone('Fairphone', 'fairphone'),
  'genymotion-phone': { kind: 'emulator', maker: 'Generic', profile: 'genymotion' },
  'google-nexus-5x': phone('Google', 'google'),
  'google-pixel-9': phone('Google', 'google'),
  'grapheneos-pixel-8a': phone('Google', 'grapheneos'),
  'harmonyos-next-mate-70': phone('Huawei', 'harmonyos-next'),
  'harmonyos-pura-70': phone('Huawei', 'harmonyos'),
  'honor-9': phone('Honor', 'honor'),
  'honor-magic6-pro': phone('Honor', 'honor'),
  'htc-10': phone('HTC', 'htc'),
  'huawei-enjoy-10s': phone('Huawei', 'huawei'),
  'infinix-hot-20': phone('Infinix', 'transsion'),
  'itel-it1452': phone('itel', 'transsion'),
  'kaios-alcatel-go-flip': { kind: 'kaios', maker: 'Alcatel', profile: 'kaios' },
  'kaios-nokia-8110': { kind: 'kaios', maker: 'Nokia (HMD)', profile: 'kaios' },
  'kyocera-duraforce-pro-2': phone('Kyocera', 'kyocera'),
  'lenovo-legion-y700': { kind: 'tablet', maker: 'Lenovo', profile: 'lenovo' },
  'lg-g7': phone('LG', 'lg'),
  'lg-wing': phone('LG', 'lg'),
  'lineageos-fairphone-4': phone('Fairphone', 'lineageos'),
  'meizu-pro-5': phone('Meizu', 'meizu'),
  'motorola-moto-g53': phone('Motorola', 'motorola'),
  'motorola-moto-x40': phone('Motorola', 'motorola'),
  'nokia-g60': phone('Nokia (HMD)', 'nokia-hmd'),
  'nothing-phone-2': phone('Nothing', 'nothing'),
  'nubia-red-magic-9': phone('Nubia', 'zte'),
  'oneplus-10-pro': phone('OnePlus', 'oneplus'),
  'oneplus-7t-pro': phone('OnePlus', 'oneplus'),
  'oppo-a57': phone('Oppo', 'oppo'),
  'oppo-find-x8': phone('Oppo', 'oppo'),
  'razer-phone': phone('Razer', 'razer'),
  'realme-gt-neo-3': phone('Realme', 'realme'),
  'redroid-11': { kind: 'emulator', maker: 'Generic', profile: 'redroid' },
  'samsung-galaxy-a2-core': phone('Samsung', 'samsung'),
  'samsung-galaxy-s24': phone('Samsung', 'samsung'),
  'sharp-sh-z01': phone('Sharp', 'sharp'),
  'sony-xperia-5': phone('Sony', 'sony'),
  'tcl-20-se': phone('TCL', 'tcl-alcatel'),
  'tecno-spark-8c': phone('Tecno', 'transsion'),
  'vivo-iqoo-neo-9s': phone('Vivo', 'vivo'),
  'vivo-v2220a': phone('Vivo', 'vivo'),
  'waydroid-13': { kind: 'emulator', maker: 'Generic', profile: 'waydroid' },
  'wiko-tommy': phone('Wiko', 'wiko'),
  'xiaomi-15-pro': phone('Xiaomi', 'xiaomi'),
  'xiaomi-poco-f3': phone('Xiaomi', 'xiaomi'),
  'xiaomi-redmi-note-8-pro': phone('Xiaomi', 'xiaomi'),
  'zte-axon-20': phone('ZTE', 'zte'),
};

const names = await makerNames();
const definitions = new Map(await Promise.all(names.map(async (name) => [name, await loadDefinition(name)] as const)));

function definition(name: string): PhoneDefinition {
  const found = definitions.get(name);
  if (!found) throw new Error(`there is no definition ${name}`);
  return found;
}

/** As the phone itself is known, and as its like in the field would be, which does not say that it is virtual. */
function identityOf(name: string, virtual: boolean): Identity {
  const { properties } = definition(name);
  return identify({ props: answered(printed({ ...properties, ...(virtual ? { 'ro.wipebench.virtual': '1' } : {}) })) });
}

const told = <T>(fact: { readonly value: T } | object): T | undefined => ('value' in fact ? fact.value : undefined);

let profiles: IndexedProfile[];
beforeAll(async () => {
  profiles = await loadProfiles();
});

describe('definitions of one phone of each maker', () => {
  test('are the ones that are expected here, and are among all that are shipped', async () => {
    expect(names).toEqual(Object.keys(EXPECTED).toSorted());
    expect(await shippedNames()).toEqual(expect.arrayContaining(names));
  });

  test.each(names)('%s is valid, named like its file, and small enough to start fast', (name) => {
    const { name: own, userdata, authorisation, properties } = definition(name);
    expect(own).toBe(name);
    expect(authorisation).toBe('accept');
    expect(userdata.sizeMib).toBeLessThanOrEqual(96);
    expect(userdata.filledMib).toBeLessThanOrEqual(10);
    expect(userdata.encryption === 'none').toBe(properties['ro.crypto.state'] !== 'encrypted');
  });

  test.each(Object.entries(EXPECTED))('%s is known for what it stands for', (name, { kind, maker, profile }) => {
    for (const virtual of [false, true]) {
      const identity = identityOf(name, virtual);
      expect(identity.kind).toBe(virtual ? 'virtual' : (kind ?? 'phone'));
      expect(told(identity.maker)).toBe(maker);
      const view = factView({ identity, state: 'device', rootShell: 'no', preflight: [] });
      expect(bestProfiles(profiles, view).map((each) => each.profile.id)).toEqual([profile]);
    }
  });

  test('cannot be taken for one another: no IMEI and no serial number twice', () => {
    const all = [...definitions.values()];
    const imeis = all.flatMap(({ imei }) => (imei === undefined ? [] : [imei]));
    expect(new Set(imeis).size).toBe(imeis.length);
    const serials = names.flatMap((name) => told(identityOf(name, true).serial) ?? []);
    expect(new Set(serials).size).toBe(serials.length);
    expect(told(identityOf('fairphone-1', true).serial)).toBeUndefined();
  });

  test('are of many releases, locked and unlocked, encrypted in every way and not at all', () => {
    const identities = names.map((name) => identityOf(name, false));
    const releases = new Set(identities.map(({ release }) => String(told(release)).split('.')[0]));
    for (const release of ['6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16'])
      expect(releases).toContain(release);
    const values = (of: (identity: Identity) => unknown) => new Set(identities.map(of));
    expect(values(({ bootLock }) => told(bootLock))).toEqual(new Set(['locked', 'unlocked', undefined]));
    expect([...values(({ encryption }) => told(encryption.type))]).toEqual(expect.arrayContaining(['file', 'block']));
    expect([...values(({ encryption }) => told(encryption.state))]).toEqual(
      expect.arrayContaining(['encrypted', 'unencrypted', 'unsupported']),
    );
  });
});

describe('a phone with KaiOS', () => {
  let bench: TestBench;
  beforeAll(async () => {
    bench = await startTestBench([{ ...definition('kaios-nokia-8110'), timing: { bootMs: 20, wipeMs: 5 } }]);
  }, 60_000);
  afterAll(() => bench?.close());

  test.each(['pm list users', 'am start -n a/.B', 'settings get global adb_enabled', 'cmd package', 'dpm list-owners'])(
    'cannot run %s, for want of a framework',
    async (command) => {
      const said = await bench.on(bench.phone('kaios-nokia-8110'), 'shell', command);
      expect(said.code).toBe(127);
      expect(said.stderr).toContain('app_process: not found');
      expect(said.stdout.toString()).toBe('');
    },
  );

  test('tells its properties like any other, with blanks in its names', async () => {
    const kaios = bench.phone('kaios-nokia-8110');
    expect(await bench.shell(kaios, 'getprop ro.product.device')).toBe('Nokia 8110 4G');
    expect(await bench.shell(kaios, 'getprop ro.crypto.state')).toBe('unencrypted');
  });
});
