/**
 * Who a phone is, from what it said about itself: in its shell, to its boot loader's client, in trade-in mode, in
 * Xiaomi's recovery. Pure; every fact keeps its source, and unknown stays unknown.
 */
import type { Fact } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';
import { type Readings, readingText } from '../model/readings.ts';
import { parseGetvar } from './getvar.ts';
import { identifyGetvar } from './identify-getvar.ts';
import { propertyIdentity } from './identify-props.ts';
import { miassistantIdentity, tradeInIdentity } from './identify-quiet.ts';
import { imeiFromParcel, secondImei } from './imei.ts';
import type { PartialIdentity } from './partial-identity.ts';
import { firstKnown } from './property-fact.ts';

const NOTHING: Fact<never> = { unavailable: 'the phone does not tell' };

function imeiOfParcel(readings: Readings): Identity['imeis'] {
  const reading = readingText(readings, 'imei');
  if ('unavailable' in reading) return reading;
  const imei = imeiFromParcel(reading.text);
  if (imei === undefined) return { unavailable: 'no IMEI in the answer' };
  const source = reading.text.includes('Parcel(') ? 'service call iphonesubinfo 1' : 'dumpsys iphonesubinfo';
  const other = readingText(readings, 'imei-second');
  const second = 'text' in other ? secondImei(imei, other.text) : undefined;
  return second === undefined
    ? { value: [imei], source }
    : { value: [imei, second], source: `${source}, and the same of the second slot` };
}

function textOf(readings: Readings, name: 'props' | 'getvar' | 'trade-in' | 'miassistant'): string | undefined {
  const reading = readingText(readings, name);
  return 'text' in reading ? reading.text : undefined;
}

/** Why nothing is known where nobody could be asked for a property, in words for the one who was asked. */
function silentWords(readings: Readings): string | undefined {
  const told = (name: Parameters<typeof textOf>[1]) => textOf(readings, name) !== undefined;
  if (told('props')) return undefined;
  if (told('getvar')) return 'the boot loader does not tell it';
  if (told('miassistant')) return 'this recovery does not tell it';
  return told('trade-in') ? 'trade-in mode does not tell it' : undefined;
}

/** The same, with these words in place of each reason. */
function withReason<T>(told: T, words: string): T {
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return told;
  if ('unavailable' in told) return { unavailable: words } as T;
  return Object.fromEntries(Object.entries(told).map(([name, inside]) => [name, withReason(inside, words)])) as T;
}

/** In order of how much each tells; the properties come even when empty, for their reasons why nothing is known. */
function sourcesOf(readings: Readings): PartialIdentity[] {
  const getvar = textOf(readings, 'getvar');
  const tradeIn = textOf(readings, 'trade-in');
  const recovery = textOf(readings, 'miassistant');
  const others = [
    ...(tradeIn === undefined ? [] : [tradeInIdentity(tradeIn)]),
    ...(recovery === undefined ? [] : [miassistantIdentity(recovery)]),
    ...(getvar === undefined ? [] : [identifyGetvar(parseGetvar(getvar))]),
  ].filter((source) => source !== undefined);
  const properties = propertyIdentity(textOf(readings, 'props') ?? '');
  const words = silentWords(readings);
  return [words === undefined ? properties : withReason(properties, words), ...others];
}

export function identify(readings: Readings): Identity {
  const sources = sourcesOf(readings);
  const fact = <K extends keyof PartialIdentity>(name: K): NonNullable<PartialIdentity[K]> => {
    const told = sources.flatMap((source) => (source[name] === undefined ? [] : [source[name]])) as Fact<unknown>[];
    const [first = NOTHING, ...others] = told;
    // A source that was asked says better why it does not tell than one that was not.
    const best = firstKnown(first, ...others);
    return ('value' in best ? best : (others.at(-1) ?? first)) as NonNullable<PartialIdentity[K]>;
  };
  const kinds = sources.flatMap(({ kind }) => (kind === undefined || kind === 'unknown' ? [] : [kind]));
  const kind = kinds.includes('virtual') ? 'virtual' : (kinds[0] ?? 'unknown');
  const maker = fact('maker');
  const storage = sources.flatMap((source) => (source.storage ? [source.storage] : []));
  const types = storage.map(({ type }) => type);
  const bytes = storage.map((each) => each.bytes);
  const contradictions = sources.flatMap((source) => source.contradictions);
  // A boot loader tells little, and much of it is the chip's: nothing of it is certain.
  const little = textOf(readings, 'props') === undefined && textOf(readings, 'trade-in') === undefined;
  const vague = little || kind === 'unknown' || !('value' in maker) || maker.value === 'Generic';
  return {
    kind,
    variant: fact('variant'),
    rom: fact('rom'),
    maker,
    brand: fact('brand'),
    model: fact('model'),
    deviceName: fact('deviceName'),
    device: fact('device'),
    product: fact('product'),
    serial: fact('serial'),
    imeis: firstKnown(imeiOfParcel(readings), ...sources.flatMap(({ imeis }) => (imeis ? [imeis] : []))),
    fingerprint: fact('fingerprint'),
    release: fact('release'),
    sdk: fact('sdk'),
    securityPatch: fact('securityPatch'),
    buildType: fact('buildType'),
    debuggable: fact('debuggable'),
    launchApiLevel: fact('launchApiLevel'),
    storage: {
      type: firstKnown(types[0] ?? NOTHING, ...types.slice(1)),
      bytes: firstKnown(bytes[0] ?? NOTHING, ...bytes.slice(1)),
    },
    encryption: fact('encryption'),
    bootLock: fact('bootLock'),
    verifiedBoot: fact('verifiedBoot'),
    confidence: contradictions.length > 0 || !('value' in maker) ? 'low' : vague ? 'medium' : 'high',
    why: [...sources.flatMap(({ why }) => why), ...contradictions],
  };
}
