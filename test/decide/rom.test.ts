import { describe, expect, test } from 'vitest';
import { romOf } from '../../src/decide/rom.ts';
import { told } from './identities.ts';

const PRINT = 'OPPO/CPH2001/OP4C2D:11/R/1:user/release-keys';
const rom = (name: string, device: string, print = PRINT) =>
  told(
    romOf(
      new Map(Object.entries({ 'ro.product.name': name, 'ro.product.device': device, 'ro.build.fingerprint': print })),
      'phone',
      'Oppo',
    ),
  );

describe('a system of nobody who sells phones', () => {
  test.each(['calyx_x', 'statix_x', 'twrp_x', 'twrp-x', 'vanir_x', 'crDroid_x', 'xosp_x'])('%s is custom', (name) => {
    expect(rom(name, 'other')).toBe('custom');
  });

  test('a word before the code name, where the fingerprint has another product', () => {
    expect(rom('neverheard_OP4C2D', 'OP4C2D')).toBe('custom');
  });

  test.each([
    ['of the maker’s own', 'oppo_OP4C2D', PRINT],
    ['of the reference design', 'full_OP4C2D', PRINT],
    ['of the factory', 'wingtech_OP4C2D', PRINT],
    ['in the fingerprint too', 'meadow_OP4C2D', 'OPPO/meadow_OP4C2D/OP4C2D:11/R/1:user/release-keys'],
    ['without the code name', 'CPH2001_RU', PRINT],
  ])('a word %s is not: %s', (_what, name, print) => {
    expect(rom(name, 'OP4C2D', print)).toBe('unknown');
  });
});
