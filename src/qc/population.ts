/**
 * Which certificates of a lot could be picked, and which stand apart and why. Pure: what is unknown never makes a lot
 * look smaller, it is counted and named.
 */
import { samePerson } from '../model/about-certificate.ts';
import type { CertificateResult, Stated } from '../model/claims.ts';
import type { Apart, ApartReason, LotChoice, QcUnit } from '../model/qc-plan.ts';

/** One certificate of the ledger. */
export interface Candidate {
  readonly index: number;
  readonly certificateId: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  readonly result: CertificateResult;
  readonly simulated: boolean;
  readonly operator: Stated;
  /** As the copy of the certificate shows it; null where no copy does. */
  readonly lot: Stated | null;
  /** A person has rejected it. */
  readonly rejected: boolean;
}

export interface Population {
  readonly units: readonly QcUnit[];
  readonly apart: readonly Apart[];
  /** No real phone is among them. */
  readonly simulated: boolean;
}

/** Lots are typed by people, too. */
function inLot({ lot, since, until }: LotChoice, candidate: Candidate): boolean {
  const issued = Date.parse(candidate.issuedAt);
  if (since !== null && issued < Date.parse(since)) return false;
  if (until !== null && issued >= Date.parse(until)) return false;
  if (lot === null || candidate.lot === null) return true;
  return typeof candidate.lot === 'string' && samePerson(candidate.lot, lot);
}

/** The first reason that holds; undefined: it can be picked. */
function reasonOf(
  candidate: Candidate,
  { lot }: LotChoice,
  checker: string,
  simulated: boolean,
): ApartReason | undefined {
  const { operator } = candidate;
  const reasons: readonly (readonly [ApartReason, boolean])[] = [
    ['lot-unknown', lot !== null && candidate.lot === null],
    // Not sanitized: R2v3 Appendix B(13) speaks of media that were, and B(14) of these.
    ['failed', candidate.result === 'FAIL'],
    ['rejected', candidate.rejected],
    ['simulated', candidate.simulated && !simulated],
    ['operator-not-stated', typeof operator !== 'string'],
    ['wiped-by-checker', typeof operator === 'string' && samePerson(operator, checker)],
  ];
  return reasons.find(([, holds]) => holds)?.[0];
}

/** @param candidates in the order of the ledger */
export function populationOf(candidates: readonly Candidate[], choice: LotChoice, checker: string): Population {
  const chosen = candidates.filter((candidate) => inLot(choice, candidate));
  const known = chosen.filter(({ lot }) => choice.lot === null || lot !== null);
  const simulated = known.every((candidate) => candidate.simulated);
  const units: QcUnit[] = [];
  const apart: Apart[] = [];
  for (const candidate of chosen) {
    const { index, certificateId, operator, result } = candidate;
    const why = reasonOf(candidate, choice, checker, simulated);
    if (why === undefined && typeof operator === 'string' && result !== 'FAIL') {
      units.push({ index, certificateId, operator, result });
    } else if (why !== undefined) apart.push({ index, certificateId, operator, why });
  }
  return { units, apart, simulated };
}
