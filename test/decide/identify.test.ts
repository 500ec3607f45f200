import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import { identitySchema } from '../../src/model/identity.ts';
import { answered, identityOf, PIXEL, parcelOf, printed } from './properties.ts';

describe('facts with their sources', () => {
  test('of a phone that tells everything', () => {
    expect(identityOf({}, { imei: answered(parcelOf('356938111042371')) })).toMatchObject({
      kind: 'phone',
      maker: { value: 'Google', source: 'getprop ro.product.brand' },
      model: { value: 'Pixel 6', source: 'getprop ro.product.model' },
      serial: { value: '1A051FDF6000VP', source: 'getprop ro.serialno' },
      imeis: { value: ['356938111042371'], source: 'service call iphonesubinfo 1' },
      sdk: { value: 34 },
      launchApiLevel: { value: 31 },
      debuggable: { value: true },
      bootLock: { value: 'unlocked', source: 'getprop ro.boot.flash.locked' },
      rom: { unavailable: expect.any(String) },
      encryption: { state: { value: 'encrypted' }, type: { value: 'file' }, metadata: { value: true } },
      confidence: 'high',
    });
  });

  test('of a phone that tells nothing: every fact is unavailable, with a reason', () => {
    const identity = identify({});
    expect(identity).toMatchObject({ kind: 'unknown', confidence: 'low', why: [] });
    for (const name of ['maker', 'model', 'serial', 'imeis', 'sdk', 'bootLock', 'verifiedBoot'] as const) {
      expect(identity[name]).toEqual({ unavailable: expect.stringMatching(/./) });
    }
    for (const fact of Object.values(identity.encryption)) expect(fact).toHaveProperty('unavailable');
  });

  test('makers that contradict each other lower the confidence', () => {
    expect(identityOf({ 'ro.product.manufacturer': 'Xiaomi' }).confidence).toBe('low');
  });
});

describe('oddities', () => {
  const value = (fact: object) => ('value' in fact ? fact.value : undefined);

  test.each([
    '0123456789ABCDEF',
    '0123456789abcdef',
    '1234567890ABCDEF',
    'unknown',
    '????????????',
    '000000000000000',
    'MSM8225QSKUD',
    'MSM7627A',
    'Medfield1E2F3A',
    'SM8150P-MTP',
    'MT6735',
    'Nokia Handset',
    '123456789',
    '00000000000T',
    'aaaaaaaa',
    '********',
  ])('the serial %s is shared by many phones', (serial) => {
    expect(identityOf({ 'ro.serialno': serial }).serial).toHaveProperty('unavailable');
  });

  test('a serial of the boot loader stands in for a missing one', () => {
    const identity = identityOf({ 'ro.serialno': '', 'ro.boot.serialno': 'ABC' });
    expect(identity.serial).toEqual({ value: 'ABC', source: 'getprop ro.boot.serialno' });
  });

  test.each([
    [{ 'ro.boot.flash.locked': '1', 'ro.boot.verifiedbootstate': '' }, 'locked'],
    [{ 'ro.boot.flash.locked': '1' }, 'unlocked'],
    [{ 'ro.boot.flash.locked': '0' }, 'unlocked'],
    [
      { 'ro.boot.flash.locked': '', 'ro.boot.vbmeta.device_state': 'locked', 'ro.boot.verifiedbootstate': '' },
      'locked',
    ],
    [{ 'ro.boot.flash.locked': '', 'ro.boot.vbmeta.device_state': 'unlocked' }, 'unlocked'],
    [{ 'ro.boot.flash.locked': '', 'ro.boot.verifiedbootstate': 'GREEN' }, 'locked'],
    [{ 'ro.boot.flash.locked': '', 'ro.boot.verifiedbootstate': 'orange' }, 'unlocked'],
    [{ 'ro.boot.flash.locked': '', 'ro.boot.verifiedbootstate': 'yellow' }, undefined],
    [{ 'ro.boot.flash.locked': 'constructor', 'ro.boot.verifiedbootstate': '' }, undefined],
    [{ 'ro.boot.flash.locked': '', 'ro.boot.verifiedbootstate': '', 'sys.oem_unlock_allowed': '1' }, undefined],
  ])('lock of the boot loader from %j: %s', (change, wanted) => {
    expect(value(identityOf(change).bootLock)).toBe(wanted);
  });

  test.each([
    ['encrypted', 'encrypted'],
    ['unencrypted', 'unencrypted'],
    ['unsupported', 'unsupported'],
    ['Encrypted', 'encrypted'],
    ['', undefined],
    ['maybe', undefined],
  ])('ro.crypto.state %j: %s', (text, wanted) => {
    expect(value(identityOf({ 'ro.crypto.state': text }).encryption.state)).toBe(wanted);
  });

  test.each(['xxxx-xx-xx', 'funny', '2024-9-5', ''])('a patch level %j is not understood', (text) => {
    expect(value(identityOf({ 'ro.build.version.security_patch': text }).securityPatch)).toBeUndefined();
  });

  test.each([
    ['1', true],
    ['true', true],
    ['YES', true],
    ['0', false],
    ['', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('ro.debuggable %j: %s', (text, wanted) => {
    expect(value(identityOf({ 'ro.debuggable': text }).debuggable)).toBe(wanted);
  });

  test.each(['34x', '-1', '3.4', '99999999999', '3 4'])('sdk %j is no number', (text) => {
    expect(value(identityOf({ 'ro.build.version.sdk': text }).sdk)).toBeUndefined();
  });

  test('a refused reading is no fact', () => {
    expect(identify({ props: answered(printed(PIXEL), 1) }).model).toHaveProperty('unavailable');
    expect(identityOf({}, { imei: answered(parcelOf('356938111042371'), 255) }).imeis).toHaveProperty('unavailable');
  });
});

test('an identity of any text is valid by its own schema', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('constructor', '__proto__', 'toString', '\u001b[2J', ''),
  );
  const properties = fc.dictionary(fc.constantFrom(...Object.keys(PIXEL)), hostile);
  fc.assert(
    fc.property(properties, hostile, hostile, (some, imei, props) => {
      for (const text of [printed({ ...PIXEL, ...some }), props]) {
        const identity = identify({ props: answered(text), imei: answered(imei) });
        expect(identitySchema.parse(JSON.parse(JSON.stringify(identity)))).toEqual(identity);
      }
    }),
  );
});
