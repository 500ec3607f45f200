/** Who a phone in its boot loader is. It tells less than a shell; what it does not tell stays unknown. */
import type { Fact } from '../model/fact.ts';
import type { Identity, Kind } from '../model/identity.ts';
import { kindOfNames } from './device-names.ts';
import { emulatorMark, type Variant } from './emulator-marks.ts';
import { parseFingerprint } from './fingerprint.ts';
import { type Getvar, variable } from './getvar.ts';
import { makerOfGetvar } from './getvar-maker.ts';
import { isImei } from './imei.ts';
import { HARDLY_PHONES, OTHER_MAKERS, TABLET_MAKERS } from './kind-makers.ts';
import { bootLockOfGetvar } from './lock-state.ts';
import { makerOfModel } from './maker-models.ts';
import type { PartialIdentity } from './partial-identity.ts';
import { asNumber, firstFact, mapped } from './property-fact.ts';
import { serialFact } from './serial.ts';
import { storageBytesOfGetvar, storageTypeOfGetvar } from './storage.ts';

const FINGERPRINTS = ['ro.build.fingerprint', 'system-fingerprint', 'vendor-fingerprint', 'fingerprint'];
const MODELS = ['sku', 'product_sku', 'devicemodel', 'model'];

interface KindWithReason {
  readonly kind: Kind;
  readonly variant: Variant | undefined;
  readonly why: string;
}

function kindOf(getvar: Getvar, maker: string | undefined, names: readonly string[]): KindWithReason {
  const none = { variant: undefined };
  if (variable(getvar, 'wipebench-virtual') === '1')
    return { kind: 'virtual', ...none, why: 'it says that it is a virtual phone' };
  const [model = '', fingerprint = ''] = [names[0], FINGERPRINTS.map((name) => variable(getvar, name)).find(Boolean)];
  const product = variable(getvar, 'product') ?? '';
  const mark = emulatorMark(
    new Map([
      ['ro.hardware', product],
      ['ro.product.name', product],
      ['ro.product.model', model],
      ['ro.build.fingerprint', fingerprint],
    ]),
  );
  if (mark) return { kind: 'emulator', variant: mark.variant, why: `its names are of an emulator: ${product}` };
  if (maker === 'Rockchip') return { kind: 'other', variant: 'board', why: 'it is a board of Rockchip’s' };
  const named = kindOfNames(names, maker);
  if (named) return { kind: named.kind, variant: named.variant, why: `its name is ${named.name}` };
  if (maker === undefined) return { kind: 'unknown', ...none, why: 'the boot loader does not tell what it is' };
  const other = OTHER_MAKERS.get(maker);
  if (other) return { kind: 'other', variant: other, why: `${maker} makes no phones` };
  if (TABLET_MAKERS.includes(maker)) return { kind: 'tablet', ...none, why: `${maker} makes tablets` };
  if (HARDLY_PHONES.includes(maker)) return { kind: 'unknown', ...none, why: `${maker} makes hardly any phones` };
  return { kind: 'phone', ...none, why: `it is a boot loader of ${maker}` };
}

function imeisOf(getvar: Getvar): Identity['imeis'] {
  const told = ['imei', 'imei1', 'imei2'].filter((name) => isImei(variable(getvar, name) ?? ''));
  const [first] = told;
  const value = [...new Set(told.map((name) => variable(getvar, name) ?? ''))];
  return first === undefined
    ? { unavailable: 'the boot loader tells no IMEI' }
    : { value, source: `getvar ${told.join(', ')}` };
}

export function identifyGetvar(getvar: Getvar): PartialIdentity {
  const { variables } = getvar;
  const fact = (...names: string[]): Fact<string> => firstFact(variables, 'getvar', ...names);
  const maker = makerOfGetvar(getvar);
  const name = 'value' in maker.fact ? maker.fact.value : undefined;
  const fingerprint = mapped(fact(...FINGERPRINTS), (text) => (parseFingerprint(text) ? text : undefined));
  const print = 'value' in fingerprint ? parseFingerprint(fingerprint.value) : undefined;
  const product = fact('product');
  const code = 'value' in product ? product.value : '';
  const models = fact(...MODELS);
  const model = 'value' in models ? models : makerOfModel(code) !== undefined ? product : models;
  const names = ['value' in model ? model.value : '', code, print?.device ?? '', print?.product ?? ''];
  const kind = kindOf(getvar, name, names);
  return {
    kind: kind.kind,
    variant:
      kind.variant === undefined
        ? { unavailable: 'it is no device with a variant' }
        : { value: kind.variant, source: kind.why },
    why: [kind.why, ...('value' in maker.fact ? [`${maker.fact.source} speaks for ${maker.fact.value}`] : [])],
    contradictions: maker.contradictions,
    maker: maker.fact,
    model,
    device: print ? { value: print.device, source: 'value' in fingerprint ? fingerprint.source : 'getvar' } : product,
    product,
    serial: serialFact(variables, 'getvar', 'serialno', 'serial'),
    imeis: imeisOf(getvar),
    fingerprint,
    securityPatch: mapped(fact('security-patch-level'), (text) =>
      /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined,
    ),
    launchApiLevel: mapped(fact('first-api-level'), asNumber),
    storage: { type: storageTypeOfGetvar(getvar), bytes: storageBytesOfGetvar(getvar) },
    bootLock: bootLockOfGetvar(getvar),
  };
}
