/** `wipebench qc record`: what another person found on one phone of a plan, signed and logged. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { demandIndependence } from '../certificate/about-certificate.ts';
import { issueSealed } from '../certificate/issue.ts';
import { qcRecordOf } from '../certificate/qc-claims.ts';
import { sealQcRecord } from '../certificate/qc-document.ts';
import type { OpenCertificate } from '../certificate/verify.ts';
import { EXIT } from '../faults/exit-codes.ts';
import { Fault } from '../faults/fault.ts';
import { systemClock } from '../host/clock.ts';
import { digestFile } from '../host/file-digest.ts';
import { safeFileName } from '../host/files.ts';
import { readJsonFile } from '../host/json-file.ts';
import { systemRandom } from '../host/random.ts';
import { nodeReader } from '../ledger/ledger.ts';
import type { Store } from '../ledger/store.ts';
import { rootOf } from '../ledger/tree.ts';
import { samePerson } from '../model/about-certificate.ts';
import { type QcPlan, qcPlanSchema } from '../model/qc-plan.ts';
import type { QcFindings, QcResult } from '../model/qc-record.ts';
import type { Settings } from '../model/settings.ts';
import { assertPlan } from '../qc/plan.ts';
import { standingOf } from '../qc/standing.ts';
import { standingText } from '../report/qc-standing-text.ts';
import { qcRecordLines } from './commands/qc-record-text.ts';
import { confirmed } from './confirmed.ts';
import { findCertificate, trustedKeys } from './find-certificate.ts';
import { loggedQcRecords, withLedgerStore } from './logged-documents.ts';
import { personOf } from './person.ts';
import { qcCandidates } from './qc-candidates.ts';
import type { StationTools } from './run-tools.ts';
import type { SettingsOptions } from './settings-options.ts';

export interface MakeRecord extends SettingsOptions {
  readonly plan: string;
  readonly certificate: string;
  readonly result: QcResult;
  readonly tool?: string;
  readonly toolVersion?: string;
  readonly date?: string;
  readonly words?: string;
  readonly findings?: string;
  readonly trust?: readonly string[];
  readonly yes?: boolean;
}

const MAX_PLAN_BYTES = 64 * 1024 * 1024;

/** That the plan is what the program makes of this ledger. @throws Fault `CERT_MISMATCH`, `USAGE_FILE_INVALID` */
async function readPlan(path: string, settings: Settings): Promise<QcPlan> {
  const plan = await readJsonFile(path, qcPlanSchema, MAX_PLAN_BYTES);
  await withLedgerStore(settings.ledger, async (store) => {
    await assertContinued(plan, store);
    assertPlan(plan, await qcCandidates(store, plan.ledger.size, plan.choice, settings.certificates));
  });
  return plan;
}

/** That the ledger still begins with the entries that the plan saw. */
async function assertContinued({ ledger }: QcPlan, store: Store): Promise<void> {
  const { origin, size } = await store.head();
  const root = size < ledger.size ? null : await rootOf(ledger.size, nodeReader(store));
  if (origin === ledger.origin && root !== null && Buffer.from(root).toString('hex') === ledger.root) return;
  throw new Fault(
    'CERT_MISMATCH',
    'The plan was made from another ledger, or the ledger was cut off or changed since.',
  );
}

/** In which turn this certificate was drawn. @throws Fault `PLAN_REFUSED` when it was not picked */
function turnOf({ picked, population }: QcPlan, { claims }: OpenCertificate): number {
  const turn = picked.findIndex((number) => population[number]?.certificateId === claims.id);
  if (turn >= 0) return turn;
  throw new Fault('PLAN_REFUSED', 'This certificate was not picked by the plan. Nothing was signed.', {
    hint: 'A sample that people choose proves nothing; take the certificates that the plan names.',
  });
}

/** Another tool, best of another maker (NIST SP 800-88 Rev. 1, 4.7.3). @throws Fault `USAGE_ARGUMENT`, `PLAN_REFUSED` */
function toolOf({ result, tool, toolVersion }: MakeRecord, { claims }: OpenCertificate) {
  if (result === 'not-checked') return {};
  const [name = '', version = ''] = [tool?.trim(), toolVersion?.trim()];
  if (name === '' || version === '')
    throw new Fault('USAGE_ARGUMENT', 'Say with --tool and --tool-version what you looked with.');
  if (!samePerson(name, claims.sanitization.tool.name)) return { tool: { name, version } };
  throw new Fault(
    'PLAN_REFUSED',
    `${name} wiped this phone; an independent check takes another tool. Nothing was signed.`,
  );
}

/** The path of a file names people and projects: it is kept nowhere. */
async function findingsOf(path: string | undefined, signal: AbortSignal): Promise<{ findings?: QcFindings }> {
  if (path === undefined) return {};
  return { findings: { name: safeFileName(basename(path)), ...(await digestFile(path, signal)) } };
}

export async function makeQcRecord(options: MakeRecord, { station, output, signal }: StationTools): Promise<number> {
  const { settings, signer, ledger } = station;
  const { result, date, words } = options;
  const { person, signatory } = personOf(options, settings, signer.kid);
  const trusted = await trustedKeys(options.trust, settings);
  const plan = await readPlan(options.plan, settings);
  const certificate = await findCertificate(options.certificate, station, trusted);
  const turn = turnOf(plan, certificate);
  const independence = demandIndependence(certificate, signatory);
  const tool = toolOf(options, certificate);
  const findings = await findingsOf(options.findings, signal);
  const question =
    'You state what you found on this phone, as somebody who did not wipe it; it is signed as your word.\n' +
    `Certificate ${certificate.claims.id}. Type ${result} to sign it: `;
  const record = qcRecordOf({
    ...{ id: randomUUID(), issuedAt: systemClock.now().toISOString() },
    ...{ plan, turn, certificate, independence, result, settings: person, ...tool, ...findings },
    ...(date === undefined ? {} : { on: date }),
    ...(words === undefined ? {} : { words }),
    confirmed: await confirmed({ question, word: result, yes: options.yes ?? false }, signal),
  });
  const { certificatePath, proofPath, receipt } = await issueSealed({
    id: record.id,
    sealed: await sealQcRecord(record, signer, systemRandom),
    ...({ ending: 'qc', disclose: 'all', ledger, folder: settings.certificates } as const),
    fileStem: `${certificate.claims.id}-qc`,
  });
  const records = await withLedgerStore(settings.ledger, loggedQcRecords);
  const standing = standingOf(
    plan,
    records.map((each) => each.record),
  );
  output.say(`${qcRecordLines(record)}\n\nrecord       ${certificatePath}\nproof        ${proofPath}`);
  output.say(`\n${standingText(standing, plan)}`);
  output.emit({ type: 'qc-record', path: certificatePath, proof: proofPath, index: receipt.index, record });
  output.emit({ type: 'standing', ...standing });
  output.emit({
    type: 'summary',
    document: 'qc-record',
    check: result,
    id: record.id,
    path: certificatePath,
    exit: EXIT.ok,
  });
  return EXIT.ok;
}
