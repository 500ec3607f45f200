/** The conditions of profiles, over a flat view of what is known. A fact that is unknown meets no condition. */
import type { Identity } from '../model/identity.ts';
import type { Condition } from '../model/profile.ts';
import type { AdbState } from '../model/sighting.ts';

export type FactValue = string | number | boolean;

/** The names that profiles may use. A lint of profiles checks against the keys of this type. */
export const CONDITION_FACTS = [
  'kind',
  'maker',
  'brand',
  'model',
  'device',
  'sdk',
  'launchApiLevel',
  'buildType',
  'debuggable',
  'bootLock',
  'encryptionState',
  'encryptionType',
  'metadataEncryption',
  'deleteAllKeys',
  'rootShell',
  'state',
] as const;
export type ConditionFact = (typeof CONDITION_FACTS)[number];

export type FactView = Readonly<Partial<Record<ConditionFact, FactValue>>>;

/** `now`: the shell is root already; `possible`: a debuggable build lets adbd restart as root; `no`: neither. */
export type RootShell = 'now' | 'possible' | 'no';

export function factView(identity: Identity, state: AdbState, rootShell: RootShell): FactView {
  const facts = {
    maker: identity.maker,
    brand: identity.brand,
    model: identity.model,
    device: identity.device,
    sdk: identity.sdk,
    launchApiLevel: identity.launchApiLevel,
    buildType: identity.buildType,
    debuggable: identity.debuggable,
    bootLock: identity.bootLock,
    encryptionState: identity.encryption.state,
    encryptionType: identity.encryption.type,
    metadataEncryption: identity.encryption.metadata,
    deleteAllKeys: identity.encryption.deleteAllKeys,
  };
  const known = Object.entries(facts).flatMap(([name, fact]) => ('value' in fact ? [[name, fact.value] as const] : []));
  return { ...Object.fromEntries(known), kind: identity.kind, state, rootShell };
}

export function holds(condition: Condition, view: FactView): boolean {
  const value = view[condition.fact as ConditionFact];
  if (value === undefined) return false;
  if ('in' in condition) return condition.in.includes(value);
  if (typeof value !== 'number') return false;
  return 'min' in condition ? value >= condition.min : value <= condition.max;
}

/** The condition in words, for refusals and for `notTaken`. */
export function conditionWords(condition: Condition, view: FactView): string {
  const value = view[condition.fact as ConditionFact];
  const wanted =
    'in' in condition
      ? `one of ${condition.in.join(', ')}`
      : 'min' in condition
        ? `at least ${condition.min}`
        : `at most ${condition.max}`;
  return `${condition.fact} must be ${wanted}, and is ${value === undefined ? 'unknown' : value}`;
}
