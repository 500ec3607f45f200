import { describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import { told } from './identities.ts';
import { answered } from './properties.ts';

const of = (text: string) => {
  const { maker, kind } = identify({ getvar: answered(text) });
  return [told(maker), kind];
};

describe('whose boot loader it is, and of what', () => {
  test.each([
    // Boot loaders for MediaTek are named alike at Motorola and Xiaomi.
    ['product: newname\nversion-bootloader: newname-b037470-20240724083453-20241114', 'unknown', 'unknown'],
    ['product: lancelot\nversion-bootloader: lancelot-2b1e22f-20201123162228-2021011', 'Xiaomi', 'phone'],
    ['product: newname\nhas-slot:utags: no', 'Motorola', 'phone'],
    ['product: newname\nserialno: ZY22ABCDEF', 'Motorola', 'phone'],
    ['product: alioth\nserialno: ZY22ABCDEF', 'Xiaomi', 'phone'],
    ['product: shamu\nversion-bootloader: moto-apq8084-72.04', 'Google', 'phone'],
    ['product: smi\nrom-key: motorola-key', 'Motorola', 'phone'],
    // A name that three makers share.
    ['product: ossi\nvendor-fingerprint:oplus/ossi/ossi:12/S/1:user/release-keys', 'unknown', 'unknown'],
    // Most that Amazon makes is no phone.
    ['product: BISCUIT\nunlock_status: false', 'Amazon', 'other'],
    ['product: MANTIS\nunlock_status: false', 'Amazon', 'other'],
    ['product: KARNAK\nunlock_status: false', 'Amazon', 'tablet'],
    ['product: NEWNAME\nunlock_status: false', 'Amazon', 'unknown'],
  ])('%j: %s, %s', (text, maker, kind) => {
    expect(of(text)).toEqual([maker, kind]);
  });
});
