/** A dry run of the planner over what a file tells of a phone: nothing is asked of any phone, nothing is touched. */
import { bestProfiles, matches } from '../decide/choose-profile.ts';
import { type FactView, factView, holds, type RootShell } from '../decide/conditions.ts';
import { identify } from '../decide/identify.ts';
import { type PlanInput, planFor } from '../decide/plan.ts';
import { preflight, supposedItem } from '../decide/preflight.ts';
import type { Condition, Service } from '../model/condition.ts';
import { conditionText, orWords } from '../model/condition-words.ts';
import type { EvidenceLevel } from '../model/evidence-level.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import type { IndexedProfile } from '../model/profile.ts';
import type { Readings } from '../model/readings.ts';
import type { DeviceState, Sighting } from '../model/sighting.ts';
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

/** The order in which routes are shown. */
const VERDICTS: readonly RouteExplanation['verdict'][] = ['taken', 'possible', 'open', 'no'];

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

const known = (condition: Condition, view: FactView) =>
  'preflight' in condition ? view.preflight[condition.preflight] : view.facts[condition.fact];

/** Nothing is known of it: the phone could still meet it. */
function isOpen(condition: Condition, view: FactView): boolean {
  const is = known(condition, view);
  return is === undefined || ('preflight' in condition && is === 'unknown');
}

/** A condition that does not hold, and what is known instead. */
function unmetWords(condition: Condition, view: FactView): string {
  const is = known(condition, view);
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

interface Against {
  readonly why: readonly string[];
  /** All of it could still turn out otherwise, when the phone is asked. */
  readonly open: boolean;
}

function against({ use, route }: IndexedProfile['routes'][number], state: DeviceState, view: FactView): Against {
  const unmet = [...route.needs, ...use.needs].filter((condition) => !holds(condition, view));
  const certain = [
    ...(route.needsCompanion ? ['needs an app on the phone that does not exist yet'] : []),
    ...(route.from.includes(state) ? [] : [`begins in ${orWords(route.from)}, the phone is in ${state}`]),
  ];
  return {
    why: [...certain, ...unmet.map((condition) => unmetWords(condition, view))],
    open: certain.length === 0 && unmet.length > 0 && unmet.every((condition) => isOpen(condition, view)),
  };
}

/** Why it is not the one of the plan: what stands against it, or why another is preferred. */
function whyNot(id: string, { why }: Against, alone: Plan | Refusal, decision: Plan | Refusal): readonly string[] {
  if (why.length > 0) return why;
  if ('reasons' in alone) return alone.reasons.map(({ text }) => text);
  return 'reasons' in decision ? [] : decision.notTaken.flatMap((other) => (other.route === id ? [other.why] : []));
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
  const facing = against(offered, input.sighting.state, view);
  return {
    id: route.id,
    title: route.title,
    verdict: taken ? 'taken' : possible ? 'possible' : facing.open ? 'open' : 'no',
    why: taken ? [] : whyNot(route.id, facing, alone, decision),
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
    routes: best
      ? best.routes
          .map((offered) => explainRoute(offered, input, view, decision))
          .toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict))
      : [],
    decision,
    questions: questions(input, decision),
    next: nextLines(decision, request),
  };
}
