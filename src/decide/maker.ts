/**
 * Who made the phone, by several witnesses. Their precedence, and why:
 *
 * 1. A Nexus or Pixel that Google's own brand or fingerprint confirms is Google's, whoever built it.
 * 2. The brand, when it names a maker: that is the name it is sold under. Google's brand on anything else is a custom
 *    system's, and the next one who is named made it.
 * 3. The manufacturer: under an operator's brand, or a brand nobody knows, the maker stands there.
 * 4. The fingerprint's brand: a custom system carries one that passes, mostly Google's, so it comes late.
 * 5. The model's number or first word, then what the vendor's half of the system says.
 *
 * Names of factories, of makers of chips and fillers name nobody. A name that is copied often, with marks that its real
 * maker's phones never have, is a counterfeit: `Generic`.
 */
import type { Fact } from '../model/fact.ts';
import { counterfeitMarks } from './counterfeit.ts';
import { FINGERPRINT_KEYS, type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { MAKER_NAMES, NAME_CLASSES, type NameClass, nameKey } from './maker-aliases.ts';
import { makerOfCodeName, makerOfModel } from './maker-models.ts';
import { type Properties, productKeys } from './property-fact.ts';

export interface MakerWithReasons {
  readonly fact: Fact<string>;
  readonly why: string[];
  readonly contradictions: string[];
}

/** Nobody real is named. */
export const GENERIC = 'Generic';

interface Witness {
  readonly source: string;
  readonly text: string;
  readonly maker: string | undefined;
}

/** Different names for one phone that are no contradiction: who builds, owns or sells for whom. */
const RELATED: readonly (readonly string[])[] = [
  ['Google', 'Huawei', 'LG', 'Motorola', 'HTC', 'Asus', 'Samsung'],
  ['Honor', 'Huawei'],
  ['Oppo', 'OnePlus', 'Realme'],
  ['Xiaomi', 'Black Shark'],
  ['Nubia', 'ZTE'],
  ['Lenovo', 'Motorola', 'Medion', 'NEC'],
  ['TCL', 'Alcatel', 'BlackBerry', 'Palm'],
  ['Nokia (HMD)', 'FIH'],
  ['Tecno', 'Infinix', 'itel', 'Transsion'],
  ['LeEco', 'Coolpad'],
  ['BlackBerry', 'FIH'],
  ['Doogee', 'Blackview', 'Fly', 'Homtom', 'Oscal'],
];

/** What kind of name it is when it is no maker's. */
export function classOfName(text: string): NameClass | undefined {
  const key = nameKey(text);
  return NAME_CLASSES.get(key) ?? NAME_CLASSES.get(key.split(' ', 1)[0] ?? '');
}

/** The maker a name stands for: all of it, or its first word, as in `htc_wwe` and `HUAWEI TECHNOLOGIES CO., LTD`. */
export function makerOfName(text: string): string | undefined {
  const key = nameKey(text.slice(0, 100));
  const whole = MAKER_NAMES.get(key);
  if (whole !== undefined || NAME_CLASSES.has(key)) return whole;
  const [first = ''] = key.split(' ', 1);
  return first.length > 1 && !NAME_CLASSES.has(first) ? MAKER_NAMES.get(first) : undefined;
}

function makerOfModelText(text: string): string | undefined {
  const byNumber = makerOfModel(text);
  if (byNumber !== undefined) return byNumber;
  const [first = ''] = nameKey(text).split(' ', 1);
  const maker = MAKER_NAMES.get(first);
  // Only a maker's own name: aliases are series, and words such as `mi` begin many models.
  return maker !== undefined && nameKey(maker).split(' ', 1)[0] === first && first.length > 2 ? maker : undefined;
}

const halves = (name: string) => ['vendor', 'odm'].map((half) => `ro.product.${half}.${name}`);
/** Halves of the system: a custom one sets them as it sets the plain names. */
const systemHalves = (name: string) =>
  ['system', 'product', 'system_ext', 'bootimage'].map((half) => `ro.product.${half}.${name}`);

interface Told {
  readonly brand: Witness[];
  readonly manufacturer: Witness[];
  readonly fingerprint: Witness[];
  readonly model: Witness[];
  readonly vendor: Witness[];
}

function witnessesOf(properties: Properties, fingerprint: Fingerprint | undefined): Told {
  const told = (keys: readonly string[], maker: (text: string) => string | undefined) =>
    keys.flatMap((key) => {
      const text = properties.get(key)?.trim() ?? '';
      return text === '' ? [] : [{ source: key, text, maker: maker(text) }];
    });
  // Half-systems of Xiaomi are named after no brand: `missi`, with versions of MIUI or HyperOS behind.
  const ofVersion = (print: Fingerprint) =>
    /^(V1\d\.|V816\.|OS\d\.).*[A-Z]{6,7}$/.test(print.incremental) || /^missi/.test(print.device)
      ? 'Xiaomi'
      : /^eng\.nubia\./.test(print.incremental)
        ? 'Nubia'
        : undefined;
  const key = FINGERPRINT_KEYS.find((name) => properties.get(name)) ?? '';
  return {
    brand: told(['ro.product.brand'], makerOfName),
    manufacturer: told(['ro.product.manufacturer'], makerOfName),
    fingerprint: fingerprint
      ? [{ source: key, text: fingerprint.brand, maker: makerOfName(fingerprint.brand) ?? ofVersion(fingerprint) }]
      : [],
    model: told(productKeys('model'), makerOfModelText),
    vendor: [
      ...told(
        [...halves('manufacturer'), 'ro.vendor.product.manufacturer', ...halves('brand'), 'ro.vendor.product.brand'],
        makerOfName,
      ),
      ...told([...systemHalves('brand'), ...systemHalves('manufacturer')], makerOfName),
    ],
  };
}

export const agree = (a: string, b: string) =>
  a === b || RELATED.some((group) => group.includes(a) && group.includes(b));

/** Google's own phones, and nothing that only wears their names. Of these, Nexus phones name who built them. */
function googles(told: Told, code: string): Witness | undefined {
  const model = told.model.find(({ maker }) => maker !== undefined);
  const vendor = told.vendor.find(({ maker }) => maker !== undefined)?.maker ?? 'Google';
  const fits = /^pixel/i.test(model?.text ?? '') ? vendor === 'Google' : agree('Google', vendor);
  // A custom system may call the phone by a name of its own; its code name is the device's.
  const built = told.manufacturer[0]?.maker ?? 'Google';
  const named = model ? model.maker === 'Google' : makerOfCodeName(code) === 'Google' && agree('Google', built);
  if (!fits || !named) return undefined;
  return [...told.brand, ...told.fingerprint].find(({ maker }) => maker === 'Google');
}

export function makerOf(properties: Properties): MakerWithReasons {
  const fingerprint = fingerprintOf(properties);
  const told = witnessesOf(properties, fingerprint);
  const { brand, manufacturer, model, vendor } = told;
  const all = [...brand, ...manufacturer, ...told.fingerprint, ...model, ...vendor];
  if (all.length === 0)
    return { fact: { unavailable: 'the phone does not tell its maker' }, why: [], contradictions: [] };
  const named = all.filter((witness) => witness.maker !== undefined);
  const own = googles(told, properties.get('ro.product.device')?.trim() || (fingerprint?.device ?? ''));
  // A mask of Google over another maker's hardware: whoever else is named made it.
  const others = [...manufacturer, ...model, ...vendor].filter(({ maker }) => maker && maker !== 'Google');
  const masked = !own && named[0]?.maker === 'Google' ? others[0] : undefined;
  const chosen = own ?? masked ?? named[0];
  const says = (witness: Witness) => `${witness.source} says ${witness.text}`;
  // Only a name that is worn can be a counterfeit's; what the build itself is named after was built there.
  const worn = chosen !== undefined && !told.fingerprint.includes(chosen);
  const nobodys = [...brand, ...manufacturer].every(
    ({ text, maker }) => !maker && ['factory', undefined].includes(classOfName(text)),
  );
  const copied = chosen !== undefined && model.includes(chosen) && brand.length > 0 && nobodys;
  const against = copied
    ? [`${chosen.source} says ${chosen.text}, but the brand is nobody's`]
    : !worn || chosen.maker === undefined
      ? []
      : counterfeitMarks(chosen.maker, properties, fingerprint);
  const apple = all.find((witness) => classOfName(witness.text) === 'counterfeit');
  if (!chosen?.maker || against.length > 0 || (apple && brand.includes(apple))) {
    const first = all[0] as Witness;
    return {
      fact: { value: GENERIC, source: `getprop ${(chosen ?? first).source}` },
      why: [says(chosen ?? apple ?? first)],
      contradictions: apple ? [`${says(apple)}, but Apple makes no phones with Android`] : against,
    };
  }
  const { maker } = chosen;
  const contradictions = named
    .filter((witness) => !agree(witness.maker ?? maker, maker) || (masked && witness.maker === 'Google'))
    .filter((witness, index, list) => list.findIndex((other) => other.source === witness.source) === index)
    .map(says);
  return { fact: { value: maker, source: `getprop ${chosen.source}` }, why: [says(chosen)], contradictions };
}
