/** One phone, what is known of it, and the profiles: a plan, or all the reasons against one. Deterministic. */
import type { Service } from '../model/condition.ts';
import { type EvidenceLevel, weakestLevel } from '../model/evidence-level.ts';
import type { Handset } from '../model/handset.ts';
import type { Identity } from '../model/identity.ts';
import type { CardChoice, Claim, Plan, Refusal, Step, Verb } from '../model/plan.ts';
import { VERBS } from '../model/plan.ts';
import type { PreflightItem } from '../model/preflight.ts';
import type { IndexedProfile, Profile, RouteUse } from '../model/profile.ts';
import type { Route } from '../model/route.ts';
import type { DeviceState, Sighting } from '../model/sighting.ts';
import { cardStep } from './card-step.ts';
import { bestProfiles } from './choose-profile.ts';
import { conditionWords, type FactView, factView, holds, type RootShell } from './conditions.ts';
import { neverVerified } from './never-verified.ts';
import { withProbes } from './planned-probes.ts';
import { type Candidate, needsPerson, rankRoutes, whyNot } from './rank-routes.ts';
import { withReading } from './reading-choice.ts';
import { VERB_DANGER } from './verb-danger.ts';

export interface PlanInput {
  readonly handset: Handset;
  readonly sighting: Sighting;
  readonly identity: Identity;
  readonly preflight: readonly PreflightItem[];
  readonly rootShell: RootShell;
  readonly service?: Service | undefined;
  readonly profiles: readonly IndexedProfile[];
  readonly requiredLevel: EvidenceLevel;
  /** Take this route or none. */
  readonly route?: string;
  /** What the operator wants done with a memory card; by default it is left, and that is said. */
  readonly sdCard?: CardChoice;
  /** False when nobody can be asked to do something at the phone, as in a script. */
  readonly operatorPresent?: boolean;
}

const NOBODY = 'needs a person at the phone, and there is no terminal to ask one';

/** In these modes a phone tells who made it, but not what kind of device it is. */
const SILENT_ABOUT_KIND: readonly DeviceState[] = ['fastboot', 'fastbootd', 'sideload', 'rescue', 'unauthorized'];

interface Usable extends Candidate {
  readonly steps: Step[];
}

function refusal(code: string, text: string, action?: string): Refusal {
  return { reasons: [{ code, text, ...(action === undefined ? {} : { action }) }] };
}

/** The first claim whose conditions hold, no higher than the profile allows. */
export function claimOf(route: Route, use: RouteUse, view: FactView): Claim | undefined {
  const found = route.claims.find((claim) => claim.when.every((condition) => holds(condition, view)));
  if (!found) return undefined;
  const maxLevel = use.maxLevel === undefined ? found.maxLevel : weakestLevel(found.maxLevel, use.maxLevel);
  return { method: found.method, technique: found.technique, maxLevel, why: found.why };
}

/** Undefined when the profile has no words for a card that the route needs. */
export function stepsOf(route: Route, profile: Profile): Step[] | undefined {
  const steps: Step[] = [];
  for (const step of route.steps) {
    const verb: Verb | undefined = VERBS.find((name) => name in step.do);
    if (!verb) return undefined;
    const { id, words, timeoutSeconds } = step;
    const args = step.do[verb] ?? {};
    const made: Step = { id, verb, args, words, danger: VERB_DANGER[verb], timeoutSeconds };
    if (verb.startsWith('guide:')) {
      const guide = Object.entries(profile.guides).find(([name]) => name === args['guide'])?.[1];
      if (!guide) return undefined;
      steps.push({ ...made, card: guide.lines });
    } else {
      steps.push(made);
    }
  }
  return steps;
}

/** What forbids a plan whatever the profiles say. */
function forbidden(input: PlanInput): Refusal | undefined {
  const { identity, handset, sighting } = input;
  const blocking = input.preflight.filter((item) => item.severity === 'blocks' && item.state === 'yes');
  if (blocking.length > 0) {
    return {
      reasons: blocking.map(({ code, text, action }) => ({ code, text, ...(action === undefined ? {} : { action }) })),
    };
  }
  if (identity.kind === 'unknown' && !SILENT_ABOUT_KIND.includes(sighting.state)) {
    const why = identity.why[0] ?? 'it tells nothing';
    return refusal(
      'PLAN_NO_PROFILE',
      `What kind of device this is, is not known: ${why}.`,
      'See what is known of it with --json.',
    );
  }
  if (handset.binding === 'weak' && !('value' in identity.serial) && !('value' in identity.imeis)) {
    return refusal(
      'PLAN_PHONE_NOT_UNIQUE',
      'Neither a port nor a serial nor an IMEI tells this phone from others, so it could not be known again after a restart.',
      'Plug it into a port that adb shows (usb:…), and unplug phones like it.',
    );
  }
  return undefined;
}

