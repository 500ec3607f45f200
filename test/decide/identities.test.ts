import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identify } from '../../src/decide/identify.ts';
import type { Kind } from '../../src/model/identity.ts';
import { BOOT_LOADERS, FURTHER, identifyProps, type KnownPhone, PHONES, PUBLIC, told } from './identities.ts';
import { answered, printed } from './properties.ts';

interface Miss {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
}

/** What was not answered as it is; `honest` when it was only left open. */
function missesIn(phones: readonly KnownPhone[]): (Miss & { honest: boolean })[] {
  return phones.flatMap(({ name, maker, kind, props }) => {
    const identity = identifyProps(props);
    const found = told(identity.maker);
    const [rightMaker, rightKind] = [maker.includes(found), identity.kind === kind];
    if (rightMaker && rightKind) return [];
    const honest = (rightMaker || found === 'unknown') && (rightKind || identity.kind === 'unknown');
    return [{ name, wanted: `${maker.join(' or ')}, ${kind}`, found: `${found}, ${identity.kind}`, honest }];
  });
}

const SIMULATED: readonly Kind[] = ['emulator', 'virtual'];
const REAL: readonly Kind[] = ['phone', 'tablet', 'kaios', 'other'];

const confused = (wanted: Kind, found: Kind) =>
  (SIMULATED.includes(wanted) && REAL.includes(found)) || (REAL.includes(wanted) && SIMULATED.includes(found));

describe('who they are', () => {
  test('of the phones, all but one are known; that one is left open: an image for an emulator with the names of a phone', () => {
    expect(PHONES.length).toBeGreaterThan(130);
    expect(missesIn(PHONES)).toEqual([
      {
        name: 'samsung-samsung-sm-n900a',
        wanted: 'Samsung or Generic, phone',
        found: 'Samsung, unknown',
        honest: true,
      },
    ]);
  });

  test('of the others, all', () => {
    expect(FURTHER.length).toBeGreaterThan(60);
    expect(missesIn(FURTHER)).toEqual([]);
  });

  test('of those in public code, all: maker, kind, system and lock; what does not tell enough is left open', () => {
    expect(PUBLIC.length).toBeGreaterThan(250);
    const asked = PUBLIC.map((phone) => (phone.open ? { ...phone, kind: 'unknown' as const } : phone));
    expect(missesIn(asked)).toEqual([]);
    for (const { name, props, variant, rom, lock } of PUBLIC) {
      const identity = identifyProps(props);
      expect([name, told(identity.rom), told(identity.bootLock)]).toEqual([name, rom ?? 'unknown', lock ?? 'unknown']);
      if (variant !== undefined) expect([name, told(identity.variant)]).toEqual([name, variant]);
    }
  });

  test('no emulator is taken for something real, and nothing real for an emulator', () => {
    const all = [...PHONES, ...FURTHER, ...PUBLIC];
    expect(all.filter(({ kind, props }) => confused(kind, identifyProps(props).kind))).toEqual([]);
    expect(all.filter(({ kind }) => SIMULATED.includes(kind)).length).toBeGreaterThan(15);
  });

  test('every answer gives its reasons', () => {
    for (const { name, props } of [...PHONES, ...FURTHER]) expect(identifyProps(props).why, name).not.toEqual([]);
  });

  test('counterfeits and masks are known, and not trusted', () => {
    for (const { name, props } of [...PHONES, ...FURTHER]) {
      if (!/^(generic-(sm|gt|i13|android-one)|fake-|poco-f3-as)/.test(name)) continue;
      expect(identifyProps(props).confidence, name).toBe('low');
    }
  });
});

/** Lists that hold a chip's name, a common form, or a part of what the boot loader prints. */
const OPEN = [
  'm9-dead',
  'op-sdm845',
  'dl36',
  't6100a',
  'jarvis',
  'darkknight',
  'marconi',
  'hoya',
  'nx679j-taro',
  'ossi',
  'r2-cht',
  'amazfit',
  'mdm9607',
  't9-hotspot',
  't9-deviceinfo',
  'nx809j',
  'flock-picard',
];

