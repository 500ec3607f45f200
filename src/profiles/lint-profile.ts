/** What can be said of one profile by itself, and with the routes that it names. */
import { levelRank } from '../model/evidence-level.ts';
import { GUIDE_IDS, type Profile, type RouteUse } from '../model/profile.ts';
import type { Route } from '../model/route.ts';
import { meant } from './closest.ts';
import { conditionListFindings, valueFindings } from './lint-conditions.ts';
import { gradeFindings, sourceFindings } from './lint-sources.ts';
import { canHold } from './overlap.ts';
import { error, type Finding, warning } from './problem.ts';
import { doneSteps } from './verb-of.ts';

/** The guides that a route shows to the person at the phone. */
export function guidesOf(route: Route): readonly string[] {
  return doneSteps(route).flatMap(({ verb, args }) => (verb.startsWith('guide:') ? [String(args['guide'])] : []));
}

function noteFindings(profile: Profile): Finding[] {
  const known = Object.keys(profile.notes);
  const used = new Set(profile.routes.flatMap(({ notes }) => notes));
  return [
    ...profile.routes.flatMap((use, index) =>
      use.notes.flatMap((id, at) =>
        known.includes(id) ? [] : [error(['routes', index, 'notes', at], `there is no such note; ${meant(id, known)}`)],
      ),
    ),
    // Where there is no route, notes are all that there is to say.
    ...known
      .filter((id) => profile.routes.length > 0 && !used.has(id))
      .map((id) => warning(['notes', id], 'no route of this profile names this note')),
  ];
}

/** On purpose for what nobody can erase over a cable; then the last note is what the operator is told to do instead. */
function noRouteFindings({ routes, notes }: Profile): Finding[] {
  if (routes.length > 0 || Object.keys(notes).length > 0) return [];
  return [warning(['routes'], 'offers no route: every phone of it is refused, and no note says what to do instead')];
}

function cryptoFindings(profile: Profile): Finding[] {
  return Object.entries(profile.cryptoErase).flatMap(([item, said]) =>
    typeof said === 'string' ? [] : sourceFindings(said.sources, ['cryptoErase', item, 'sources']),
  );
}

function personFindings(profile: Profile): Finding[] {
  return [
    ...Object.entries(profile.keys).flatMap(([name, keys]) => (keys ? gradeFindings(keys, ['keys', name]) : [])),
    ...Object.entries(profile.guides).flatMap(([name, guide]) => gradeFindings(guide, ['guides', name])),
  ];
}

/** Matches some phone at all. */
function isSound({ match, notThis }: Profile): boolean {
  return conditionListFindings(match, []).length === 0 && canHold(match, notThis);
}

/** @param route the one that is used; undefined when there is none of this name */
function useFindings(
  use: RouteUse,
  index: number,
  profile: Profile,
  route: Route | undefined,
  known: readonly string[],
) {
  const path = ['routes', index];
  const findings: Finding[] = [...gradeFindings(use, path), ...conditionListFindings(use.needs, [...path, 'needs'])];
  if (profile.routes.findIndex((other) => other.route === use.route) !== index) {
    findings.push(warning([...path, 'route'], 'this route is offered above already'));
  }
  if (!route) {
    findings.push(error([...path, 'route'], `there is no such route; ${meant(use.route, known)}`));
    return findings;
  }
  const most = Math.max(...route.claims.map(({ maxLevel }) => levelRank(maxLevel)));
  if (use.maxLevel !== undefined && levelRank(use.maxLevel) > most) {
    findings.push(error([...path, 'maxLevel'], `the route itself never claims ${use.maxLevel}`));
  }
  for (const guide of new Set(guidesOf(route))) {
    const has = GUIDE_IDS.some((id) => id === guide && profile.guides[id] !== undefined);
    if (!has)
      findings.push(error([...path, 'route'], `route ${route.id} shows the guide "${guide}", which is missing`));
  }
  const together = [...profile.match, ...route.needs, ...use.needs];
  if (!route.needsCompanion && isSound(profile) && !canHold(together, profile.notThis)) {
    findings.push(warning([...path, 'route'], 'no phone of this profile can ever meet what the route needs'));
  }
  return findings;
}

/** @param routes by id: all that the profile may use */
export function profileFindings(profile: Profile, routes: ReadonlyMap<string, Route>): Finding[] {
  const known = [...routes.keys()];
  const shown = new Set(
    profile.routes.flatMap(({ route }) => {
      const found = routes.get(route);
      return found ? guidesOf(found) : [];
    }),
  );
  const match = conditionListFindings(profile.match, ['match']);
  if (match.length === 0 && !canHold(profile.match, profile.notThis)) {
    match.push(error(['notThis'], 'takes away every phone that the profile matches'));
  }
  return [
    ...match,
    ...profile.notThis.flatMap((condition, index) => valueFindings(condition, ['notThis', index])),
    ...noRouteFindings(profile),
    ...profile.routes.flatMap((use, index) => useFindings(use, index, profile, routes.get(use.route), known)),
    ...Object.keys(profile.guides)
      .filter((id) => !shown.has(id))
      .map((id) => warning(['guides', id], 'no route of this profile shows this guide')),
    ...noteFindings(profile),
    ...personFindings(profile),
    ...cryptoFindings(profile),
    ...gradeFindings(profile, []),
  ];
}
