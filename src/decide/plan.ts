/** One phone, what is known of it, and the profiles: a plan, or all the reasons against one. Deterministic. */
import { type EvidenceLevel, levelRank } from '../model/evidence-level.ts';
import type { Handset } from '../model/handset.ts';
import type { Identity } from '../model/identity.ts';
import type { Claim, Plan, Refusal, Step, Verb } from '../model/plan.ts';
import { VERBS } from '../model/plan.ts';
import type { PreflightItem } from '../model/preflight.ts';
import type { Profile, Route } from '../model/profile.ts';
import type { Sighting } from '../model/sighting.ts';
import { conditionWords, type FactView, factView, holds, type RootShell } from './conditions.ts';

export interface IndexedProfile {
  readonly profile: Profile;
  /** SHA-256 of the profile file's canonical JSON. */
  readonly digest: string;
}

export interface PlanInput {
  readonly handset: Handset;
  readonly sighting: Sighting;
  readonly identity: Identity;
  readonly preflight: readonly PreflightItem[];
  readonly rootShell: RootShell;
  readonly profiles: readonly IndexedProfile[];
  readonly requiredLevel: EvidenceLevel;
  /** Take this route or none. */
  readonly route?: string;
}

/** The danger of a verb is a property of the verb. After `write-bcb` the next start of recovery erases. */
export const VERB_DANGER: Readonly<Record<Verb, Step['danger']>> = {
  'adb:root': 'restarts',
  'adb:reboot': 'restarts',
  'adb:rescue-wipe': 'erases',
  'adb:write-bcb': 'erases',
  'adb:await-reset': 'none',
  'probe:baseline': 'none',
  'probe:sample': 'none',
  'probe:state': 'none',
};

interface Candidate {
  readonly profile: IndexedProfile;
  readonly route: Route;
  readonly claim: Claim;
}

function refusal(code: string, text: string, action?: string): Refusal {
  return { reasons: [{ code, text, ...(action === undefined ? {} : { action }) }] };
}

function claimOf(route: Route, view: FactView): Claim | undefined {
  const found = route.claims.find((claim) => claim.when.every((condition) => holds(condition, view)));
  return found && { method: found.method, technique: found.technique, maxLevel: found.maxLevel, why: found.why };
}

/** Strongest proof first; then the stronger method; then the order of the file. */
function stronger(a: Candidate, b: Candidate): number {
  const methods = ['none', 'clear', 'purge'];
  return (
    levelRank(b.claim.maxLevel) - levelRank(a.claim.maxLevel) ||
    methods.indexOf(b.claim.method) - methods.indexOf(a.claim.method)
  );
}

function stepsOf(route: Route): Step[] {
  return route.steps.flatMap((step): Step[] => {
    const verb = VERBS.find((name) => name in step.do);
    if (!verb) return [];
    const { id, words, timeoutSeconds } = step;
    return [{ id, verb, args: step.do[verb] ?? {}, words, danger: VERB_DANGER[verb], timeoutSeconds }];
  });
}

/** The profile with the most matching conditions; a tie is an error of the profiles, which their lint finds. */
function bestProfile(profiles: readonly IndexedProfile[], view: FactView): IndexedProfile | Refusal {
  const matching = profiles.filter(({ profile }) => profile.match.every((condition) => holds(condition, view)));
  const most = Math.max(...matching.map(({ profile }) => profile.match.length));
  const [best, ...others] = matching.filter(({ profile }) => profile.match.length === most);
  if (!best) return refusal('PLAN_NO_PROFILE', 'No profile fits this phone.', 'See what is known of it with --json.');
  if (others.length > 0) {
    const names = [best, ...others].map(({ profile }) => profile.id).join(', ');
    return refusal('PLAN_AMBIGUOUS_PROFILE', `Several profiles fit equally: ${names}.`);
  }
  return best;
}

export function planFor(input: PlanInput): Plan | Refusal {
  const view = factView(input.identity, input.sighting.state, input.rootShell);
  const blocking = input.preflight.filter((item) => item.severity === 'blocks' && item.state === 'yes');
  if (blocking.length > 0) {
    return {
      reasons: blocking.map(({ code, text, action }) => ({ code, text, ...(action === undefined ? {} : { action }) })),
    };
  }
  if (input.identity.kind === 'unknown') {
    const why = input.identity.why[0] ?? 'it tells nothing';
    return refusal(
      'PLAN_NO_PROFILE',
      `What kind of device this is, is not known: ${why}.`,
      'See what is known of it with --json.',
    );
  }
  const { serial, imeis } = input.identity;
  if (input.handset.binding === 'weak' && !('value' in serial) && !('value' in imeis)) {
    return refusal(
      'PLAN_PHONE_NOT_UNIQUE',
      'Neither a port nor a serial nor an IMEI tells this phone from others, so it could not be known again after a restart.',
      'Plug it into a port that adb shows (usb:…), and unplug phones like it.',
    );
  }
  const profile = bestProfile(input.profiles, view);
  if ('reasons' in profile) return profile;

  const notTaken: { route: string; why: string }[] = [];
  const candidates: Candidate[] = [];
  for (const route of profile.profile.routes) {
    const unmet = route.needs.filter((condition) => !holds(condition, view));
    const claim = claimOf(route, view);
    if (!route.from.includes(input.sighting.state as Route['from'][number])) {
      notTaken.push({
        route: route.id,
        why: `begins in ${route.from.join(' or ')}, the phone is ${input.sighting.state}`,
      });
    } else if (unmet.length > 0) {
      notTaken.push({ route: route.id, why: unmet.map((condition) => conditionWords(condition, view)).join('; ') });
    } else if (input.route !== undefined && input.route !== route.id) {
      notTaken.push({ route: route.id, why: `route ${input.route} was asked for` });
    } else if (!claim) {
      notTaken.push({ route: route.id, why: 'the profile allows no claim for this phone' });
    } else {
      candidates.push({ profile, route, claim });
    }
  }
  const [chosen, ...weaker] = candidates.toSorted(stronger);
  if (!chosen) {
    return {
      reasons:
        notTaken.length > 0
          ? notTaken.map(({ route, why }) => ({ code: 'PLAN_ROUTE_UNMET', text: `Route ${route}: ${why}.` }))
          : [{ code: 'PLAN_NO_ROUTE', text: `Profile ${profile.profile.id} has no route for this phone.` }],
    };
  }
  return {
    version: 1,
    target: {
      seat: input.handset.seat,
      binding: input.handset.binding,
      adbSerial: input.sighting.serial,
      identity: input.identity,
      stateAtPlan: input.sighting.state,
    },
    profile: { id: profile.profile.id, digest: profile.digest },
    route: chosen.route.id,
    steps: stepsOf(chosen.route),
    claim: chosen.claim,
    returnSeconds: chosen.route.returnSeconds,
    erases: chosen.route.erases,
    stays: chosen.route.stays,
    preflight: [...input.preflight],
    requiredLevel: input.requiredLevel,
    notTaken: [
      ...notTaken,
      ...weaker.map(({ route, claim }) => ({
        route: route.id,
        why: `proves less: at best ${claim.maxLevel}, the chosen one ${chosen.claim.maxLevel}`,
      })),
    ],
  };
}
