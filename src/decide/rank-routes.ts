/** Which of several possible routes is taken: what it can prove comes first, then what it leaves behind. */
import { type EvidenceLevel, levelRank, weakestLevel } from '../model/evidence-level.ts';
import type { Claim, Leaving } from '../model/plan.ts';
import type { Route } from '../model/route.ts';
import type { FactView } from './conditions.ts';

export interface Candidate {
  readonly route: Route;
  readonly claim: Claim;
}

const METHODS: readonly Claim['method'][] = ['none', 'clear', 'purge'];

/** How much each leaving weighs on this phone; what is not there cannot be left. */
function weight(leaving: Leaving, { preflight }: FactView): number {
  switch (leaving) {
    case 'media-files':
      return 100;
    case 'frp':
      return preflight.ACCOUNTS_PRESENT === 'no' ? 0 : 4;
    case 'esim':
      return preflight.ESIM_PRESENT === 'no' ? 0 : 2;
    case 'test-mode':
      return 2;
    case 'sd-card':
      return preflight.SD_CARD_PRESENT === 'no' ? 0 : 1;
  }
}

/** A person's time, and that a person can err: less than a phone that its next owner cannot use. */
const PERSON = 3;

export function needsPerson(route: Route): boolean {
  return route.steps.some((step) => 'guide:do' in step.do || 'guide:confirm' in step.do);
}

function burden(route: Route, view: FactView): number {
  const left = route.leaves.reduce((sum, leaving) => sum + weight(leaving, view), 0);
  return left + (needsPerson(route) ? PERSON : 0);
}

/**
 * What counts of a proof. A phone that is left in test mode has to be reset once more before anybody can have it; that
 * price is paid for LOGICAL-PROBE only where just this level is asked for: below it the others will do, and above it
 * neither they nor this one are enough.
 */
function countedLevel({ route, claim }: Candidate, required: EvidenceLevel): EvidenceLevel {
  const dear = route.leaves.includes('test-mode') && claim.maxLevel === 'LOGICAL-PROBE' && required !== 'LOGICAL-PROBE';
  return dear ? weakestLevel(claim.maxLevel, 'STATE-OBSERVED') : claim.maxLevel;
}

/** Best first. What is equal stays in the order of the profile. @param required what the organisation asks for */
export function rankRoutes<C extends Candidate>(
  candidates: readonly C[],
  view: FactView,
  required: EvidenceLevel,
): C[] {
  return candidates.toSorted(
    (a, b) =>
      levelRank(countedLevel(b, required)) - levelRank(countedLevel(a, required)) ||
      METHODS.indexOf(b.claim.method) - METHODS.indexOf(a.claim.method) ||
      burden(a.route, view) - burden(b.route, view),
  );
}

/** Why `other` was not taken, seen from the one that was. */
export function whyNot(other: Candidate, chosen: Candidate, view: FactView): string {
  const [less, more] = [other.claim, chosen.claim];
  if (levelRank(less.maxLevel) > levelRank(more.maxLevel)) {
    return `proves more, ${less.maxLevel}, but leaves the phone in test mode: taken where just that level is required`;
  }
  if (less.maxLevel !== more.maxLevel) {
    return `proves less: at best ${less.maxLevel}, the chosen one ${more.maxLevel}`;
  }
  if (less.method !== more.method) return `claims less: ${less.method}, the chosen one ${more.method}`;
  const leavings = other.route.leaves.filter(
    (leaving) => !chosen.route.leaves.includes(leaving) && weight(leaving, view) > 0,
  );
  if (burden(other.route, view) > burden(chosen.route, view)) {
    return leavings.length > 0 ? `leaves more behind: ${leavings.join(', ')}` : 'needs a person at the phone';
  }
  return 'proves the same, and the profile prefers the chosen one';
}
