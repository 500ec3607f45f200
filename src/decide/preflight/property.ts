/** One system property or boot loader variable as a witness. */
import type { View, Witness } from './check.ts';
import { type Heard, heard, unknown } from './witness.ts';

const isYes = (value: Heard) => value === true || typeof value === 'object';

/** Values of lines that begin like this property; more than one when a value with a line break holds such a line too. */
function valuesOf(text: string, key: string): string[] {
  const begin = `[${key}]: [`;
  const values: string[] = [];
  for (let at = text.startsWith(begin) ? 0 : text.indexOf(`\n${begin}`); at >= 0; at = text.indexOf(`\n${begin}`, at)) {
    const start = at + begin.length + (text[at] === '\n' ? 1 : 0);
    const end = text.indexOf('\n', start);
    values.push(text.slice(start, end < 0 ? undefined : end).replace(/\][ \r]*$/, ''));
    at = start;
  }
  return values;
}

/** The same witness under the name of the one value instead of the whole list. */
function named(view: View, reading: 'props' | 'getvar', told: Witness, name: string): Witness {
  if (told.says !== 'unknown') return { ...told, from: name };
  const list = view.readings[reading];
  return list && 'stdout' in list && list.exitCode === 0 ? unknown(`${name} is not told`) : told;
}

/**
 * @param parse gets the value, or undefined when the property is not set. It is told so only when a list in
 * alphabetical order goes on behind its place: some phones print no more than about a thousand properties.
 */
export function property(view: View, key: string, parse: (value: string | undefined) => Heard): Witness {
  const told = heard(view, 'props', (text) => {
    const lines = valuesOf(text, key);
    // Nobody knows which of several is the real one, so the worst counts.
    if (lines.length > 1) return lines.map((value) => parse(value.trim())).find(isYes);
    const value = view.properties.get(key);
    if (value !== undefined) return parse(value.trim());
    return [...view.properties.keys()].some((other) => other > key) ? parse(undefined) : undefined;
  });
  return named(view, 'props', told, `getprop ${key}`);
}

/** A variable of `fastboot getvar all`. Of lines that contradict each other the worst counts. */
export function variable(view: View, name: string, parse: (value: string) => Heard): Witness {
  const told = heard(view, 'getvar', (text) => {
    const values = text.split('\n').flatMap((line) => {
      const found = /^(?:\(bootloader\) *)?([A-Za-z0-9._-]+): *(.*)$/.exec(line.trim());
      return found?.[1]?.toLowerCase() === name ? [parse((found[2] ?? '').trim())] : [];
    });
    return values.find(isYes) ?? (new Set(values).size === 1 ? values[0] : undefined);
  });
  return named(view, 'getvar', told, `getvar ${name}`);
}

export function yesOrNo(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(1|yes|true)$/i.test(value)) return true;
  return /^(0|no|false)$/i.test(value) ? false : undefined;
}
