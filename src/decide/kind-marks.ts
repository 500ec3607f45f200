/** Properties that only devices have which are no phones: KaiOS, televisions, watches, cars, boards, tablets. */
import type { Kind } from '../model/identity.ts';
import type { Variant } from './emulator-marks.ts';

export interface KindWithReasons {
  readonly kind: Kind;
  readonly variant?: Variant;
  readonly why: string[];
}

type Properties = ReadonlyMap<string, string>;

const get = (properties: Properties, key: string) => (properties.get(key) ?? '').trim();

const KAIOS_MODEL =
  /\bGO ?FLIP|\b(JioPhone|KaiOS)\b|^Nokia (8110 4G|2720|800 Tough|6300 4G|8000 4G|2760|2780)|^LYF[_/ ]?F\d/i;

export function isKaios(properties: Properties, names: readonly string[]): string | undefined {
  const key = [...properties.keys()].toSorted().find((name) => /^ro\.(kaios|moz|b2g)\./.test(name));
  if (key !== undefined) return `it has the property ${key}`;
  const name = names.find((text) => KAIOS_MODEL.test(text) || /^gflip\d?$/i.test(text));
  return name === undefined ? undefined : `its name is ${name}`;
}

/** Words of `ro.build.characteristics`. */
const CHARACTERISTICS: readonly (readonly [RegExp, Variant])[] = [
  [/^watch$/, 'watch'],
  [/^tv$/, 'tv'],
  [/^(car|automotive)$/, 'car'],
  [/^embedded$/, 'board'],
];

/** A property by its name, and a form of its value. */
const VALUES: readonly (readonly [RegExp, RegExp, Variant])[] = [
  [/^ro\.fota\.type$/, /watch/i, 'watch'],
  // Google's name of a partner's televisions, as in android-philips-tv.
  [/^ro\.com\.google\.clientidbase/, /-tv(-|$)/, 'tv'],
];

/** Head units are built from designs for phones; what they add to them for the car tells them. */
const CAR_KEYS =
  /^(ro\.(hicar|fyt)\.|ro\.build\.fytmanufacturer$|ro\.boottime\.(carplay|zlink|autokit)|(persist|ro|init\.svc|sys)\.(\w+\.)*(mcu|zlink|autokit|yunovo|reglink|carplay|syu)(\.|_|$)|reglink\.)/;

export function ofCharacteristics(properties: Properties): KindWithReasons | undefined {
  const text = get(properties, 'ro.build.characteristics');
  const all = text.toLowerCase().split(/[ ,]+/);
  const told = CHARACTERISTICS.find(([pattern]) => all.some((word) => pattern.test(word)));
  if (told) return { kind: 'other', variant: told[1], why: [`ro.build.characteristics is ${text}`] };
  for (const key of [...properties.keys()].toSorted()) {
    const value = get(properties, key);
    const found = VALUES.find(([name, form]) => name.test(key) && form.test(value));
    if (found) return { kind: 'other', variant: found[2], why: [`${key} is ${value.slice(0, 80)}`] };
  }
  return all.includes('tablet') ? { kind: 'tablet', why: ['ro.build.characteristics says tablet'] } : undefined;
}

/** @param nobody no maker of phones is named: a maker's own phone may well know of cars */
export function ofCar(properties: Properties, nobody: boolean): KindWithReasons | undefined {
  if (!nobody) return undefined;
  if (/^carbt$/i.test(get(properties, 'ro.bt.name')))
    return { kind: 'other', variant: 'car', why: ['ro.bt.name is CarBt'] };
  const key = [...properties.keys()].toSorted().find((name) => CAR_KEYS.test(name));
  return key === undefined ? undefined : { kind: 'other', variant: 'car', why: [`it has the property ${key}`] };
}
