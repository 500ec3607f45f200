/** Devices as they describe themselves, one a line, in fixtures/identities. What is real in them stands at each. */
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

/** A device whose properties stand in public code or in a public report. */
export interface PublicPhone extends KnownPhone {
  readonly source: string;
  /** It is of this kind, but what it tells does not say so, and `unknown` is the right answer. */
  readonly open?: true;
  readonly variant?: string;
  readonly rom?: string;
  readonly lock?: 'locked' | 'unlocked';
}

export interface KnownBootLoader {
  readonly name: string;
  readonly maker: string;
  /** Where it is a test of the kind too. */
  readonly kind?: Kind;
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

/** From dumps and Build constants of devices on sale, counterfeits, and emulators. */
export const PHONES: readonly KnownPhone[] = rows('phones.jsonl');
/**
 * Composed for cases that the others lack: boxes, watches, cars, computers, emulators in disguise, operators' phones. Names
 * are real, but versions and build numbers partly made up, and what is right was judged by whoever wrote the rules.
 */
export const FURTHER: readonly KnownPhone[] = rows('further.jsonl');
/** Collected to find what the rules miss; each names its source. Serial numbers are left out. */
export const PUBLIC: readonly PublicPhone[] = rows('public.jsonl');
export const BOOT_LOADERS: readonly KnownBootLoader[] = [
  ...rows<KnownBootLoader>('boot-loaders.jsonl'),
  ...rows<KnownBootLoader>('boot-loaders-public.jsonl'),
];

export const told = <T>(fact: Fact<T>): T | 'unknown' => ('value' in fact ? fact.value : 'unknown');

export function identifyProps(props: Readonly<Record<string, string>>): Identity {
  return identify({ props: answered(printed(props)) });
}
