/** The claim that is printed: min(what the profile may claim, what the evidence shows), with why it was lowered. */
import type { EvidenceLevel } from '../model/evidence-level.ts';
import type { Plan } from '../model/plan.ts';
import type { Verdict, VerdictResult } from '../model/verdict.ts';
import type { Assessment } from './assess.ts';
import { type JudgeCode, judgeReason, type Reason } from './judge-reasons.ts';

export interface ClaimInput {
  readonly result: VerdictResult;
  readonly level: EvidenceLevel;
  readonly plan: Plan;
  readonly assessment: Assessment | null;
  readonly encryptedBefore: boolean | undefined;
}

export function judgeClaim(input: ClaimInput): { claim: Verdict['claim']; reasons: readonly Reason[] } {
  const { result, plan, assessment } = input;
  const { method, technique } = plan.claim;
  const shown = assessment?.key === 'unchanged' && technique === 'discard-and-key-destruction' ? 'discard' : technique;
  if (method === 'none') return { claim: { method, technique: shown }, reasons: [] };
  if (result === 'unknown' || result === 'not-sanitized') {
    return { claim: { method: 'none', technique: shown }, reasons: [judgeReason('CLAIM_NEEDS_RESULT')] };
  }
  if (method === 'clear') return { claim: { method, technique: shown }, reasons: [] };
  const against: Reason[] = purgeLacks(input).map(judgeReason);
  against.push(...(assessment?.reasons.filter((reason) => reason.weight === 'forbids-purge') ?? []));
  return { claim: { method: against.length === 0 ? 'purge' : 'clear', technique: shown }, reasons: against };
}

/** Cryptographic erase is a Purge technique only when all data was encrypted and the key is shown to be gone. */
function purgeLacks({ result, plan, assessment, encryptedBefore }: ClaimInput): JudgeCode[] {
  const lacks: JudgeCode[] = [];
  if (result !== 'verified') lacks.push('PURGE_NEEDS_VERIFIED');
  if (plan.claim.technique !== 'discard-and-key-destruction') return [...lacks, 'PURGE_NEEDS_KEY_DESTRUCTION'];
  if (encryptedBefore !== true) lacks.push('PURGE_NEEDS_ENCRYPTION');
  if (assessment?.key !== 'changed') lacks.push('PURGE_NEEDS_KEY_EVIDENCE');
  return lacks;
}
