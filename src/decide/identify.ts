/** Who a phone is, from what it said about itself. Pure; every fact keeps its source, and unknown stays unknown. */
import type { Fact } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';
import { type Readings, readingText } from '../model/readings.ts';
import { parseGetprop } from './getprop.ts';
import { imeiFromParcel } from './imei.ts';
import { kindOf } from './kind.ts';
import { makerOf } from './maker.ts';

type Properties = ReadonlyMap<string, string>;

/** Serials that many phones share are no serials: defaults of makers, and names of chips, as met in the field. */
const SHARED_SERIALS = /^(0123456789abcdef|1234567890abcdef|unknown|0+|\?+|msm\d{4}[0-9a-z]*|medfield.*)$/i;

export function propertyFact(properties: Properties, ...keys: readonly string[]): Fact<string> {
  for (const key of keys) {
    const value = properties.get(key);
    if (value !== undefined && value !== '') return { value, source: `getprop ${key}` };
  }
  return { unavailable: `the phone does not tell ${keys[0]}` };
}

function mapped<T>(fact: Fact<string>, convert: (text: string) => T | undefined): Fact<T> {
  if (!('value' in fact)) return fact;
  const value = convert(fact.value);
  return value === undefined ? { unavailable: `${fact.source} is not understood` } : { value, source: fact.source };
}

const asNumber = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);
const asBoolean = (text: string) =>
  /^(1|true|yes)$/i.test(text) ? true : /^(0|false|no)$/i.test(text) ? false : undefined;

function oneOf<T extends string>(...words: readonly T[]) {
  return (text: string): T | undefined => words.find((word) => word === text.toLowerCase());
}

function bootLockOf(properties: Properties): Identity['bootLock'] {
  const locked = mapped(propertyFact(properties, 'ro.boot.flash.locked'), asBoolean);
  if ('value' in locked) return { value: locked.value ? 'locked' : 'unlocked', source: locked.source };
  const state = mapped(
    propertyFact(properties, 'ro.boot.vbmeta.device_state', 'ro.secureboot.devicelock'),
    oneOf('locked', 'unlocked'),
  );
  if ('value' in state) return state;
  return mapped(propertyFact(properties, 'ro.boot.verifiedbootstate'), (text) => {
    if (text.toLowerCase() === 'orange') return 'unlocked';
    return text.toLowerCase() === 'green' ? 'locked' : undefined;
  });
}

function imeisOf(readings: Readings): Identity['imeis'] {
  const reading = readingText(readings, 'imei');
  if ('unavailable' in reading) return reading;
  const imei = imeiFromParcel(reading.text);
  return imei ? { value: [imei], source: 'service call iphonesubinfo 1' } : { unavailable: 'no IMEI in the answer' };
}

function serialOf(properties: Properties): Fact<string> {
  const fact = propertyFact(properties, 'ro.serialno', 'ro.boot.serialno');
  if ('value' in fact && SHARED_SERIALS.test(fact.value)) {
    return { unavailable: `${fact.source} is ${fact.value}, which many phones share` };
  }
  return fact;
}

export function identify(readings: Readings): Identity {
  const props = readingText(readings, 'props');
  const properties = parseGetprop('text' in props ? props.text : '');
  const fact = (...keys: string[]) => propertyFact(properties, ...keys);
  const kind = kindOf(properties);
  const maker = makerOf(properties);
  return {
    kind: kind.kind,
    variant: { unavailable: 'not asked' },
    rom: { unavailable: 'not asked' },
    maker: maker.fact,
    brand: fact('ro.product.brand'),
    model: fact('ro.product.model'),
    deviceName: { unavailable: 'not asked' },
    device: fact('ro.product.device'),
    product: fact('ro.product.name'),
    serial: serialOf(properties),
    imeis: imeisOf(readings),
    fingerprint: fact('ro.build.fingerprint', 'ro.system.build.fingerprint', 'ro.vendor.build.fingerprint'),
    release: fact('ro.build.version.release'),
    sdk: mapped(fact('ro.build.version.sdk'), asNumber),
    securityPatch: mapped(fact('ro.build.version.security_patch'), (text) =>
      /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined,
    ),
    buildType: fact('ro.build.type'),
    debuggable: mapped(fact('ro.debuggable'), asBoolean),
    launchApiLevel: mapped(fact('ro.product.first_api_level', 'ro.board.first_api_level'), asNumber),
    storage: { type: { unavailable: 'not asked' }, bytes: { unavailable: 'not asked' } },
    encryption: {
      state: mapped(fact('ro.crypto.state'), oneOf('encrypted', 'unencrypted', 'unsupported')),
      type: mapped(fact('ro.crypto.type'), oneOf('file', 'block', 'none')),
      metadata: mapped(fact('ro.crypto.metadata.enabled'), asBoolean),
      deleteAllKeys: mapped(fact('ro.crypto.metadata_init_delete_all_keys.enabled'), asBoolean),
    },
    bootLock: bootLockOf(properties),
    verifiedBoot: fact('ro.boot.verifiedbootstate'),
    confidence: maker.contradictions.length > 0 ? 'low' : kind.kind === 'unknown' ? 'medium' : 'high',
    why: [...kind.why, ...maker.why, ...maker.contradictions],
  };
}
