/**
 * The last door before a PASS is signed. The verdict is made elsewhere and never recomputed here, but a verdict that
 * contradicts its own evidence is a bug, and a bug must end in no certificate rather than in a false one.
 */

import { type EvidenceLevel, levelRank } from '../model/evidence-level.ts';
import { factValue } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import type { Identity } from '../model/identity.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { StateEvidence } from '../model/state-evidence.ts';
import type { Verdict } from '../model/verdict.ts';

export interface Evidence {
  readonly identity: Identity;
  readonly plan: Plan;
  readonly run: Run;
  readonly findings: Findings | null;
  readonly state: StateEvidence | null;
  readonly verdict: Verdict;
}

/** What each level claims to have been looked at; from `STATISTICAL` up, the storage itself. */
function missing(
  level: EvidenceLevel,
  findings: Findings | null,
  state: StateEvidence | null,
): (string | false | undefined)[] {
  const rank = levelRank(level);
  return [
    findings === null && rank >= levelRank('STATISTICAL') && 'nothing was read from the storage',
    state === null && rank === levelRank('STATE-OBSERVED') && 'nobody looked at the state of the phone',
    rank === levelRank('LOGICAL-PROBE') && !plantedFilesGone(state) && 'no planted files were seen to be gone',
    rank === levelRank('LOGICAL-PROBE') &&
      state?.signals.some(({ says }) => says === 'not-reset') &&
      'something about the state of the phone speaks against a reset',
  ];
}

/** Seen before and searched for afterwards in every folder, and not one found. */
function plantedFilesGone(state: StateEvidence | null): boolean {
  const { folders, void: reason } = state?.canaries ?? { folders: [], void: 'none' };
  const gone = folders.every(({ planted, seenBefore, searched, found }) => {
    return planted > 0 && seenBefore === planted && searched && found === 0;
  });
  return reason === null && folders.length > 0 && gone;
}

function inFindings(findings: Findings | null): (string | false)[] {
  if (findings === null) return [];
  const before = factValue(findings.keyBlob.before);
  return [
    findings.canaries.found > 0 && 'planted data was found again',
    findings.bytesRead === 0 && 'no byte was read',
    [findings.fill?.fresh, findings.fill?.fixed, findings.fill?.baseline].some(
      (set) => set && set.other + set.zero > 0,
    ) && 'places do not hold what was written over them',
    before !== undefined && before === factValue(findings.keyBlob.after) && 'the key was not destroyed',
  ];
}

/** A person's word stands for the phone's only with an answer to every card, and never at a level that is the phone's. */
function inAnswers(plan: Plan, run: Run, verdict: Verdict): (string | false)[] {
  const cards = new Map(
    plan.steps.flatMap(({ id, verb }) =>
      verb === 'guide:do' ? [[id, 'done']] : verb === 'guide:confirm' ? [[id, 'seen']] : [],
    ),
  );
  const answered = [...cards].every(([id, word]) =>
    run.operator.some(({ step, answer }) => step === id && answer === word),
  );
  return [
    !run.acknowledged && (cards.size === 0 || !answered) && 'neither the phone nor a person acknowledged the erasure',
    levelRank(verdict.level) <= levelRank('STATUS-ONLY') && 'nothing was observed beside a word',
    cards.size > 0 && !answered && 'a card has no answer',
    run.operator.some(({ step, answer }) => cards.get(step) !== answer) && 'somebody answered what was not asked',
  ];
}

/** What was promised for the memory card and what became of it. */
function inCard(plan: Plan, run: Run): (string | false)[] {
  const wanted = { leave: undefined, format: 'formatted', overwrite: 'overwritten' }[plan.sdCard];
  return [
    run.sdCard?.done !== wanted && 'what became of the memory card is not what the plan says',
    (run.sdCard?.read?.wrong ?? 0) > 0 && 'the memory card does not hold what was written over it',
  ];
}

/** Why this evidence cannot carry a PASS; empty when nothing speaks against it. */
export function contradictions({ identity, plan, run, findings, state, verdict }: Evidence): string[] {
  const planned = plan.steps.filter((step) => step.danger === 'erases').map((step) => step.id);
  const done = new Set(run.steps.filter((step) => step.outcome === 'done').map((step) => step.id));
  return [
    run.ending.kind !== 'done' && 'the run did not end well',
    ...inAnswers(plan, run, verdict),
    ...inCard(plan, run),
    !run.touched && 'no step that erases was begun',
    (planned.length === 0 || planned.some((id) => !done.has(id))) && 'not every step that erases was done',
    levelRank(verdict.level) < levelRank(verdict.requiredLevel) && 'the level is below the level asked for',
    levelRank(verdict.requiredLevel) < levelRank(plan.requiredLevel) && 'the verdict asks for less than the plan did',
    verdict.claim.method === 'none' && 'no method is claimed',
    findings === null &&
      ['unencrypted', 'unsupported'].includes(factValue(plan.target.identity.encryption.state) ?? '') &&
      'the storage was not encrypted, and nobody read it',
    identity.kind !== plan.target.identity.kind && 'the plan was made for another kind of phone',
    state?.signals.some((signal) => signal.says === 'not-reset' && signal.worth === 'decisive') &&
      'the phone was seen in a state that is not that of a reset phone',
    ...missing(verdict.level, findings, state),
    ...inFindings(findings),
  ].filter((reason) => typeof reason === 'string');
}
