/** Facts out of properties and variables: the first key that has a value, with its name as the source. */
import type { Fact } from '../model/fact.ts';

export type Properties = ReadonlyMap<string, string>;

/**
 * Makers' halves of the system beside the plain key (AOSP build/make/core/sysprop.mk). The vendor's are nearer to the
 * hardware than those of the system, which one image may share among many phones.
 */
export function productKeys(name: string): readonly string[] {
  const halves = ['vendor', 'odm', 'product', 'system', 'system_ext', 'bootimage'];
  return [`ro.product.${name}`, ...halves.map((half) => `ro.product.${half}.${name}`), `ro.vendor.product.${name}`];
}

/**
 * Names of properties are known to those who look at phones, names of a boot loader's variables to nobody: they differ
 * from maker to maker.
 */
export function untold(from: string, key: string | undefined): string {
  return from === 'getvar' ? 'the boot loader does not tell it' : `the phone does not tell ${key}`;
}

/** @param from the word before the key in the source, such as `getprop` or `getvar` */
export function firstFact(values: Properties, from: string, ...keys: readonly string[]): Fact<string> {
  for (const key of keys) {
    const value = values.get(key)?.trim();
    if (value !== undefined && value !== '') return { value, source: `${from} ${key}` };
  }
  return { unavailable: untold(from, keys[0]) };
}

export function propertyFact(properties: Properties, ...keys: readonly string[]): Fact<string> {
  return firstFact(properties, 'getprop', ...keys);
}

export function mapped<T>(fact: Fact<string>, convert: (text: string) => T | undefined): Fact<T> {
  if (!('value' in fact)) return fact;
  const value = convert(fact.value);
  return value === undefined ? { unavailable: `${fact.source} is not understood` } : { value, source: fact.source };
}

/** The first that is known; when none is, the reason of the first. */
export function firstKnown<T>(first: Fact<T>, ...others: readonly Fact<T>[]): Fact<T> {
  return [first, ...others].find((fact) => 'value' in fact) ?? first;
}

export const asNumber = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

export const asBoolean = (text: string) =>
  /^(1|true|yes)$/i.test(text) ? true : /^(0|false|no)$/i.test(text) ? false : undefined;

export function oneOf<T extends string>(...words: readonly T[]) {
  return (text: string): T | undefined => words.find((word) => word === text.toLowerCase());
}