/** Why a route cannot be taken, or the route with its steps and its claim. */
function consider(
  { route, use }: IndexedProfile['routes'][number],
  profile: Profile,
  view: FactView,
  input: PlanInput,
): Usable | string {
  if (route.needsCompanion) return 'needs a companion app on the phone, which does not exist yet';
  const { state } = input.sighting;
  if (!route.from.includes(state)) return `begins in ${route.from.join(' or ')}, the phone is ${state}`;
  const unmet = [...route.needs, ...use.needs].filter((condition) => !holds(condition, view));
  if (unmet.length > 0) return unmet.map((condition) => conditionWords(condition, view)).join('; ');
  if (input.route !== undefined && input.route !== route.id) return `route ${input.route} was asked for`;
  if (needsPerson(route) && input.operatorPresent === false) return NOBODY;
  const claim = claimOf(route, use, view);
  if (!claim) return 'the profile allows no claim for this phone';
  const steps = stepsOf(route, profile);
  if (steps === undefined) return 'the profile has no instructions for the person at the phone';
  return { route, ...withReading(withProbes(claim, steps), input.requiredLevel) };
}

/** A profile without any route says in its last note what can be done instead. */
function whatInstead({ notes }: Profile): { action?: string } {
  const action = Object.values(notes).at(-1);
  return action === undefined ? {} : { action };
}

export function planFor(input: PlanInput): Plan | Refusal {
  const view = factView({ ...input, state: input.sighting.state });
  const forbids = forbidden(input);
  if (forbids) return forbids;
  const [best, ...ties] = bestProfiles(input.profiles, view);
  if (!best) return refusal('PLAN_NO_PROFILE', 'No profile fits this phone.', 'See what is known of it with --json.');
  if (ties.length > 0) {
    const names = [best, ...ties].map(({ profile }) => profile.id).join(', ');
    return refusal('PLAN_AMBIGUOUS_PROFILE', `Several profiles fit equally: ${names}.`);
  }
  const { profile } = best;
  const asked = input.route;
  if (asked !== undefined && !best.routes.some(({ route }) => route.id === asked)) {
    return refusal('PLAN_ROUTE_UNMET', `Profile ${profile.id} does not offer the route ${asked}.`);
  }
  const notTaken: Plan['notTaken'] = [];
  const usable: Usable[] = [];
  for (const offered of best.routes) {
    const considered = consider(offered, profile, view, input);
    if (typeof considered === 'string') notTaken.push({ route: offered.route.id, why: considered });
    else usable.push(considered);
  }
  const [chosen, ...weaker] = rankRoutes(usable, view, input.requiredLevel);
  if (!chosen) {
    // Who asks for one route is told of that one.
    const told = notTaken.filter(({ route }) => asked === undefined || route === asked);
    return {
      reasons:
        told.length > 0
          ? told.map(({ route, why }) => ({
              code: why === NOBODY ? 'PLAN_NO_OPERATOR' : 'PLAN_ROUTE_UNMET',
              text: `Route ${route}: ${why}.`,
            }))
          : [
              {
                code: 'PLAN_NO_ROUTE',
                text: `Profile ${profile.id} has no route for this phone.`,
                ...whatInstead(profile),
              },
            ],
    };
  }
  const card = cardStep(input.sdCard ?? 'leave', view);
  if (card !== undefined && 'reasons' in card) return card;
  return {
    version: 1,
    target: {
      seat: input.handset.seat,
      binding: input.handset.binding,
      shownSerial: input.sighting.serial,
      identity: input.identity,
      stateAtPlan: input.sighting.state,
    },
    profile: { id: profile.id, digest: best.digest },
    route: chosen.route.id,
    steps: card === undefined ? chosen.steps : [card, ...chosen.steps],
    claim: {
      ...chosen.claim,
      why: [...chosen.claim.why, ...neverVerified(chosen.claim, chosen.steps, input.identity)],
    },
    cryptoErase: profile.cryptoErase,
    returnSeconds: chosen.route.returnSeconds,
    erases: card === undefined ? chosen.route.erases : [...chosen.route.erases, 'memory card'],
    stays: chosen.route.stays,
    leaves: chosen.route.leaves,
    needsOperator: needsPerson(chosen.route),
    sdCard: card === undefined ? 'leave' : (input.sdCard ?? 'leave'),
    preflight: [...input.preflight],
    requiredLevel: input.requiredLevel,
    notTaken: [...notTaken, ...weaker.map((other) => ({ route: other.route.id, why: whyNot(other, chosen, view) }))],
  };
}
