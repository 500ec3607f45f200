/**
 * Whose boot loader this is, by what it prints: fingerprints first, then variables and forms of versions that only one
 * maker has, then the product's name. Boot loaders of one chip's maker look alike, so often nobody can be named.
 */
import type { Fact } from '../model/fact.ts';
import { parseFingerprint } from './fingerprint.ts';
import { type Getvar, variable } from './getvar.ts';
import { makerOfName } from './maker.ts';
import { makerOfCodeName, makerOfModel } from './maker-models.ts';

interface Rule {
  readonly maker: string;
  /** One of these names is there. */
  readonly names?: readonly string[];
  /** The name of some variable has this form. */
  readonly key?: RegExp;
  /** This variable has this form. */
  readonly form?: readonly [string, RegExp];
}

const RULES: readonly Rule[] = [
  { maker: 'Amazon', names: ['unlock_status', 'unlock_version'] },
  // Motorola built it, and its boot loader is Motorola's; it is sold under Google's name.
  { maker: 'Google', form: ['product', /^shamu$/] },
  {
    maker: 'Motorola',
    names: ['securestate', 'iswarrantyvoid', 'is-warranty-void', 'carrier_sku', 'channelid', 'factory-modes'],
  },
  { maker: 'Motorola', form: ['version-bootloader', /^(MBM-\d|moto-)/i] },
  { maker: 'Motorola', key: /^(has-slot|partition-(size|type)):utags(Backup|_a|_b)?$/ },
  { maker: 'Motorola', form: ['rom-key', /motorola/i] },
  { maker: 'Motorola', form: ['sku', /^XT\d{4}/] },
  { maker: 'Sony', form: ['version-bootloader', /^\d{4}-\d{4}[ _].*(S1|X|XBOOT|Z)_?Boot/i] },
  { maker: 'Sony', form: ['version-baseband', /^\d{4}-\d{4}_\d\d\.\d+\.[A-Z]\./] },
  { maker: 'Sony', form: ['product', /^icx\d{4}/i] },
  { maker: 'Nokia (HMD)', names: ['is-special-psn'] },
  { maker: 'HTC', names: ['hbootpreupdate', 'commitno-bootloader', 'modelid', 'cidnum'] },
  { maker: 'HTC', form: ['platform', /^hTC/i] },
  {
    maker: 'Huawei',
    names: ['rescue_version', 'rescue_phoneinfo', 'rescue_enter_recovery', 'rescue_ugs_port', 'vendorcountry'],
  },
  { maker: 'LG', names: ['lock_count', 'unlock_count', 'dm_count'] },
  { maker: 'Google', names: ['nos-production', 'citadel-version', 'avb_stored_rollback_indexes'] },
  {
    maker: 'Google',
    form: [
      'version-bootloader',
      /^([a-z]\d[a-z]\d|slider|cloudripper|ripcurrent\w*|[a-z]+(pro)?)-(\d+\.\d+-\d{5}|1[2-9]\.\d+-\d{7})/,
    ],
  },
  { maker: 'Google', form: ['version-bootloader', /^(FLO|GROUPER|TILAPIA|MAKO|HHZ|BHZ|MAKOZ|PRIMEMD|I9020)\w*/] },
  { maker: 'Xiaomi', names: ['anti'] },
  { maker: 'Xiaomi', form: ['token', /^VQ[A-Za-z0-9+/]/] },
  {
    maker: 'Samsung',
    form: ['version-bootloader', /^[A-Z]\d{3,4}[A-Z0-9]{0,3}[A-Z]{2}[USE][0-9A-Z][A-Z]{2}[A-Z0-9]{2,3}$/],
  },
  { maker: 'Asus', names: ['ssn', 'csc-build-version'] },
  { maker: 'Rockchip', form: ['variant', /^rk\d{4}/i] },
];

const FINGERPRINTS = [
  'ro.build.fingerprint',
  'system-fingerprint',
  'vendor-fingerprint',
  'fingerprint',
  'build-fingerprint',
];

/** The model where `product` is one: Sony's is, most others' is a code name. */
const PRODUCTS = ['product', 'board', 'sku', 'product_sku', 'devicemodel', 'device', 'model'];

/** A name that Oppo, OnePlus and Realme share. */
const SHARED = /^oplus$/i;
/** Motorola's own numbers, since 2014; a boot loader that tells little tells this. */
const MOTOROLA_SERIAL = /^Z[A-Z]\d{2}[0-9A-Z]{6}$/;

function byFingerprint(getvar: Getvar): Fact<string> | undefined {
  for (const name of FINGERPRINTS) {
    const brand = parseFingerprint(variable(getvar, name) ?? '')?.brand ?? '';
    const maker = SHARED.test(brand) ? undefined : makerOfName(brand);
    if (maker !== undefined) return { value: maker, source: `getvar ${name}` };
  }
  return undefined;
}

function byRule({ maker, names, key, form }: Rule, getvar: Getvar): Fact<string> | undefined {
  const name =
    names?.find((each) => getvar.variables.has(each)) ?? [...getvar.variables.keys()].find((each) => key?.test(each));
  if (name !== undefined) return { value: maker, source: `getvar ${name}` };
  const text = form && variable(getvar, form[0]);
  return form && text !== undefined && form[1].test(text) ? { value: maker, source: `getvar ${form[0]}` } : undefined;
}

export interface GetvarMaker {
  readonly fact: Fact<string>;
  readonly contradictions: string[];
}

export function makerOfGetvar(getvar: Getvar): GetvarMaker {
  const products = PRODUCTS.flatMap((name) => {
    const text = variable(getvar, name);
    return text === undefined ? [] : [{ name, text }];
  });
  const named = products.flatMap(({ name, text }) => {
    const maker =
      makerOfCodeName(text) ??
      makerOfModel(text) ??
      (name === 'product' ? makerOfName(text.replace(/[\d_]+.*$/, '')) : undefined);
    return maker === undefined ? [] : [{ value: maker, source: `getvar ${name}` }];
  });
  const serial = MOTOROLA_SERIAL.test(variable(getvar, 'serialno') ?? '');
  const found = [
    byFingerprint(getvar),
    ...RULES.map((rule) => byRule(rule, getvar)),
    ...named,
    serial ? ({ value: 'Motorola', source: 'getvar serialno' } as const) : undefined,
  ].flatMap((fact) => (fact && 'value' in fact ? [fact] : []));
  const [first] = found;
  if (!first)
    return { fact: { unavailable: 'the boot loader prints nothing by which its maker is known' }, contradictions: [] };
  const against = found.filter(({ value }) => value !== first.value);
  return {
    fact: first,
    contradictions: against.slice(0, 3).map(({ value, source }) => `${source} speaks for ${value}`),
  };
}
