/** What was done, step by step, by whom and with what outcome. */
import type { Claims } from '../model/claims.ts';
import type { PreflightItem } from '../model/preflight.ts';
import type { StepRecord } from '../model/run.ts';
import { sdCardClaim } from '../model/sd-card.ts';
import type { StateEvidence } from '../model/state-evidence.ts';
import type { Evidence } from './contradictions.ts';
import type { Redactor } from './redact.ts';

type Step = Claims['sanitization']['steps'][number];

function stepClaims(step: StepRecord, redact: Redactor): Step {
  const { id, verb, startedAt, endedAt, outcome, evidence, code } = step;
  return {
    ...{ id, verb, startedAt, endedAt, outcome },
    evidence: evidence
      ? {
          reply: redact.phone(evidence.reply),
          marker: redact.phone(evidence.marker),
          observation: evidence.observation === null ? null : redact.phone(evidence.observation),
        }
      : { unavailable: 'the step gave no evidence' },
    fault: code ?? { unavailable: 'no fault' },
  };
}

/** What preflight says may repeat what the phone answered. */
export function preflightClaims(items: readonly PreflightItem[], redact: Redactor): PreflightItem[] {
  return items.map(({ action, ...item }) => ({
    ...item,
    text: redact.phone(item.text),
    source: redact.phone(item.source),
    ...(action === undefined ? {} : { action: redact.phone(action) }),
  }));
}

export function stateClaims(state: StateEvidence, redact: Redactor): StateEvidence {
  const { preflightAfter, canaries } = state;
  return {
    channel: state.channel,
    signals: state.signals.map((signal) => ({ ...signal, text: redact.phone(signal.text) })),
    ...(canaries === undefined ? {} : { canaries }),
    ...(preflightAfter === undefined ? {} : { preflightAfter: preflightClaims(preflightAfter, redact) }),
  };
}

export function sanitizationClaims(
  { plan, run, verdict }: Evidence,
  tool: Claims['sanitization']['tool'],
  redact: Redactor,
): Claims['sanitization'] {
  const ending =
    run.ending.kind === 'failed' ? { ...run.ending, message: redact.phone(run.ending.message) } : run.ending;
  return {
    method: verdict.claim.method,
    technique: verdict.claim.technique,
    basis: plan.claim.why.map(redact),
    tool: { ...tool },
    profile: { ...plan.profile },
    route: plan.route,
    steps: run.steps.map((step) => stepClaims(step, redact)),
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    durationSeconds: Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000),
    ending,
    errors: [
      ...run.steps.flatMap((step) => (step.code ? [`${step.id}: ${step.code}`] : [])),
      ...(ending.kind === 'failed' ? [`${ending.at}: ${ending.code}`] : []),
      ...(ending.kind === 'cancelled' ? [`${ending.at}: CANCELLED`] : []),
    ],
    acknowledged: run.acknowledged,
    touched: run.touched,
    resumed: run.resumed,
    needsOperator: plan.needsOperator,
    operator: run.operator.map((answer) => ({ ...answer })),
    sdCard: sdCardClaim(plan, run),
    leaves: [...plan.leaves],
    scope: {
      covered: plan.erases.map(redact),
      notCovered: [
        ...plan.stays.map(redact),
        'Areas of the storage that the host cannot address were not examined: over-provisioned blocks, RPMB, modem.',
      ],
    },
  };
}
