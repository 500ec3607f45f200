/**
 * The only maker of verdicts: pure and total. What is missing is read as if it were bad, so more leftovers, more read
 * errors or less evidence never make a verdict better.
 *
 * The order of the questions matters. Is it the same phone? If not, nothing seen afterwards counts, for or against it.
 * Is something left? Then it is not sanitized, however the run ended. Did the run end well, and did the phone say so?
 * If not, it is unknown. Only then does the evidence decide between verified and performed-unverified.
 */

import { type EvidenceLevel, levelRank, weakestLevel } from '../model/evidence-level.ts';
import { factValue } from '../model/fact.ts';
import type { Findings } from '../model/findings.ts';
import type { Plan, Step } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { StateEvidence } from '../model/state-evidence.ts';
import type { Verdict, VerdictResult } from '../model/verdict.ts';
import { assess } from './assess.ts';
import { judgeClaim } from './judge-claim.ts';
import { planted, probeLacks } from './judge-probe.ts';
import { type JudgeCode, judgeReason, type Reason } from './judge-reasons.ts';
import { observedState } from './judge-state.ts';

export interface JudgeInput {
  readonly plan: Plan;
  readonly run: Run;
  readonly findings: Findings | null;
  readonly state: StateEvidence | null;
  /** Whether the phone that was looked at afterwards is the one that was wiped. */
  readonly identityMatch: 'same' | 'different' | 'unknown';
  /** The stricter of this and the plan's own counts. */
  readonly requiredLevel: EvidenceLevel;
}

export function judge(input: JudgeInput): Verdict {
  const { plan, run, findings, state, identityMatch } = input;
  const requiredLevel =
    levelRank(input.requiredLevel) >= levelRank(plan.requiredLevel) ? input.requiredLevel : plan.requiredLevel;
  const encryptedBefore = encryptionOf(plan);
  const assessment = findings === null ? null : assess(findings, { technique: plan.claim.technique, encryptedBefore });
  const reasons: Reason[] = [];
  const say = (...codes: readonly JudgeCode[]) => reasons.push(...codes.map(judgeReason));
  const verdict = (result: VerdictResult, level: EvidenceLevel): Verdict => {
    const judged = judgeClaim({ result, level, plan, assessment, encryptedBefore });
    return {
      result,
      level,
      requiredLevel,
      claim: judged.claim,
      reasons: unique([...reasons, ...judged.reasons]),
      bound: swapped ? null : (assessment?.bound ?? null),
      worstBound: swapped ? null : (assessment?.worstBound ?? null),
    };
  };

  const swapped = identityMatch === 'different' || faultOf(run) === 'DEVICE_SWAPPED';
  if (swapped) {
    say('PHONE_SWAPPED');
    return verdict('unknown', 'NOT-VERIFIED');
  }

  const troubles = runTroubles(plan, run);
  const observed = observedState(state);
  say(...troubles);
  const leftovers = assessment?.reasons.filter((reason) => reason.weight === 'violates') ?? [];
  if (leftovers.length > 0 || observed === 'not-reset') {
    reasons.push(...leftovers);
    if (observed === 'not-reset') say('STATE_NOT_RESET');
    return verdict('not-sanitized', troubles.length === 0 ? 'STATUS-ONLY' : 'NOT-VERIFIED');
  }
  if (troubles.length > 0) return verdict('unknown', 'NOT-VERIFIED');

  const doubts = probeDoubts(input);
  if (observed === 'contradictory') doubts.push('STATE_CONTRADICTS');
  if (plan.claim.method === 'none') doubts.push('PROFILE_CLAIMS_NOTHING');
  say(...doubts);
  const assessed = assessment?.reasons.filter((reason) => reason.weight !== 'forbids-purge') ?? [];
  reasons.push(...assessed);
  const doubted = doubts.length > 0 || assessed.some((reason) => reason.weight === 'doubts');

  // The acknowledgement came over the connection that was wiped through; everything else needs the same phone.
  let level: EvidenceLevel = run.acknowledged ? 'STATUS-ONLY' : 'OPERATOR-CONFIRMED';
  const attributed = identityMatch === 'same';
  if (!attributed) say('PHONE_NOT_IDENTIFIED');
  else if (assessment?.level != null && !doubted) level = assessment.level;
  else if (observed === 'reset') {
    const lacks = probeLacks(plan, run, state);
    level = lacks.length === 0 && !doubted ? 'LOGICAL-PROBE' : 'STATE-OBSERVED';
    if (planted(plan)) say(...lacks);
  }
  if (attributed && observed === 'unseen') say('STATE_NOT_OBSERVED');
  if (levelRank(level) > levelRank(plan.claim.maxLevel)) say('LEVEL_CAPPED_BY_PROFILE');
  level = weakestLevel(level, plan.claim.maxLevel);

  // A reset makes a new file system and throws keys away. Where there was no key, what stood on the storage still does,
  // unless somebody looked.
  const measured = attributed && assessment?.level != null && !doubted;
  const readable = measured ? [] : readableLeftovers(plan, state);
  say(...readable);

  const reached = levelRank(level) >= levelRank(requiredLevel);
  if (!reached) say('BELOW_REQUIRED_LEVEL');
  const observedAtAll = levelRank(level) >= levelRank('STATE-OBSERVED');
  if (reached && !observedAtAll) say('WORD_ONLY');
  const verified = reached && observedAtAll && !doubted && readable.length === 0;
  return verdict(verified ? 'verified' : 'performed-unverified', level);
}

