/** Claims that a route could never earn, that are never reached, or that leave a phone without any. */
import type { Condition } from '../model/condition.ts';
import { type EvidenceLevel, levelRank } from '../model/evidence-level.ts';
import type { Verb } from '../model/plan.ts';
import type { ClaimRule, Route } from '../model/route.ts';
import { conditionListFindings } from './lint-conditions.ts';
import { sourceFindings } from './lint-sources.ts';
import { error, type Finding, warning } from './problem.ts';
import { doneSteps } from './verb-of.ts';

/** What a route must have among its steps before it can prove so much. */
function proofFor(level: EvidenceLevel): { readonly verbs: readonly Verb[]; readonly words: string } | undefined {
  if (levelRank(level) >= levelRank('STATISTICAL')) {
    return { verbs: ['probe:sample'], words: 'reading the storage afterwards (probe:sample)' };
  }
  if (level === 'LOGICAL-PROBE') {
    return { verbs: ['probe:plant'], words: 'files that are planted before and looked for afterwards (probe:plant)' };
  }
  if (levelRank(level) >= levelRank('STATE-OBSERVED')) {
    return { verbs: ['probe:state', 'probe:sample'], words: 'a look at the phone afterwards (probe:state)' };
  }
  if (level === 'OPERATOR-CONFIRMED') {
    return { verbs: ['guide:do', 'guide:confirm'], words: 'a person who is asked (guide:do or guide:confirm)' };
  }
  return undefined;
}

const METHODS: readonly ClaimRule['method'][] = ['none', 'clear', 'purge'];
const strength = ({ method, maxLevel }: ClaimRule) => levelRank(maxLevel) * 10 + METHODS.indexOf(method);

const shown = (condition: Condition) => JSON.stringify(Object.entries(condition).toSorted());

/** Wherever `later` holds, `earlier` does too, because it asks for no more. */
function hides(earlier: ClaimRule, later: ClaimRule): boolean {
  const asked = later.when.map(shown);
  return earlier.when.every((condition) => asked.includes(shown(condition)));
}

function ruleFindings(claim: ClaimRule, index: number, route: Route): Finding[] {
  const path = ['claims', index];
  const verbs = doneSteps(route).map(({ verb }) => verb);
  const findings: Finding[] = [];
  const proof = proofFor(claim.maxLevel);
  if (proof && !route.needsCompanion && !verbs.some((verb) => proof.verbs.includes(verb))) {
    findings.push(error([...path, 'maxLevel'], `${claim.maxLevel} needs ${proof.words}, which no step does`));
  }
  if (claim.method === 'purge' && claim.technique !== 'discard-and-key-destruction') {
    findings.push(error([...path, 'method'], 'a purge is only ever given for discard-and-key-destruction'));
  }
  if (claim.method === 'purge' && !route.needsCompanion && !verbs.includes('probe:sample')) {
    findings.push(
      error([...path, 'method'], 'a purge needs evidence from the storage, which no step reads (probe:sample)'),
    );
  }
  const later = route.claims.slice(0, index).findIndex((earlier) => hides(earlier, claim));
  if (later >= 0) findings.push(error(path, `is never reached: claim ${later + 1} holds wherever this one does`));
  const weaker = route.claims.slice(0, index).findIndex((earlier) => strength(earlier) < strength(claim));
  if (weaker >= 0 && later < 0) {
    findings.push(warning(path, `is stronger than claim ${weaker + 1}, which is asked first: put the strongest first`));
  }
  return [
    ...findings,
    ...conditionListFindings(claim.when, [...path, 'when']),
    ...sourceFindings(claim.sources, [...path, 'sources']),
  ];
}

export function claimFindings(route: Route): Finding[] {
  const findings = route.claims.flatMap((claim, index) => ruleFindings(claim, index, route));
  if (route.claims.at(-1)?.when.length !== 0) {
    const last = route.claims.length - 1;
    findings.push(
      warning(['claims', last, 'when'], 'the last claim has conditions: a phone that meets none gets no plan'),
    );
  }
  const verbs = doneSteps(route).map(({ verb }) => verb);
  const overwrites = route.claims.every(({ technique }) => technique === 'overwrite');
  if (verbs.includes('probe:plant') && !verbs.includes('probe:state')) {
    const at = route.steps.findIndex((step) => Object.hasOwn(step.do, 'probe:plant'));
    findings.push(error(['steps', at], 'plants files, and no step looks for them afterwards (probe:state)'));
  }
  if (verbs.includes('probe:sample') && !verbs.includes('probe:baseline') && !overwrites) {
    const at = route.steps.findIndex((step) => Object.hasOwn(step.do, 'probe:sample'));
    const text = 'reads the storage without having read it before the wipe (probe:baseline): nothing to compare with';
    findings.push(error(['steps', at], text));
  }
  return findings;
}
