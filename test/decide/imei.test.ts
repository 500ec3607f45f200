import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imeiFromParcel, isImei, parseImei } from '../../src/decide/imei.ts';
import { parcelOf } from './properties.ts';

describe('check digit', () => {
  test.each([
    ['490154203237518', true], // The example of 3GPP TS 23.003.
    ['356938035643809', true],
    ['356938035643808', false],
    ['000000000000000', false],
    ['35693803564380', false],
    ['3569380356438090', false],
    ['35693803564380a', false],
    ['٣56938035643809', false],
    [' 356938035643809', false],
    ['', false],
  ])('%j: %s', (text, valid) => {
    expect(isImei(text)).toBe(valid);
  });

  const fourteen = fc.stringMatching(/^\d{14}$/).filter((digits) => !/^0+$/.test(digits));
  const valid = fourteen.map((digits) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((last) => `${digits}${last}`).filter(isImei),
  );

  test('exactly one last digit fits, and any single wrong digit is noticed', () => {
    fc.assert(
      fc.property(valid, fc.nat(14), fc.integer({ min: 1, max: 9 }), (fitting, at, by) => {
        expect(fitting).toHaveLength(1);
        const digits = [...(fitting[0] ?? '')];
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(isImei(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('the answer of iphonesubinfo', () => {
  test('is read out of the quoted column', () => {
    const dump = parcelOf('356938111042371');
    expect(dump).toContain("'........3.5.6.9.'");
    expect(imeiFromParcel(dump)).toBe('356938111042371');
  });

  test.each([
    [
      'on one line, without addresses',
      "Result: Parcel(00000000 0000000f 00350033 00390036 00380033 00310031 00300031 00320034 00370033 00000031 '........3.5.6.9.3.8.1.1.1.0.4.2.3.7.1...')",
    ],
    [
      'without the quoted column',
      'Result: Parcel(00000000 0000000f 00350033 00390036 00380033 00310031 00300031 00320034 00370033 00000031)',
    ],
    ['in the words of old releases', 'Phone Subscriber Info:\n  Phone Type = GSM\n  Device ID = 356938111042371\n'],
    ['in the words of new ones', 'Device IMEI: 356938111042371\n'],
  ])('%s', (_what, dump) => {
    expect(imeiFromParcel(dump)).toBe('356938111042371');
  });

  test.each([
    ['a null', "Result: Parcel(00000000 ffffffff '........')\n"],
    ['an exception with digits', "Result: Parcel(ffffffff 0000000f 00350033 '........3.5.')\n"],
    ['zeros', parcelOf('000000000000000')],
    ['a device id that is none', 'Device ID = 000000000000000\n'],
    ['another transaction: a phone number', parcelOf('01701234567')],
    ['a wrong check digit', parcelOf('356938111042372')],
    ['IMEI and software version', parcelOf('3569381110423701')],
    ['an exception', "Result: Parcel(\n  0x00000000: ffffffff 00000020 006f004e 00610020 '.... ...N.o. .a.')\n"],
    ['two of them', `${parcelOf('356938111042371')}${parcelOf('356938111042744')}`],
    ['no parcel', 'service: Service iphonesubinfo does not exist\n'],
    ['nothing', ''],
  ])('%s holds none', (_what, dump) => {
    expect(imeiFromParcel(dump)).toBeUndefined();
  });
});

describe('an IMEI that a person types', () => {
  test.each([
    ['356938111042371', '356938111042371'],
    [' 35-693811-104237-1 ', '356938111042371'],
    ['35 693811 104237 1', '356938111042371'],
    ['35/693811/104237/1', '356938111042371'],
    ['3569381110423701', undefined],
    ['356938111042372', undefined],
    ['000000000000000', undefined],
    ['35693811104237l', undefined],
    ['', undefined],
  ])('%j: %s', (text, imei) => {
    expect(parseImei(text)).toBe(imei);
  });
});
