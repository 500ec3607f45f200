/**
 * A plan for a phone that is on no cable: no adb, a broken port, a phone without Android. A person does it by cards and
 * says so; who the phone is, is what the person typed. Nothing can be observed, so nothing above a person's word is claimed.
 */
import { type EvidenceLevel, weakestLevel } from '../model/evidence-level.ts';
import type { Fact } from '../model/fact.ts';
import type { Identity, Kind } from '../model/identity.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import type { IndexedProfile } from '../model/profile.ts';
import { conditionWords, factView, holds } from './conditions.ts';
import { isImei } from './imei.ts';
import { claimOf, stepsOf } from './plan.ts';

/** What a person says of a phone; the source of every fact of it. */
export interface TypedPhone {
  readonly kind: Kind;
  readonly imeis: readonly string[];
  readonly serial?: string;
  readonly maker?: string;
  readonly model?: string;
}

export const TYPED = 'typed by the operator';
const BY_HAND = 'by-hand:';

/** True for the seat of a phone that is on no cable. */
export function isByHand(seat: string): boolean {
  return seat.startsWith(BY_HAND);
}

const refusal = (code: string, text: string, action?: string): Refusal => ({
  reasons: [{ code, text, ...(action === undefined ? {} : { action }) }],
});

/** Why this cannot be the name of one phone; undefined when it can. */
export function typedTrouble({ imeis, serial }: Pick<TypedPhone, 'imeis' | 'serial'>): string | undefined {
  const wrong = imeis.find((imei) => !isImei(imei));
  if (wrong !== undefined) return `${wrong} is no IMEI: that is 15 digits, the last of which checks the others.`;
  if (serial !== undefined && !/^[\x21-\x7e]{3,64}$/.test(serial)) {
    return 'A serial is 3 to 64 letters, digits and signs, without blanks.';
  }
  if (imeis.length === 0 && serial === undefined) return 'Say which phone it is: --imei or --serial, from its label.';
  return undefined;
}

export function typedIdentity({ kind, imeis, serial, maker, model }: TypedPhone): Identity {
  const none = { unavailable: 'the phone is on no cable' };
  const typed = (text: string | undefined): Fact<string> =>
    text === undefined || text.trim() === '' ? { unavailable: 'not typed' } : { value: text.trim(), source: TYPED };
  return {
    kind,
    variant: none,
    rom: none,
    maker: typed(maker),
    brand: none,
    model: typed(model),
    deviceName: none,
    device: none,
    product: none,
    serial: typed(serial),
    imeis: imeis.length > 0 ? { value: [...imeis], source: TYPED } : { unavailable: 'not typed' },
    fingerprint: none,
    release: none,
    sdk: none,
    securityPatch: none,
    buildType: none,
    debuggable: none,
    launchApiLevel: none,
    storage: { type: none, bytes: none },
    encryption: { state: none, type: none, metadata: none, deleteAllKeys: none },
    bootLock: none,
    verifiedBoot: none,
    confidence: 'low',
    why: [`everything about this phone was ${TYPED}`],
  };
}

export interface ByHandInput {
  readonly phone: TypedPhone;
  readonly profiles: readonly IndexedProfile[];
  /** Id of the profile; never guessed, because nothing tells what phone it is. */
  readonly profile: string;
  readonly route: string;
  readonly requiredLevel: EvidenceLevel;
  readonly operatorPresent: boolean;
}

/** The cards of the route without the looks through a cable that there is not. */
export function planByHand(input: ByHandInput): Plan | Refusal {
  const { phone } = input;
  const trouble = typedTrouble(phone);
  if (trouble !== undefined) return refusal('PLAN_PHONE_NOT_UNIQUE', trouble);
  const found = input.profiles.find(({ profile }) => profile.id === input.profile);
  if (!found) return refusal('PLAN_NO_PROFILE', `There is no profile ${input.profile}.`);
  const offered = found.routes.find(({ route }) => route.id === input.route);
  if (!offered) return refusal('PLAN_ROUTE_UNMET', `Profile ${input.profile} does not offer the route ${input.route}.`);
  const { route, use } = offered;
  const identity = typedIdentity(phone);
  const view = factView({ identity, state: 'unknown', rootShell: 'no', preflight: [] });
  const unmet = [...route.needs, ...use.needs].filter((condition) => !holds(condition, view));
  if (unmet.length > 0) {
    const words = unmet.map((condition) => conditionWords(condition, view)).join('; ');
    return refusal('PLAN_ROUTE_UNMET', `Route ${route.id}: ${words}.`, 'Only a phone on the cable can show that.');
  }
  const steps = stepsOf(route, found.profile);
  const claim = claimOf(route, use, view);
  if (!steps || !claim) {
    return refusal('PLAN_ROUTE_UNMET', `Profile ${input.profile} has no instructions for route ${route.id}.`);
  }
  const cards = steps.filter((step) => !step.verb.startsWith('probe:'));
  if (route.needsCompanion || cards.some((step) => !step.verb.startsWith('guide:'))) {
    return refusal('PLAN_ROUTE_UNMET', `Route ${route.id} needs the phone on a cable.`, 'Take a route by hand.');
  }
  if (!input.operatorPresent) {
    return refusal('PLAN_NO_OPERATOR', 'There is no terminal to ask the person at the phone.', 'Run it on a terminal.');
  }
  return {
    version: 1,
    target: {
      seat: `${BY_HAND}${phone.imeis[0] ?? phone.serial}`,
      binding: 'weak',
      shownSerial: phone.serial ?? phone.imeis[0] ?? '',
      identity,
      stateAtPlan: 'unknown',
    },
    profile: { id: found.profile.id, digest: found.digest },
    route: route.id,
    steps: cards,
    claim: { ...claim, maxLevel: weakestLevel(claim.maxLevel, 'OPERATOR-CONFIRMED') },
    cryptoErase: found.profile.cryptoErase,
    returnSeconds: route.returnSeconds,
    erases: route.erases,
    stays: route.stays,
    leaves: route.leaves,
    needsOperator: true,
    sdCard: 'leave',
    preflight: [],
    requiredLevel: input.requiredLevel,
    notTaken: [],
  };
}