describe('boot loaders', () => {
  test.each(BOOT_LOADERS)('$name: lock $lock, never guessed', ({ lines, lock, maker, kind }) => {
    const identity = identify({ getvar: answered(lines.join('\n')) });
    expect(told(identity.bootLock)).toBe(lock);
    expect([maker, 'unknown']).toContain(told(identity.maker));
    expect(identity.confidence).not.toBe('high');
    expect(SIMULATED).not.toContain(identity.kind);
    if (kind !== undefined) expect(identity.kind).toBe(kind);
  });

  test('the maker is left open only where nothing names one', () => {
    const open = BOOT_LOADERS.filter(
      ({ lines }) => !('value' in identify({ getvar: answered(lines.join('\n')) }).maker),
    );
    const names = open.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['sony-xperia-1v-fastbootd', 'volla-x', 'comma-three', 'theloop']);
    expect(names.slice(4)).toEqual(OPEN);
  });
});

/** With one mark only; without it nothing is left to know them by. */
const ONE_MARK = [
  'ld-oneplus',
  'bluestacks-s20',
  'redroid-as-sony',
  'mumu-oppo',
  'genymotion-s10',
  'wsa-pixel5',
  'bluestacks-air',
];

describe('laws, over all of them', () => {
  const real = PUBLIC.filter(({ kind }) => REAL.includes(kind));
  const phone = fc.constantFrom(...PHONES, ...real, ...FURTHER.filter(({ name }) => !ONE_MARK.includes(name)));
  const seeds = fc.array(fc.boolean(), { minLength: 45, maxLength: 45 });

  test('a list that lost lines makes no emulator of a phone, and no phone of an emulator', () => {
    fc.assert(
      fc.property(phone, seeds, ({ kind, props }, keep) => {
        const some = Object.fromEntries(Object.entries(props).filter((_, at) => keep[at % keep.length]));
        expect(confused(kind, identifyProps(some).kind)).toBe(false);
      }),
      { numRuns: 4000 },
    );
  });

  test('nor does one that lost any one or two of them', () => {
    for (const { name, kind, props } of PHONES) {
      const keys = Object.keys(props);
      if (keys.length > 14 && kind === 'phone') continue;
      for (const first of keys) {
        for (const second of keys) {
          const { [first]: _one, [second]: _two, ...rest } = props;
          expect(confused(kind, identifyProps(rest).kind), `${name} without ${first}, ${second}`).toBe(false);
        }
      }
    }
  });

  test('order, line ends, and lines of others before and behind do not matter', () => {
    const noise = fc.constantFrom(
      '',
      '* daemon not running; starting now at tcp:5037\n* daemon started successfully\n',
    );
    const eol = fc.constantFrom('\n', '\r\n', '\r\r\n');
    fc.assert(
      fc.property(phone, fc.infiniteStream(fc.nat()), noise, eol, ({ props }, random, before, end) => {
        const mixed = Object.entries(props)
          .map((pair) => ({ pair, at: random.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ pair }) => pair);
        const text = `${before}${printed(Object.fromEntries(mixed))}$ \n`.replaceAll('\n', end);
        expect(identify({ props: answered(text) })).toEqual(identifyProps(props));
      }),
      { numRuns: 300 },
    );
  });

  test('capitals in the names of makers do not matter', () => {
    const names = ['ro.product.brand', 'ro.product.manufacturer'];
    for (const { name, props, kind } of PHONES) {
      for (const change of [(text: string) => text.toUpperCase(), (text: string) => text.toLowerCase()]) {
        const other = Object.fromEntries(
          Object.entries(props).map(([key, value]) => [key, names.includes(key) ? change(value) : value]),
        );
        const [found, before] = [identifyProps(other), identifyProps(props)];
        expect(told(found.maker), name).toBe(told(before.maker));
        expect(confused(kind, found.kind), name).toBe(false);
      }
    }
  });

  test('no text of any source makes it throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({
        unit: fc.constantFrom('[', ']: [', ']', ':', '\n', '\r', '=', '(bootloader) ', 'a.b', '{', '"', '0'),
      }),
      fc.json(),
    );
    fc.assert(
      fc.property(text, text, text, text, text, (props, getvar, tradeIn, miassistant, imei) => {
        identify({
          props: answered(props),
          getvar: answered(getvar),
          'trade-in': answered(tradeIn),
          miassistant: answered(miassistant),
          imei: answered(imei),
        });
      }),
    );
  });
});
