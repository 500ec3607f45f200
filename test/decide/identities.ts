/** Real phones and others, as they describe themselves: facts, one a line, in fixtures/identities. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '../../src/decide/identify.ts';
import type { Fact } from '../../src/model/fact.ts';
import type { Identity, Kind } from '../../src/model/identity.ts';
import { answered, printed } from './properties.ts';

export interface KnownPhone {
  readonly name: string;
  /** The first is the best answer; the others are right too. */
  readonly maker: readonly string[];
  readonly kind: Kind;
  readonly props: Readonly<Record<string, string>>;
}

export interface KnownBootLoader {
  readonly name: string;
  readonly maker: string;
  readonly lock: 'locked' | 'unlocked' | 'unknown';
  readonly lines: readonly string[];
}

function rows<T>(file: string): readonly T[] {
  const path = join(import.meta.dirname, '../../fixtures/identities', file);
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** Dumps and Build constants of devices on sale, counterfeits, and emulators. */
export const PHONES: readonly KnownPhone[] = rows('phones.jsonl');
/** Boxes, watches, cars, computers, tablets, emulators in disguise, operators' phones, masks. */
export const FURTHER: readonly KnownPhone[] = rows('further.jsonl');
export const BOOT_LOADERS: readonly KnownBootLoader[] = rows('boot-loaders.jsonl');

export const told = <T>(fact: Fact<T>): T | 'unknown' => ('value' in fact ? fact.value : 'unknown');

export function identifyProps(props: Readonly<Record<string, string>>): Identity {
  return identify({ props: answered(printed(props)) });
}
