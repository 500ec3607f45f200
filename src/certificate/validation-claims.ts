/** From a certificate and what a person decided to a validation decision. Pure: same input, same decision. */
import { Fault } from '../faults/fault.ts';
import type { Confirmed, Independence } from '../model/about-certificate.ts';
import { SIMULATED_KINDS } from '../model/identity.ts';
import {
  type Decision,
  type Remedy,
  VALIDATION_STATEMENT,
  type ValidationDecision,
  validationSchema,
} from '../model/validation.ts';
import { aboutCertificate, redactorFor } from './about-certificate.ts';
import { type Organisation, operatorClaims, stated } from './stated.ts';
import type { OpenCertificate } from './verify.ts';

export interface ValidationInput {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  readonly certificate: OpenCertificate;
  readonly independence: Independence;
  readonly decision: Decision;
  readonly rationale: string;
  readonly sensitivity?: string;
  readonly remedy?: Remedy;
  readonly residualRiskAccepted: boolean;
  /** Of the person who decides. */
  readonly settings: Organisation;
  readonly confirmed: Confirmed;
}

/** @throws Fault `BUG_UNREACHABLE` when the decision contradicts itself or the certificate */
export function validationOf(input: ValidationInput): ValidationDecision {
  const { certificate, sensitivity } = input;
  const redact = redactorFor(certificate.claims);
  const decision: ValidationDecision = {
    document: 'validation-decision',
    version: 1,
    id: input.id,
    issuedAt: input.issuedAt,
    statement: VALIDATION_STATEMENT,
    recordedPer: 'NIST SP 800-88 Rev. 2, section 4.5.2',
    simulated: SIMULATED_KINDS.includes(certificate.claims.phone.kind),
    certificate: aboutCertificate(certificate),
    decision: input.decision,
    rationale: redact(input.rationale),
    sensitivity: stated(sensitivity === undefined ? undefined : redact(sensitivity)),
    remedy: input.remedy ?? { unavailable: 'none is needed: the outcome was approved' },
    residualRiskAccepted: input.residualRiskAccepted,
    grounds: certificate.claims.grounds.map(({ id, state }) => ({ id, state })),
    independence: input.independence,
    validator: operatorClaims(input.settings),
    confirmed: input.confirmed,
  };
  const parsed = validationSchema.safeParse(decision);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The decision is malformed.', { cause: parsed.error });
  return parsed.data;
}
