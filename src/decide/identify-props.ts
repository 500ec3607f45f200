/** Who a phone is by its system properties. */
import { FINGERPRINT_KEYS, fingerprintOf } from './fingerprint.ts';
import { readGetprop } from './getprop.ts';
import { kindOf } from './kind.ts';
import { bootLockOf } from './lock-state.ts';
import { makerOf } from './maker.ts';
import type { PartialIdentity } from './partial-identity.ts';
import {
  asBoolean,
  asNumber,
  firstKnown,
  mapped,
  oneOf,
  type Properties,
  productKeys,
  propertyFact,
} from './property-fact.ts';
import { romOf } from './rom.ts';
import { serialFact } from './serial.ts';
import { storageTypeOfProps } from './storage.ts';

/** The name it is sold by, as each maker keeps it. */
const NAMES = [
  'ro.product.marketname',
  'ro.config.marketing_name',
  'ro.vendor.oplus.market.name',
  'ro.vendor.oplus.market.enname',
  'ro.product.vendor.marketname',
  'ro.product.odm.marketname',
  'ro.product.market.name',
  'ro.oppo.market.name',
  'ro.vivo.market.name',
  'ro.vendor.vivo.market.name',
  'ro.semc.product.name',
  'ro.display.series',
  'ro.product.nickname',
  'ro.vendor.product.display',
  'ro.product.display',
  'ro.config.devicename',
  'persist.sys.device_name',
];

/** A value of one line: what a terminal broke is whole again, and what pretends to be more lines is not. */
function oneLine(properties: Properties): Properties {
  return new Map([...properties].map(([key, value]) => [key, value.includes('\n') ? value.replace(/\n/g, '') : value]));
}

const build = (name: string) => [`ro.build.${name}`, `ro.system.build.${name}`, `ro.vendor.build.${name}`];

/** @param text what `getprop` printed; may be empty */
export function propertyIdentity(text: string): PartialIdentity {
  const list = readGetprop(text);
  const properties = oneLine(list.properties);
  const fact = (...keys: readonly string[]) => propertyFact(properties, ...keys);
  const maker = makerOf(properties);
  const kind = kindOf(properties, maker);
  const name = 'value' in maker.fact ? maker.fact.value : '';
  const rom = romOf(properties, kind.plays, name);
  const lock = bootLockOf(properties, 'value' in rom ? rom.value : undefined);
  const print = fingerprintOf(properties);
  const written = (value: string | undefined) =>
    value === undefined ? fact('ro.build.fingerprint') : { value, source: 'getprop ro.build.fingerprint' };
  const none = { unavailable: 'it is no device with a variant' };
  const masked = 'value' in rom && rom.value === 'custom' ? ['a custom system runs'] : [];
  return {
    kind: kind.kind,
    variant: kind.variant === undefined ? none : { value: kind.variant, source: kind.why.join('; ') },
    rom,
    maker: maker.fact,
    brand: fact(...productKeys('brand')),
    model: fact(...productKeys('model')),
    deviceName: fact(...NAMES),
    device: firstKnown(fact(...productKeys('device'), 'ro.build.product'), written(print?.device)),
    product: firstKnown(fact(...productKeys('name')), written(print?.product)),
    serial: serialFact(
      properties,
      'getprop',
      'ro.serialno',
      'ro.boot.serialno',
      'ril.serialnumber',
      'ro.vendor.serialno',
    ),
    fingerprint: fact(...FINGERPRINT_KEYS),
    release: firstKnown(
      fact(
        'ro.build.version.release',
        'ro.build.version.release_or_codename',
        'ro.system.build.version.release',
        'ro.vendor.build.version.release',
      ),
      written(print?.release),
    ),
    sdk: mapped(
      fact(
        'ro.build.version.sdk',
        'ro.system.build.version.sdk',
        'ro.product.build.version.sdk',
        'ro.vendor.build.version.sdk',
      ),
      asNumber,
    ),
    securityPatch: mapped(fact('ro.build.version.security_patch'), (date) =>
      /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined,
    ),
    buildType: firstKnown(fact(...build('type')), written(print?.type)),
    debuggable: mapped(fact('ro.debuggable'), asBoolean),
    launchApiLevel: mapped(fact('ro.product.first_api_level', 'ro.board.first_api_level'), asNumber),
    storage: {
      type: storageTypeOfProps(properties),
      bytes: { unavailable: 'a shell without root does not tell the size of the storage' },
    },
    encryption: {
      state: mapped(fact('ro.crypto.state'), oneOf('encrypted', 'unencrypted', 'unsupported')),
      type: mapped(fact('ro.crypto.type'), oneOf('file', 'block', 'none')),
      metadata: mapped(fact('ro.crypto.metadata.enabled'), asBoolean),
      deleteAllKeys: mapped(fact('ro.crypto.metadata_init_delete_all_keys.enabled'), asBoolean),
    },
    bootLock: lock.fact,
    verifiedBoot: fact('ro.boot.verifiedbootstate', 'vendor.boot.verifiedbootstate'),
    why:
      properties.size === 0
        ? []
        : [...kind.why, ...maker.why, ...masked, ...(list.cut ? ['the list of properties was cut'] : [])],
    contradictions: [...maker.contradictions, ...lock.contradictions],
  };
}
