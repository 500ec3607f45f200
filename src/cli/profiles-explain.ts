/** A dry run of the planner over what a file tells of a phone: nothing is asked of any phone, nothing is touched. */
import { bestProfiles, matches } from '../decide/choose-profile.ts';
import { type FactView, factView, holds, type RootShell } from '../decide/conditions.ts';
import { identify } from '../decide/identify.ts';
import { type PlanInput, planFor } from '../decide/plan.ts';
import { preflight, supposedItem } from '../decide/preflight.ts';
import type { Condition, Service } from '../model/condition.ts';
import type { EvidenceLevel } from '../model/evidence-level.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import type { IndexedProfile } from '../model/profile.ts';
import type { Readings } from '../model/readings.ts';
import type { DeviceState, Sighting } from '../model/sighting.ts';
import { conditionText, orWords } from '../report/condition-text.ts';
import {
  type Explanation,
  outcomeText,
  PROOF_WORDS,
  type Question,
  type RouteExplanation,
} from '../report/explain-text.ts';
import { GRADE_WORDS, testedText } from '../report/knowledge-text.ts';

export interface ExplainRequest {
  readonly file: string;
  readonly text: string;
  readonly from: 'props' | 'getvar';
  readonly state: DeviceState;
  readonly service?: Service | undefined;
  readonly route?: string | undefined;
  readonly requiredLevel: EvidenceLevel;
  readonly profiles: readonly IndexedProfile[];
  /** Of the user, for what is to be typed next. */
  readonly folder?: string | undefined;
}

const MAX_OTHERS = 6;

function planInput(request: ExplainRequest): PlanInput {
  const { text, from, state, service, profiles, requiredLevel, route } = request;
  const readings: Readings = { [from]: { exitCode: 0, stdout: text, stderr: '' } };
  const identity = identify(readings);
  const serial = 'value' in identity.serial ? identity.serial.value : 'unknown';
  const sighting: Sighting = { driver: from === 'getvar' ? 'fastboot' : 'adb', handle: 'file', serial, state };
  const debuggable = 'value' in identity.debuggable && identity.debuggable.value;
  return {
    handset: { seat: 'file', binding: 'strong', sightings: [sighting] },
    sighting,
    identity,
    preflight: preflight(readings, identity),
    rootShell: debuggable ? 'possible' : 'no',
    service,
    profiles,
    requiredLevel,
    ...(route === undefined ? {} : { route }),
  };
}

/** A condition that does not hold, and what is known instead. */
function unmetWords(condition: Condition, view: FactView): string {
  const is = 'preflight' in condition ? view.preflight[condition.preflight] : view.facts[condition.fact];
  return `asks for: ${conditionText(condition)} (${is === undefined ? 'not known' : `here ${orWords([is])}`})`;
}

/** Why a profile that comes near was not taken; undefined when it does not come near. */
function otherWhy({ profile }: IndexedProfile, view: FactView, best: IndexedProfile | undefined): string | undefined {
  if (matches(profile, view)) {
    if (!best || best.profile.id === profile.id) return undefined;
    return profile.layer === best.profile.layer
      ? `fits too, but asks for less than ${best.profile.id}`
      : `fits too, but ${best.profile.id} (layer ${best.profile.layer}) goes before the layer ${profile.layer}`;
  }
  const unmet = profile.match.filter((condition) => !holds(condition, view));
  const against = profile.notThis.filter((condition) => holds(condition, view));
  const [first] = unmet;
  if (unmet.length === 0) return `fits, but says that it is not for ${against.map(conditionText).join('; ')}`;
  // That it is for phones too brings no profile near: something that tells this phone from others must hold.
  const telling = profile.match.filter(
    (condition) => !('fact' in condition && condition.fact === 'kind') && holds(condition, view),
  );
  return first && unmet.length === 1 && telling.length > 0 ? unmetWords(first, view) : undefined;
}

function routeWhy(
  { use, route }: IndexedProfile['routes'][number],
  input: PlanInput,
  view: FactView,
  decision: Plan | Refusal,
): string[] {
  const { state } = input.sighting;
  const why = [...route.needs, ...use.needs]
    .filter((condition) => !holds(condition, view))
    .map((condition) => unmetWords(condition, view));
  if (route.needsCompanion) why.unshift('needs an app on the phone that does not exist yet');
  if (!route.from.includes(state)) why.unshift(`begins in ${route.from.join(' or ')}, the phone is ${state}`);
  if (why.length > 0 || 'reasons' in decision) return why;
  return decision.notTaken.flatMap((other) => (other.route === route.id ? [other.why] : []));
}

