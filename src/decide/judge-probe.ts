/**
 * Whether a look in a shell reaches LOGICAL-PROBE. All of this is needed, and what is missing never counts for it:
 *
 * - files were planted by a step of this plan and seen there, and a search that works did not find one of them (in the
 *   shared storage and in the shell's own folder, by name and by content);
 * - an ordinary shell answered on the same phone;
 * - Android shows by itself that its user data are new, in two ways that have nothing to do with those files. One of them
 *   is a new android_id, or a boot history that was read before and has a new entry since. Deleting files, by name or all
 *   of them, changes neither;
 * - nothing whatever speaks against a reset (`judge.ts` asks for that as well).
 *
 * It says nothing of the raw storage. A phone that forges its whole Android would pass; only reading the storage could
 * tell, and where a phone lets us do so its route does (`STATISTICAL`).
 */
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { StateEvidence } from '../model/state-evidence.ts';
import type { JudgeCode } from './judge-reasons.ts';
import { canariesGone } from './probes/canaries.ts';

const SHELLS: readonly StateEvidence['channel'][] = ['root-shell', 'shell'];
/** Each kept by another part of Android. */
const INDEPENDENT = [
  'android-id-changed',
  'boot-reason',
  'provisioning',
  'accounts-gone',
  'packages-gone',
  'users-gone',
];
const SIGNS_NEEDED = 2;

export function planted(plan: Plan): boolean {
  return plan.steps.some(({ verb }) => verb === 'probe:plant');
}

/** Why the level is not reached; empty when it is. */
export function probeLacks(plan: Plan, run: Run, state: StateEvidence | null): JudgeCode[] {
  if (state === null || !SHELLS.includes(state.channel)) return ['CANARIES_VOID'];
  const done = (verb: 'probe:plant' | 'probe:state') =>
    plan.steps.some((step) => step.verb === verb) &&
    run.steps.some((step) => step.verb === verb && step.outcome === 'done');
  const says = (what: 'reset' | 'not-reset') => state.signals.filter((signal) => signal.says === what);
  const gone = says('reset').some(({ id }) => id === 'canaries-gone') && canariesGone(state.canaries);
  if (!done('probe:plant') || !done('probe:state') || !gone) return ['CANARIES_VOID'];
  if (says('not-reset').length > 0) return ['STATE_CONTRADICTS'];
  const signs = says('reset').filter(({ id }) => INDEPENDENT.includes(id));
  const compared = signs.some(
    ({ id, worth }) => id === 'android-id-changed' || (id === 'boot-reason' && worth === 'decisive'),
  );
  const names = new Set(signs.map(({ id }) => id));
  return compared && names.size >= SIGNS_NEEDED ? [] : ['PROBE_SIGNS_MISSING'];
}
