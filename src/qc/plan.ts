/** Makes the plan of an independent check, and makes it again to see whether somebody changed it. */
import { Fault } from '../faults/fault.ts';
import { canonicalJson, digestOf } from '../host/canonical-json.ts';
import { isDependent, type LotChoice, type QcPlan, type QcPlanBody, type QcSeed } from '../model/qc-plan.ts';
import { drawNumbers, sampleSize, seedOf } from './draw.ts';
import { type Candidate, populationOf } from './population.ts';
import { whatCleanProves } from './proves.ts';

export interface QcPlanInput {
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly choice: LotChoice;
  readonly ledger: { readonly origin: string; readonly size: number; readonly root: string };
  /** The certificates among the first `ledger.size` entries, in their order. */
  readonly candidates: readonly Candidate[];
  readonly checker: string;
  readonly fraction: number;
  readonly seed: QcSeed;
}

function refuse(message: string, hint: string): Fault {
  return new Fault('PLAN_REFUSED', `${message} No plan was made.`, { hint });
}

/**
 * Same input, same plan. The share is taken of all sanitized phones of the lot, also of those that the checker wiped and
 * cannot check, so that these make the sample no smaller.
 * @throws Fault `PLAN_REFUSED` when there is nothing to pick from, or too little that somebody else wiped
 */
export function qcPlanOf({ candidates, ...input }: QcPlanInput): QcPlan {
  const { choice, checker, fraction, seed } = input;
  const { units, apart, simulated } = populationOf(candidates, choice, checker);
  const dependent = apart.filter(isDependent).length;
  if (units.length + dependent === 0) {
    throw refuse(
      'There is no sanitized phone to pick from.',
      'Look with `wipebench ledger list`; failed wipes are not sanitized.',
    );
  }
  const count = sampleSize(units.length + dependent, fraction);
  if (units.length < count) {
    const left =
      units.length === 0 ? 'Nobody independent remains' : `Only ${units.length} phones were wiped by somebody else`;
    throw refuse(
      `${left}: ${count} must be checked, and ${dependent} of ${units.length + dependent} were wiped by ${checker} or by nobody knows whom.`,
      'Another person has to check them: --operator ID.',
    );
  }
  const body: QcPlanBody = {
    document: 'qc-plan',
    version: 1,
    ...input,
    simulated,
    population: [...units],
    apart: [...apart],
    picked: drawNumbers(Buffer.from(seed.value, 'hex'), units.length, count),
    proves: whatCleanProves(units.length, count),
  };
  return { ...body, digest: digestOf(body) };
}

/**
 * That this is the plan which the program makes of this ledger, to the last letter.
 * @param candidates as the ledger holds them now, of the entries that the plan saw
 * @throws Fault `CERT_MISMATCH`
 */
export function assertPlan(plan: QcPlan, candidates: readonly Candidate[]): void {
  const { digest, createdAt, choice, ledger, checker, fraction, seed } = plan;
  const { digest: _digest, ...body } = plan;
  const wrong = (why: string) =>
    new Fault('CERT_MISMATCH', `The plan was changed, or is not of this ledger: ${why}.`, {
      hint: 'Make a new one: wipebench qc plan.',
    });
  if (digest !== digestOf(body)) throw wrong('its digest does not fit');
  if (seed.nonce !== null && seed.value !== seedOf(Buffer.from(seed.nonce, 'hex'), ledger)) {
    throw wrong('its seed does not come from its nonce and its ledger');
  }
  if ((seed.nonce === null) !== (seed.source === 'given')) throw wrong('its seed says two things');
  let again: QcPlan;
  try {
    again = qcPlanOf({ createdAt, choice, ledger, candidates, checker, fraction, seed });
  } catch {
    throw wrong('nothing can be drawn from this ledger in that way');
  }
  if (canonicalJson(again) !== canonicalJson(plan)) throw wrong('the draw from this ledger gives another plan');
}
