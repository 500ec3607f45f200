/**
 * What `fastboot getvar all` prints: `(bootloader) key:value`, with blanks as the maker likes, keys that hold colons,
 * sizes in hexadecimal with and without 0x, and long values over `key[0]`, `key[1]` … Total: nothing throws.
 */
import { isEscaped, unescaped } from './pasted.ts';

export interface Getvar {
  /** By name; of a name given twice the first value that is not empty. */
  readonly variables: ReadonlyMap<string, string>;
}

/** The program's mark, or the packets of the protocol as they are. */
const MARK = /^[ \t]*(?:\(bootloader\)[ \t]?|(?:INFO|TEXT)(?=[a-z]))/;
/** Names whose second part is a partition or a slot; everything behind the next colon is the value. */
const TWO_PARTS =
  /^(partition-type|partition-size|has-slot|is[-_]logical|slot-retry-count|slot-unbootable|slot-successful|slot-suffix|logical-block|erase-block)$/;
const PART = /^(.*)\[(\d{1,2})\]$/;
const MOST = 20_000;

function pairOf(line: string): [string, string] | undefined {
  const colon = line.indexOf(':');
  if (colon <= 0) return undefined;
  const name = line.slice(0, colon).trim();
  const rest = line.slice(colon + 1);
  const second = rest.indexOf(':');
  if (TWO_PARTS.test(name) && second > 0) {
    // Generic boot loaders of Android name the number of the disk behind the partition.
    const value = rest.slice(second + 1).replace(/^\d{1,2}:(?=.)/, '');
    return [`${name}:${rest.slice(0, second).trim()}`, value.trim()];
  }
  return [name, rest.trim()];
}

/** Words of the fastboot program itself. */
const PROGRAM = /^(all|finished\.?.*|total time|< waiting.*|waiting for.*|OKAY.*|getvar:.*)$/i;

export function parseGetvar(text: string): Getvar {
  const variables = new Map<string, string>();
  const parts = new Map<string, string[]>();
  for (const raw of (isEscaped(text) ? unescaped(text) : text)
    .replace(/^\ufeff/, '')
    .split(/[\r\n]+/)
    .slice(0, MOST)) {
    const line = raw.replace(MARK, '').slice(0, 4096);
    const pair = pairOf(line);
    if (!pair || /^finished\. total time/i.test(line)) continue;
    const [name, value] = pair;
    if (name === '' || name.length > 200 || PROGRAM.test(name)) continue;
    const numbered = PART.exec(name);
    const base = numbered?.[1] ?? '';
    if (numbered && base !== '') {
      const list = parts.get(base) ?? [];
      list[Number(numbered[2])] ??= value;
      parts.set(base, list);
    } else if (!variables.get(name)) variables.set(name, value);
  }
  for (const [name, list] of parts) {
    if (!variables.get(name)) variables.set(name, Array.from(list, (part) => part ?? '').join(''));
  }
  return { variables };
}

/** The first of these names that has a value. */
export function variable(getvar: Getvar, ...names: readonly string[]): string | undefined {
  return names.map((name) => getvar.variables.get(name)).find((value) => value !== undefined && value !== '');
}

export function yesOrNo(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  return /^(yes|true|1)$/i.test(text) ? true : /^(no|false|0)$/i.test(text) ? false : undefined;
}

/** Bytes; always hexadecimal, as the protocol says (AOSP system/core/fastboot/README.md), with or without 0x. */
export function partitionBytes(getvar: Getvar, partition: string): number | undefined {
  const text = getvar.variables.get(`partition-size:${partition}`) ?? '';
  const digits = /^(?:0x)?0*([0-9a-f]{1,13})$/i.exec(text)?.[1];
  const bytes = digits === undefined ? 0 : Number.parseInt(digits, 16);
  return bytes > 0 ? bytes : undefined;
}

/** `raw data`, `ext4`, `f2fs`; undefined when it is not told. */
export function partitionType(getvar: Getvar, partition: string): string | undefined {
  return variable(getvar, `partition-type:${partition}`);
}

/** fastbootd, the form of fastboot that recovery runs; its list has logical partitions where it does not say so. */
export function isUserSpace(getvar: Getvar): boolean {
  const told = yesOrNo(variable(getvar, 'is-userspace'));
  return (
    told ?? [...getvar.variables.keys()].some((name) => /^is[-_]logical:/.test(name) || name === 'super-partition-name')
  );
}
