import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTradeIn } from '../../src/decide/trade-in.ts';

describe('the status of trade-in mode', () => {
  test.each([
    ['{}', { imeis: [] }],
    ['{"serial":"S","imeis":["356938111042371","1"]}', { serial: 'S', imeis: ['356938111042371'] }],
    ['{"imei":"356938111042371"}', { imeis: ['356938111042371'] }],
    ['{"imei":["356938111042371"],"more":{"x":1}}', { imeis: ['356938111042371'] }],
    ['{"product":{"device":"tokay","model":"Pixel 9"}}', { imeis: [], device: 'tokay', model: 'Pixel 9' }],
    [
      '{"product":{"brand":"google","manufacturer":"Google","name":5},"launch_level":35,"storage":{"capacity_bytes":128000000000}}',
      { imeis: [], brand: 'google', manufacturer: 'Google', launchLevel: 35, storageBytes: 128_000_000_000 },
    ],
    ['{"storage":[],"launch_level":-1}', { imeis: [] }],
    ['{"locks":{"factory_reset_protection":false}}', { imeis: [], factoryResetProtection: false }],
    ['{"__proto__":{"serial":"S"}}', { imeis: [] }],
  ])('%s', (text, status) => {
    expect(parseTradeIn(text)).toEqual(status);
  });

  test.each([
    '',
    'null',
    '[]',
    '"x"',
    '{',
    '{"serial":5}',
    '{"locks":{"factory_reset_protection":"yes"}}',
    'Error: closed\n',
  ])('%j is none', (text) => {
    expect(parseTradeIn(text)).toBeUndefined();
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const status = parseTradeIn(text);
        expect(status === undefined || Array.isArray(status.imeis)).toBe(true);
      }),
    );
  });
});
