import { describe, expect, test } from 'vitest';
import { makerOf } from '../../src/decide/maker.ts';

const maker = (fingerprint: string, brand: string, manufacturer: string) =>
  makerOf(
    new Map([
      ['ro.build.fingerprint', fingerprint],
      ['ro.product.brand', brand],
      ['ro.product.manufacturer', manufacturer],
    ]),
  );

describe('maker', () => {
  test.each([
    ['google/oriole/oriole:14/A/1:user/release-keys', 'google', 'Google', 'Google', 0],
    ['Redmi/begonia/begonia:10/Q/1:user/release-keys', 'Redmi', 'Xiaomi', 'Xiaomi', 0],
    ['POCO/surya/surya:11/R/1:user/release-keys', 'POCO', 'Xiaomi', 'Xiaomi', 0],
    ['', 'iQOO', 'vivo', 'Vivo', 0],
    ['', 'Nokia', 'HMD Global', 'Nokia (HMD)', 0],
    ['', 'lge', 'LGE', 'LG', 0],
    ['', '', 'motorola', 'Motorola', 0],
    // A ROM of one maker on a phone of another: the fingerprint is the ROM's, the rest is shown as a contradiction.
    ['Huawei/G700/G700:4.2/J/1:user/release-keys', 'Huawei', 'Xiaomi', 'Huawei', 1],
    ['google/oriole/oriole:14/A/1:user/release-keys', 'samsung', 'Xiaomi', 'Samsung', 1],
    ['alps/full_x27/x27:10/Q/1:userdebug/test-keys', 'alps', 'alps', 'Generic', 0],
    // A known name wins over an unknown one, and the unknown one contradicts nothing.
    ['alps/x/x:10/Q/1:user/test-keys', 'Lenovo', 'alps', 'Lenovo', 0],
  ])('%j, %j, %j: %s', (fingerprint, brand, manufacturer, name, contradictions) => {
    const found = maker(fingerprint, brand, manufacturer);
    expect(found.fact).toMatchObject({ value: name });
    expect(found.contradictions).toHaveLength(contradictions);
  });

  test('nothing is told', () => {
    expect(maker('', '', '').fact).toHaveProperty('unavailable');
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('a phone that calls itself %s', (name) => {
    expect(maker('', name, '').fact).toEqual({ value: 'Generic', source: 'getprop ro.product.brand' });
  });
});
