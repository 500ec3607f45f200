/** Systems of their own on some maker's hardware, and custom ones: what they write into their properties. */
import type { Fact } from '../model/fact.ts';
import type { Identity, Kind } from '../model/identity.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { makerOfName } from './maker.ts';
import { NAME_CLASSES, nameKey } from './maker-aliases.ts';
import type { Properties } from './property-fact.ts';

type Rom = Extract<Identity['rom'], { value: unknown }>['value'];

/** Property names of one system each. */
const KEYS: readonly (readonly [Rom, RegExp])[] = [
  ['harmony-next', /^hw_sc\.anco\./],
  ['graphene', /^(ro|persist)\.grapheneos\./],
  ['lineage', /^ro\.lineage(legal)?\./],
  [
    'custom',
    /^(ro\.(cm|crdroid|evolution|havoc|rr|aospa|omni|pixelexperience|resurrection|slim|mokee|aicp|carbon|dirtyunicorns|bliss|calyxos|iode|e\.|xiaomieu|superior|arrow|derp|spark|corvus|potato|syberia|rising|matrixx)\.|org\.(pixelexperience|evolution|lineageos)|persist\.sys\.(pihooks|pixelprops)|ro\.modversion$|ro\.xposed)/,
  ],
];

/** What custom systems put before the code name, as in `lineage_oriole`; a recovery of nobody's maker is one of them. */
const PREFIXES: readonly (readonly [Rom, RegExp])[] = [
  ['lineage', /^lineage_/i],
  [
    'custom',
    /^(cm|aosp|aospa?|omni|slim|rr|havoc|evolution|crdroid|aicp|arrow|pixel_?experience|bliss|mokee|carbon|treble_arm64|phhgsi|calyx|statix|hentai|rootbox|eclipse|vanir|pa|cos|xosp|crooked|crossbones|aokp|revengeos|dot|potato|pixelstar|lmodroid|derp|derpfest|nad|awaken|spark|xtended|yaap|voltage|elixir|cherish|ancient|bootleg|bootleggers|syberia|superior|corvus|legion|cipher|octavi|stag|shapeshift|nitrogen|du|validus|tipsy|gzosp|xenonhd|benzo|rising|matrixx|infinity|axion|pixelos|mist|aosip|liquid|pac|candy|nameless|p404|fluid|hycon|iode|divest|replicant|miuipro|euclid|afterlife|colt|viper|twrp|orangefox|pbrp|shrp)_/,
  ],
  ['custom', /^(crdroid_|twrp[-_])/i],
];

function values(properties: Properties): Fact<Rom> | undefined {
  const get = (key: string) => properties.get(key) ?? '';
  if (/lineage/i.test(get('ro.modversion'))) return { value: 'lineage', source: 'getprop ro.modversion' };
  for (const key of ['ro.build.user', 'ro.build.host']) {
    if (/grapheneos/i.test(get(key))) return { value: 'graphene', source: `getprop ${key}` };
  }
  if (/^sdfnkos/i.test(get('ro.board.platform'))) return { value: 'harmony-next', source: 'getprop ro.board.platform' };
  return undefined;
}

/** HarmonyOS 2 to 4 count their versions from 102 and keep Android's names; EMUI elsewhere counts so too, but not in C00. */
function harmony(properties: Properties, print: Fingerprint | undefined): Fact<Rom> | undefined {
  const key = [...properties.keys()]
    .toSorted()
    .find((name) => /^(hw_sc\.build\.(platform|os)\.|ro\.build\.harmony|ro\.harmony)/.test(name));
  if (key !== undefined) return { value: 'harmony', source: `getprop ${key}` };
  const version =
    /^(HUAWEI|HONOR)/i.test(print?.brand ?? '') && /\/10[2-4]\.[^/]*C00/.test(`/${print?.incremental ?? ''}`);
  return version ? { value: 'harmony', source: 'getprop ro.build.fingerprint' } : undefined;
}

/** `WORD_DEVICE`, where the fingerprint names another product: who builds for sale names one product in both. */
function named(properties: Properties, print: Fingerprint | undefined): Fact<Rom> | undefined {
  const [name, device] = [properties.get('ro.product.name') ?? '', properties.get('ro.product.device') ?? ''];
  const word = name.toLowerCase().endsWith(`_${device.toLowerCase()}`) ? name.slice(0, -device.length - 1) : '';
  if (!print || device === '' || !/^[a-z]\w+$/i.test(word) || print.product.toLowerCase() === name.toLowerCase())
    return undefined;
  // `full_` is the reference design's, and many build for sale under their own name or their factory's.
  return makerOfName(word) !== undefined || NAME_CLASSES.has(nameKey(word)) || print.product.startsWith(`${word}_`)
    ? undefined
    : { value: 'custom', source: 'getprop ro.product.name' };
}

/**
 * A system that says nothing of itself is called custom when it is a debug build under the name of a maker who sells
 * none, or wears the fingerprint of another device.
 */
function custom(properties: Properties, maker: string, print: Fingerprint | undefined): Fact<Rom> | undefined {
  const get = (key: string) => properties.get(key) ?? '';
  const device = get('ro.product.device');
  if (!print || maker === '' || maker === 'Generic') return undefined;
  if (/^google$/i.test(print.brand) && maker !== 'Google') {
    return { value: 'custom', source: 'getprop ro.build.fingerprint' };
  }
  const [worn, own] = [print.device.toLowerCase(), device.toLowerCase()];
  const known = maker === 'Xiaomi' && own !== '' && worn !== own && !own.startsWith(worn) && !worn.startsWith(own);
  return known && worn !== 'missi' && own !== 'missi'
    ? { value: 'custom', source: 'getprop ro.build.fingerprint' }
    : undefined;
}

/** @param maker empty when unknown */
export function romOf(properties: Properties, kind: Kind, maker: string): Fact<Rom> {
  if (kind === 'emulator') return { unavailable: 'an emulator has the system it was made with' };
  const print = fingerprintOf(properties);
  if (kind === 'kaios') return { value: 'kaios', source: 'the kind of the phone' };
  const told = values(properties);
  if (told) return told;
  for (const [rom, pattern] of KEYS) {
    const key = [...properties.keys()].toSorted().find((name) => pattern.test(name));
    if (key !== undefined) return { value: rom, source: `getprop ${key}` };
  }
  for (const key of ['ro.product.name', 'ro.build.product', 'ro.build.flavor']) {
    const found = PREFIXES.find(([, pattern]) => pattern.test(properties.get(key) ?? ''));
    if (found) return { value: found[0], source: `getprop ${key}` };
  }
  const image = PREFIXES.find(([, pattern]) => pattern.test(print?.product ?? ''));
  if (image) return { value: image[0], source: 'getprop ro.build.fingerprint' };
  const fire = maker === 'Amazon' ? ({ value: 'fire-os', source: 'the maker' } as const) : undefined;
  return (
    fire ??
    harmony(properties, print) ??
    named(properties, print) ??
    custom(properties, maker, print) ?? { unavailable: 'nothing names another system than the maker’s own' }
  );
}