function explainRoute(
  offered: IndexedProfile['routes'][number],
  input: PlanInput,
  view: FactView,
  decision: Plan | Refusal,
): RouteExplanation {
  const { use, route } = offered;
  const alone = planFor({ ...input, route: route.id });
  const taken = !('reasons' in decision) && decision.route === route.id;
  const possible = !('reasons' in alone);
  const verbs = route.steps.flatMap((step) => Object.keys(step.do));
  const why = routeWhy(offered, input, view, decision);
  if (!possible && why.length === 0) why.push(...alone.reasons.map(({ text }) => text));
  return {
    id: route.id,
    title: route.title,
    verdict: taken ? 'taken' : possible ? 'possible' : 'no',
    why: taken ? [] : why,
    ...(possible ? { claim: alone.claim } : {}),
    proofs: [...new Set(verbs)].flatMap((verb) => PROOF_WORDS[verb] ?? []),
    stays: route.stays,
    person: verbs.some((verb) => verb.startsWith('guide:')),
    knowledge: `${GRADE_WORDS[use.grade]}; ${testedText(use.testedOn)}`,
  };
}

/** Everything that is not known, answered in both ways: what would come out differently is worth asking. */
function questions(input: PlanInput, decision: Plan | Refusal): Question[] {
  const before = outcomeText(decision);
  const found: Question[] = [];
  const ask = (code: Question['code'], plans: readonly (readonly ['yes' | 'no', Plan | Refusal])[]) => {
    const answers = plans
      .map(([answer, plan]) => ({ answer, plan: outcomeText(plan) }))
      .filter(({ plan }) => plan !== before);
    if (answers.length > 0) found.push({ code, answers });
  };
  if (input.rootShell !== 'now' && ['device', 'recovery'].includes(input.sighting.state)) {
    const rootShell: RootShell = 'now';
    ask('root', [['yes', planFor({ ...input, rootShell })]]);
  }
  for (const item of input.preflight.filter(({ state }) => state === 'unknown')) {
    const plans = (['yes', 'no'] as const).flatMap((answer) => {
      const supposed = supposedItem(item.code, answer);
      if (!supposed) return [];
      const items = input.preflight.map((each) => (each.code === item.code ? supposed : each));
      return [[answer, planFor({ ...input, preflight: items })] as const];
    });
    ask(item.code, plans);
  }
  return found;
}

function nextLines(decision: Plan | Refusal, { route, folder }: ExplainRequest): string[] {
  const profiles = folder === undefined ? '' : ` --profiles ${folder}`;
  const planned = !('reasons' in decision);
  const asked = planned && route !== undefined ? ` --route ${route}` : '';
  return [
    'Plug the phone in, and type: wipebench detect',
    `Then, with its seat as it is listed: wipebench plan --device SEAT${asked}${profiles}`,
    `All that a profile says: wipebench profiles show ${planned ? decision.profile.id : 'ID'}${profiles}`,
  ];
}

export function explain(request: ExplainRequest): Explanation {
  const input = planInput(request);
  const view = factView({ ...input, state: input.sighting.state });
  const found = bestProfiles(request.profiles, view);
  const best = found.length === 1 ? found[0] : undefined;
  const decision = planFor(input);
  const others = request.profiles.flatMap((profile) => {
    const why = found.length > 1 && found.includes(profile) ? undefined : otherWhy(profile, view, best ?? found[0]);
    return why === undefined ? [] : [{ id: profile.profile.id, why }];
  });
  return {
    file: request.file,
    state: request.state,
    identity: input.identity,
    ...(best
      ? {
          profile: {
            id: best.profile.id,
            title: best.profile.title,
            because: best.profile.match.map(conditionText),
          },
        }
      : {}),
    ties: found.length > 1 ? found.map(({ profile }) => profile.id) : [],
    others: others.slice(0, MAX_OTHERS),
    routes: best ? best.routes.map((offered) => explainRoute(offered, input, view, decision)) : [],
    decision,
    questions: questions(input, decision),
    next: nextLines(decision, request),
  };
}