/**
 * Whether what a reset leaves behind could be read. Before the wipe Android says so; where it could not be asked, as in a
 * boot loader, the same phone after the wipe stands in for it: a build that encrypts now did so before.
 */
function readableLeftovers(plan: Plan, state: StateEvidence | null): JudgeCode[] {
  const before = factValue(plan.target.identity.encryption.state);
  if (before !== undefined) return before === 'encrypted' ? [] : ['STORAGE_NOT_ENCRYPTED'];
  const after = state?.preflightAfter?.find(({ code }) => code === 'STORAGE_UNENCRYPTED')?.state;
  return after === 'no' ? [] : [after === 'yes' ? 'STORAGE_NOT_ENCRYPTED' : 'ENCRYPTION_UNKNOWN'];
}

/** Whether all of the medium was encrypted below the file system; file encryption alone leaves names and sizes bare. */
function encryptionOf(plan: Plan): boolean | undefined {
  const { state, type, metadata } = plan.target.identity.encryption;
  const said = factValue(state);
  if (said !== undefined && said !== 'encrypted') return false;
  if (said === undefined) return undefined;
  if (factValue(type) === 'block' || factValue(metadata) === true) return true;
  return factValue(metadata) === false ? false : undefined;
}

function faultOf(run: Run): string | undefined {
  return run.ending.kind === 'failed'
    ? run.ending.code
    : run.steps.find((step) => step.code === 'DEVICE_SWAPPED')?.code;
}

/** Whether a person said of every card that it was done, or that it was seen. */
function operatorConfirmed(plan: Plan, run: Run): boolean {
  const cards = plan.steps.filter((step) => step.verb === 'guide:do' || step.verb === 'guide:confirm');
  const said = ({ id, verb }: Step) =>
    run.operator.some(({ step, answer }) => step === id && answer === (verb === 'guide:do' ? 'done' : 'seen'));
  return cards.length > 0 && cards.every(said);
}

/** Why it is not known that the phone erased itself. */
function runTroubles(plan: Plan, run: Run): JudgeCode[] {
  const troubles: JudgeCode[] = [];
  if (run.ending.kind !== 'done') troubles.push('RUN_NOT_DONE');
  if (!run.touched) troubles.push('NOT_TOUCHED');
  if (!run.acknowledged && !operatorConfirmed(plan, run)) troubles.push('NOT_ACKNOWLEDGED');
  const done = (id: string) => run.steps.some((step) => step.id === id && step.outcome === 'done');
  const erasing = plan.steps.filter((step) => step.danger === 'erases');
  if (
    erasing.length === 0 ||
    !erasing.every((step) => done(step.id)) ||
    (run.steps.at(-1)?.outcome ?? 'done') !== 'done'
  ) {
    troubles.push('STEP_NOT_DONE');
  }
  return troubles;
}

/** A sample of another place or time is no evidence, and a look that was planned and is missing is no good sign. */
function probeDoubts({ plan, run, findings, state }: JudgeInput): JudgeCode[] {
  const doubts: JudgeCode[] = [];
  const planned = plan.steps.find((step) => step.verb === 'probe:sample');
  // A look that brought back nothing at all is a look that did not happen.
  const seen = state !== null && state.signals.length > 0;
  if (!seen && plan.steps.some((step) => step.verb === 'probe:state')) doubts.push('STATE_MISSING');
  if (findings === null) return planned === undefined ? doubts : [...doubts, 'SAMPLE_MISSING'];
  const partition = findings.medium.node.split('/').at(-1);
  if (planned === undefined || planned.args['partition'] !== partition) doubts.push('SAMPLE_OF_OTHER_NODE');
  const erasing = new Set(sampledSteps(plan, planned).map((step) => step.id));
  const erased = run.steps.filter((step) => erasing.has(step.id)).map((step) => Date.parse(step.endedAt));
  if (!erased.every((end) => Date.parse(findings.startedAt) >= end)) doubts.push('SAMPLE_BEFORE_WIPE');
  return doubts;
}

/**
 * The steps that the sample must follow: all that erase. Where the storage was written over, only the writing: what was
 * written is looked at before the phone puts a new file system there, which can add to the storage but bring nothing back.
 */
function sampledSteps({ claim, steps }: Plan, sample: Step | undefined): readonly Step[] {
  const written = steps.filter(
    ({ verb, args }) => verb === 'storage:overwrite' && args['partition'] === sample?.args['partition'],
  );
  return claim.technique === 'overwrite' && written.length > 0
    ? written
    : steps.filter((step) => step.danger === 'erases');
}

function unique(reasons: readonly Reason[]): { code: string; text: string }[] {
  return [...new Map(reasons.map(({ code, text }) => [code, { code, text }])).values()];
}
