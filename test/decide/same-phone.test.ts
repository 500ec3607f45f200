import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHIP_NUMBER_SOURCE, type HardFacts, MARKET_DEVICE_SOURCE, samePhone } from '../../src/decide/same-phone.ts';
import { answered, identityOf, parcelOf } from './properties.ts';

const IMEI = '356938111042371';
const OTHER = '356938111042744';
const before = identityOf({ 'ro.serialno': 'S1' }, { imei: answered(parcelOf(IMEI)) });
const noImei = identityOf({ 'ro.serialno': 'S1' });
const shared = identityOf({ 'ro.serialno': '0123456789ABCDEF' });

const chip = {
  ...noImei,
  device: { value: 'dada_global', source: MARKET_DEVICE_SOURCE },
  serial: { value: '0x1', source: CHIP_NUMBER_SOURCE },
};

const sony = { ...noImei, maker: { value: 'Sony', source: 'getprop ro.product.manufacturer' } };
const loader = {
  ...noImei,
  device: { value: 'lancelot', source: 'getvar product' },
  serial: { value: 'S1', source: 'getvar serialno' },
};
const sonyLoader = { ...loader, maker: { value: 'Sony', source: 'getvar product' } };

describe('is it the same phone', () => {
  test.each<[string, typeof before, HardFacts, string]>([
    ['IMEI and serial', before, { imeis: [IMEI], serial: 'S1', device: 'oriole' }, 'same'],
    ['IMEI; the serial changed with the reset', before, { imeis: [IMEI], serial: 'S2' }, 'same'],
    ['one of two IMEIs', before, { imeis: [OTHER, IMEI] }, 'same'],
    ['another IMEI, the same serial', before, { imeis: [OTHER], serial: 'S1', device: 'oriole' }, 'different'],
    ['serial alone', before, { serial: 'S1' }, 'same'],
    ['another serial', before, { serial: 'S2' }, 'different'],
    ['the same serial, another model', before, { serial: 'S1', device: 'tokay' }, 'different'],
    ['the same model', before, { device: 'oriole' }, 'unknown'],
    ['another model', before, { device: 'tokay' }, 'different'],
    ['nothing', before, {}, 'unknown'],
    ['empty answers', before, { serial: '', device: '', imeis: [] }, 'unknown'],
    ['no IMEI before, one now', noImei, { imeis: [IMEI], serial: 'S1' }, 'same'],
    ['no IMEI before, another serial', noImei, { imeis: [IMEI], serial: 'S2' }, 'different'],
    ['a serial that many share', shared, { serial: '0123456789ABCDEF' }, 'unknown'],
    ['a serial that many share, and the model', shared, { serial: '0123456789ABCDEF', device: 'oriole' }, 'unknown'],
    ['the model with its market', before, { marketDevice: 'oriole_global', chipNumber: '0x1' }, 'unknown'],
    ['another model with a market', before, { marketDevice: 'tokay_global' }, 'different'],
    ['a model whose name only begins alike', before, { marketDevice: 'oriolex' }, 'different'],
    [
      'planned in MIAssistant: the number of the chip',
      chip,
      { marketDevice: 'dada_global', chipNumber: '0x1' },
      'same',
    ],
    ['planned in MIAssistant: another chip', chip, { marketDevice: 'dada_global', chipNumber: '0x2' }, 'different'],
    ['planned in MIAssistant, seen in Android', chip, { device: 'dada', serial: 'S1' }, 'unknown'],
    ['planned in MIAssistant, another model in Android', chip, { device: 'oriole', serial: 'S1' }, 'different'],
    ['planned in MIAssistant, seen in its boot loader', chip, { bootSerial: 'S1' }, 'unknown'],
    ['planned in Android, seen in its boot loader', noImei, { bootSerial: 'S1' }, 'same'],
    ['another serial in the boot loader', noImei, { bootSerial: 'S2' }, 'different'],
    ['a boot loader that tells nothing', noImei, {}, 'unknown'],
    ['the IMEI in the boot loader, whose serial differs', before, { imeis: [IMEI], bootSerial: 'S2' }, 'same'],
    ['another IMEI in the boot loader', before, { imeis: [OTHER], bootSerial: 'S1' }, 'different'],
    ['a maker whose boot loader may tell another serial', sony, { bootSerial: 'S2' }, 'unknown'],
    ['such a maker, and the same serial', sony, { bootSerial: 'S1' }, 'same'],
    ['such a maker, another serial in Android itself', sony, { serial: 'S2' }, 'different'],
    ['planned in the boot loader: the same serial', loader, { serial: 'S1', device: 'galahad' }, 'same'],
    ['planned in the boot loader: another serial', loader, { serial: 'S2', device: 'lancelot' }, 'different'],
    ['planned in the boot loader, the name of a sister model', loader, { device: 'galahad' }, 'unknown'],
    ['planned in the boot loader, and seen there', loader, { bootSerial: 'S1' }, 'same'],
    ['planned in the boot loader, and another seen there', loader, { bootSerial: 'S2' }, 'different'],
    ['such a maker, planned in the boot loader', sonyLoader, { serial: 'S2' }, 'unknown'],
    ['such a maker, planned in the boot loader, another one there', sonyLoader, { bootSerial: 'S2' }, 'different'],
  ])('%s: %4$s', (_what, known, now, match) => {
    expect(samePhone(known, now).match).toBe(match);
  });

  const facts = fc.record(
    {
      serial: fc.constantFrom('', 'S1', 'S2'),
      imeis: fc.subarray([IMEI, OTHER]),
      device: fc.constantFrom('', 'oriole', 'tokay'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<HardFacts>;

  test('laws: another IMEI is always another phone; same only by an equal IMEI or serial', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(before, noImei, shared), (now, known) => {
        const { match } = samePhone(known, now);
        const imeis = 'value' in known.imeis ? known.imeis.value : [];
        const foreign = imeis.length > 0 && now.imeis && now.imeis.length > 0 && !now.imeis.includes(IMEI);
        if (foreign) expect(match).toBe('different');
        const equalSerial = 'value' in known.serial && known.serial.value === now.serial;
        const equalImei = imeis.some((imei) => now.imeis?.includes(imei));
        if (match === 'same') expect(equalSerial || equalImei).toBe(true);
      }),
    );
  });
});
