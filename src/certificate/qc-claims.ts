/** From a plan and what a person typed to the record of one independent check. Pure: same input, same record. */
import { Fault } from '../faults/fault.ts';
import type { Confirmed, Independence } from '../model/about-certificate.ts';
import { SIMULATED_KINDS } from '../model/identity.ts';
import type { QcPlan } from '../model/qc-plan.ts';
import {
  QC_NEXT,
  QC_STATEMENT,
  type QcFindings,
  type QcRecord,
  type QcResult,
  qcRecordSchema,
} from '../model/qc-record.ts';
import { aboutCertificate, redactorFor } from './about-certificate.ts';
import { type Organisation, operatorClaims, stated } from './stated.ts';
import type { OpenCertificate } from './verify.ts';

export interface QcInput {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  readonly plan: QcPlan;
  /** Of the draw, from 0. */
  readonly turn: number;
  readonly certificate: OpenCertificate;
  readonly independence: Independence;
  readonly result: QcResult;
  readonly tool?: { readonly name: string; readonly version: string };
  /** ISO date. */
  readonly on?: string;
  readonly words?: string;
  readonly findings?: QcFindings;
  /** Of the person who checked. */
  readonly settings: Organisation;
  readonly confirmed: Confirmed;
}

/** @throws Fault `BUG_UNREACHABLE` when a value is not of the form that a record may hold */
export function qcRecordOf(input: QcInput): QcRecord {
  const { plan, turn, certificate, tool, findings } = input;
  const { choice, ledger, seed, fraction, population, picked } = plan;
  const { kind } = certificate.claims.phone;
  const redact = redactorFor(certificate.claims);
  const record: QcRecord = {
    document: 'qc-record',
    version: 1,
    id: input.id,
    issuedAt: input.issuedAt,
    statement: QC_STATEMENT,
    recordedPer: 'R2v3 Appendix B(13)',
    simulated: SIMULATED_KINDS.includes(kind),
    certificate: aboutCertificate(certificate),
    selection: {
      planDigest: plan.digest,
      lot: stated(choice.lot ?? undefined),
      since: stated(choice.since ?? undefined),
      until: stated(choice.until ?? undefined),
      ledger,
      seed,
      fraction,
      populationSize: population.length,
      sampleSize: picked.length,
      number: picked[turn] ?? -1,
      turn,
    },
    check: {
      result: input.result,
      tool: tool
        ? { name: redact(tool.name), version: redact(tool.version) }
        : { unavailable: 'the phone was not checked' },
      on: stated(input.on),
      words: stated(input.words === undefined ? undefined : redact(input.words)),
      findings: findings ? { ...findings, name: redact(findings.name) } : { unavailable: 'no file was given' },
    },
    next: [...QC_NEXT[input.result]],
    independence: input.independence,
    checker: operatorClaims(input.settings),
    confirmed: input.confirmed,
  };
  const parsed = qcRecordSchema.safeParse(record);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The record is malformed.', { cause: parsed.error });
  return parsed.data;
}
