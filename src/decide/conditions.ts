/** The conditions of profiles, over a flat view of what is known. A fact that is unknown meets no condition. */
import type { Condition, ConditionFact, Service } from '../model/condition.ts';
import { conditionText, orWords } from '../model/condition-words.ts';
import type { Identity } from '../model/identity.ts';
import type { PreflightCode, PreflightItem } from '../model/preflight.ts';
import type { DeviceState } from '../model/sighting.ts';

export type FactValue = string | number | boolean;

export interface FactView {
  readonly facts: Readonly<Partial<Record<ConditionFact, FactValue>>>;
  /** A code that is not there was not asked, which is `unknown`. */
  readonly preflight: Readonly<Partial<Record<PreflightCode, PreflightItem['state']>>>;
}

/** `now`: the shell is root already; `possible`: a debuggable build lets adbd restart as root; `no`: neither. */
export type RootShell = 'now' | 'possible' | 'no';

export interface Known {
  readonly identity: Identity;
  readonly state: DeviceState;
  readonly rootShell: RootShell;
  /** What answers beside, or instead of, an ordinary shell. */
  readonly service?: Service | undefined;
  readonly preflight: readonly PreflightItem[];
}

export function factView({ identity, state, rootShell, service, preflight }: Known): FactView {
  const told = {
    variant: identity.variant,
    maker: identity.maker,
    brand: identity.brand,
    model: identity.model,
    device: identity.device,
    product: identity.product,
    rom: identity.rom,
    release: identity.release,
    sdk: identity.sdk,
    launchApiLevel: identity.launchApiLevel,
    securityPatch: identity.securityPatch,
    buildType: identity.buildType,
    debuggable: identity.debuggable,
    bootLock: identity.bootLock,
    encryptionState: identity.encryption.state,
    encryptionType: identity.encryption.type,
    metadataEncryption: identity.encryption.metadata,
    deleteAllKeys: identity.encryption.deleteAllKeys,
  };
  const known = Object.entries(told).flatMap(([name, fact]) => ('value' in fact ? [[name, fact.value] as const] : []));
  return {
    facts: {
      ...Object.fromEntries(known),
      kind: identity.kind,
      state,
      rootShell,
      // Asked of every phone: a route that would do harm beside one of them can ask for none.
      service: service ?? 'none',
    },
    preflight: Object.fromEntries(preflight.map((item) => [item.code, item.state])),
  };
}

/** A condition over a fact, as against one over preflight. */
export type FactCondition = Exclude<Condition, { preflight: unknown }>;

export function holds(condition: Condition, view: FactView): boolean {
  if ('preflight' in condition) return condition.in.includes(view.preflight[condition.preflight] ?? 'unknown');
  const value = view.facts[condition.fact];
  return value !== undefined && meets(value, condition);
}

export function meets(value: FactValue, condition: FactCondition): boolean {
  if ('in' in condition) return condition.in.includes(value);
  if ('startsWith' in condition) {
    return typeof value === 'string' && condition.startsWith.some((start) => value.startsWith(start));
  }
  const limit = 'min' in condition ? condition.min : condition.max;
  // Of different types, such as a patch level that is a number: not comparable, so it does not hold.
  if (typeof value !== typeof limit) return false;
  return 'min' in condition ? value >= limit : value <= limit;
}

/** The condition in words, for refusals and for `notTaken`: `asks for a root shell: now or possible, here no`. */
export function conditionWords(condition: Condition, view: FactView): string {
  const here =
    'preflight' in condition ? view.preflight[condition.preflight] : orWords([view.facts[condition.fact] ?? 'unknown']);
  return `asks for ${conditionText(condition)}, here ${here ?? 'unknown'}`;
}
