/** What a plan says beforehand of the look in a shell after the wipe: what is looked at, and what it cannot show. */
import { levelRank } from '../model/evidence-level.ts';
import type { Claim, Step } from '../model/plan.ts';
import { SHELL_PROBES } from './state-signals.ts';

/** Nothing is put on a phone that would not be looked for: below this level no file is planted. */
const PLANTED_FROM = levelRank('LOGICAL-PROBE');

const LOOKED_AT = SHELL_PROBES.map(({ looksAt }) => looksAt).join(', ');

const WITH_FILES = [
  `Looked at in a shell before and after: ${LOOKED_AT}.`,
  'The planted files alone prove little, since they could be deleted one by one: a new android_id or boot history and one more sign are needed beside them, and nothing may speak against a reset.',
];
const WITHOUT_FILES = 'No planted files are looked for on this way, so it stays below LOGICAL-PROBE.';

/** The steps that serve this claim, and the claim with what its look in a shell can and cannot show. */
export function withProbes(claim: Claim, steps: readonly Step[]): { claim: Claim; steps: Step[] } {
  const plants = steps.some(({ verb }) => verb === 'probe:plant');
  const looks = steps.some(({ verb }) => verb === 'probe:state');
  const serves = levelRank(claim.maxLevel) >= PLANTED_FROM;
  if (plants && serves) return { claim: { ...claim, why: [...claim.why, ...WITH_FILES] }, steps: [...steps] };
  const kept = steps.filter(({ verb }) => verb !== 'probe:plant');
  return { claim: looks && !serves ? { ...claim, why: [...claim.why, WITHOUT_FILES] } : claim, steps: kept };
}
