/** `wipebench validate`: a person, and never the one who wiped, accepts or rejects one outcome for the organisation. */
import { randomUUID } from 'node:crypto';
import { demandIndependence, digestOfJws } from '../certificate/about-certificate.ts';
import { issueSealed } from '../certificate/issue.ts';
import { validationOf } from '../certificate/validation-claims.ts';
import { sealValidation } from '../certificate/validation-document.ts';
import type { OpenCertificate } from '../certificate/verify.ts';
import { EXIT } from '../faults/exit-codes.ts';
import { Fault } from '../faults/fault.ts';
import { systemClock } from '../host/clock.ts';
import { systemRandom } from '../host/random.ts';
import type { Store } from '../ledger/store.ts';
import type { Decision, Remedy } from '../model/validation.ts';
import { certificateSummary, groundLines } from './commands/certificate-text.ts';
import { validationLines } from './commands/validation-text.ts';
import { confirmed } from './confirmed.ts';
import { findCertificate, trustedKeys } from './find-certificate.ts';
import { loggedQcRecords, loggedRejections, withLedgerStore } from './logged-documents.ts';
import { personOf } from './person.ts';
import type { StationTools } from './run-tools.ts';
import type { SettingsOptions } from './settings-options.ts';

export interface MakeValidation extends SettingsOptions {
  readonly certificate: string;
  readonly decision: Decision;
  readonly rationale: string;
  readonly sensitivity?: string;
  readonly remedy?: Remedy;
  readonly acceptResidualRisk?: boolean;
  readonly trust?: readonly string[];
  readonly yes?: boolean;
}

function refuse(why: string, hint: string): Fault {
  return new Fault('PLAN_REFUSED', `${why} Nothing was signed.`, { hint });
}

/** What no person may approve, and what only with open eyes. @throws Fault `PLAN_REFUSED`, `USAGE_ARGUMENT` */
function demandApprovable({ claims }: OpenCertificate, acceptsRisk: boolean): void {
  if (claims.result === 'FAIL') {
    throw refuse(
      'The certificate says FAIL, and nobody can approve that.',
      'Reject it: --decision rejected --remedy repeat-different-technique, escalate-method, destroy or quarantine.',
    );
  }
  if (claims.result === 'UNVERIFIED' && !acceptsRisk) {
    throw refuse(
      `The outcome was not verified at the level asked for (${claims.verification.requiredLevel}).`,
      'Who approves it accepts what that leaves open: --accept-residual-risk says so, and it stands in the decision.',
    );
  }
  if (claims.result === 'PASS' && acceptsRisk) {
    throw new Fault('USAGE_ARGUMENT', '--accept-residual-risk is for a certificate that says UNVERIFIED.');
  }
}

/** What others have signed of this certificate. @throws Fault `PLAN_REFUSED` */
async function demandUnchallenged({ jws }: OpenCertificate, store: Store): Promise<void> {
  const digest = digestOfJws(jws);
  const found = (await loggedQcRecords(store)).find(
    ({ record }) => record.certificate.digest === digest && record.check.result === 'found',
  );
  if (found) {
    throw refuse(
      `An independent check found something on this phone (${found.record.id}).`,
      'Reject the certificate, and sanitize the phone again or destroy it.',
    );
  }
  const rejected = (await loggedRejections(store)).find(({ record }) => record.certificate.digest === digest);
  if (rejected) {
    throw refuse(
      `This certificate was rejected already (${rejected.record.id}).`,
      'Sanitize the phone again; the new certificate is what is decided on then.',
    );
  }
}

export async function makeValidation(options: MakeValidation, tools: StationTools): Promise<number> {
  const { station, output, signal } = tools;
  const { settings, signer, ledger } = station;
  const { decision, rationale, sensitivity, remedy } = options;
  const { person, signatory } = personOf(options, settings, signer.kid);
  const certificate = await findCertificate(options.certificate, station, await trustedKeys(options.trust, settings));
  const { claims } = certificate;
  const independence = demandIndependence(certificate, signatory);
  const approves = decision === 'approved';
  if (approves) {
    demandApprovable(certificate, options.acceptResidualRisk ?? false);
    await withLedgerStore(settings.ledger, (store) => demandUnchallenged(certificate, store));
  }
  const basis = `${certificateSummary(claims)}\nThe five grounds for doubt:\n${groundLines(claims)}\n`;
  // Whoever is asked sees it, also with --quiet.
  if (options.yes) output.note(basis);
  else process.stderr.write(`${basis}\n`);
  const question = `You decide for the organisation, and sign it as your word. Type ${decision} to sign: `;
  const record = validationOf({
    ...{ id: randomUUID(), issuedAt: systemClock.now().toISOString() },
    ...{ certificate, independence, decision, rationale, settings: person },
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(remedy === undefined ? {} : { remedy }),
    residualRiskAccepted: approves && claims.result === 'UNVERIFIED',
    confirmed: await confirmed({ question, word: decision, yes: options.yes ?? false }, signal),
  });
  const { certificatePath, proofPath, receipt } = await issueSealed({
    id: record.id,
    sealed: await sealValidation(record, signer, systemRandom),
    ...({ ending: 'validation', disclose: 'all', ledger, folder: settings.certificates } as const),
    fileStem: `${claims.id}-validation`,
  });
  output.say(`${validationLines(record)}\n\ndecision     ${certificatePath}\nproof        ${proofPath}`);
  output.emit({ type: 'validation-decision', path: certificatePath, proof: proofPath, index: receipt.index, record });
  output.emit({
    type: 'summary',
    document: 'validation-decision',
    decision,
    id: record.id,
    path: certificatePath,
    exit: EXIT.ok,
  });
  return EXIT.ok;
}
