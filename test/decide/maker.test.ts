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

  const of = (properties: Readonly<Record<string, string>>) => makerOf(new Map(Object.entries(properties)));
  const worn = { 'ro.product.brand': 'google', 'ro.build.fingerprint': 'google/coral/coral:10/Q/1:user/release-keys' };

  test.each([
    [{ ...worn, 'ro.product.manufacturer': 'samsung', 'ro.product.model': 'SM-G973F' }, 'Samsung'],
    [{ ...worn, 'ro.product.manufacturer': 'Google', 'ro.product.model': 'Redmi Note 8' }, 'Xiaomi'],
    [{ ...worn, 'ro.product.model': 'Pixel 5', 'ro.product.vendor.manufacturer': 'samsung' }, 'Samsung'],
    [{ ...worn, 'ro.product.manufacturer': 'Amazon', 'ro.product.device': 'mustang' }, 'Amazon'],
  ])('the brand of Google on another maker’s phone, never without a contradiction: %j', (properties, name) => {
    expect(of(properties).fact).toMatchObject({ value: name });
    expect(of(properties).contradictions).not.toEqual([]);
  });

  test.each([
    { ...worn, 'ro.product.manufacturer': 'LGE', 'ro.product.model': 'Nexus 5' },
    { ...worn, 'ro.product.manufacturer': 'HTC', 'ro.product.model': 'Pixel' },
    { ...worn, 'ro.product.manufacturer': 'motorola', 'ro.product.model': 'AOSP', 'ro.product.device': 'shamu' },
    { ...worn, 'ro.product.manufacturer': 'Google', 'ro.product.model': 'Glass 1' },
  ])('Google’s own, whoever built it: %j', (properties) => {
    expect(of(properties)).toMatchObject({ fact: { value: 'Google' }, contradictions: [] });
  });

  test.each([
    { 'ro.product.brand': 'MAC', 'ro.product.manufacturer': 'MAC', 'ro.product.model': 'GT-I9500' },
    { 'ro.product.brand': 'BIRD', 'ro.product.model': 'V1277' },
    { 'ro.product.brand': 'BIRD', 'ro.product.model': 'Redmi Note 8' },
  ])('the model of a maker under a brand that is nobody’s is a copy: %j', (properties) => {
    expect(of(properties).fact).toMatchObject({ value: 'Generic' });
  });

  test.each([
    [{ 'ro.product.product.brand': 'lge' }, 'LG'],
    [{ 'ro.bootimage.build.fingerprint': 'vivo/1917/1917:11/R/1:user/release-keys' }, 'Vivo'],
    [{ 'ro.product.model': 'HTC6525LVW' }, 'HTC'],
    [{ 'ro.product.brand': 'KDDI', 'ro.product.model': 'ISW11SC' }, 'Samsung'],
    [{ 'ro.product.brand': 'KDDI', 'ro.product.model': 'IS12SH' }, 'Sharp'],
  ])('told by a part only: %j is of %s', (properties, name) => {
    expect(of(properties).fact).toMatchObject({ value: name });
  });

  test('nothing is told', () => {
    expect(maker('', '', '').fact).toHaveProperty('unavailable');
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('a phone that calls itself %s', (name) => {
    expect(maker('', name, '').fact).toEqual({ value: 'Generic', source: 'getprop ro.product.brand' });
  });
});
