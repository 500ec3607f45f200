/**
 * Issues a certificate, or another signed document, so that no crash leaves a false one. The order of acts:
 *
 * 1. The claims are signed, in memory only.
 * 2. `.STEM.pending` is written: the disclosures without the signed part. It is no certificate, and it is all that
 *    the ledger will not hold.
 * 3. The signed part goes into the ledger, on the disk.
 * 4. `STEM.proof` is written, then `STEM.cert`: each whole or not at all.
 * 5. `.STEM.pending` is removed.
 *
 * So a `.cert` file never exists before its entry in the ledger. After a crash between 3 and 5, `resumeIssuing` makes
 * both files from the ledger and the pending file; after one before 3, nothing was issued.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { ensureFolder, fileFault, readFileBounded, safeFileName, writeFileAtomic } from '../host/files.ts';
import type { Random } from '../host/random.ts';
import type { Claims } from '../model/claims.ts';
import { certificateText, type DisclosurePolicy } from './present.ts';
import { MAX_CERTIFICATE_BYTES } from './sd-jwt.ts';
import { type Sealed, sealClaims } from './seal.ts';
import type { Signer } from './signer.ts';

/** What issuing needs of a ledger; `Ledger` of the ledger room fits. */
export interface CertificateLog<R extends { readonly proof: string }> {
  append(jws: string): Promise<R>;
  find(certificateId: string): Promise<string | null>;
}

export interface Issued<R> {
  readonly certificatePath: string;
  readonly proofPath: string;
  readonly receipt: R;
}

const DOCUMENT_ENDINGS = ['cert', 'destroy', 'qc', 'validation'] as const;
/** How the file of a document ends. */
export type DocumentEnding = (typeof DOCUMENT_ENDINGS)[number];

const pendingSchema = z.strictObject({
  version: z.literal(1),
  certificateId: z.string(),
  /** The process that issues it. */
  pid: z.number().int().positive(),
  stem: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  disclosures: z.array(z.tuple([z.string(), z.string()])),
  /** Of the file; left out by writers that knew certificates only. */
  ending: z.enum(DOCUMENT_ENDINGS).default('cert'),
});
const pendingPath = (folder: string, stem: string) => join(folder, `.${stem}.pending`);

function parsePending(text: string, path: string): z.infer<typeof pendingSchema> {
  try {
    return pendingSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Fault('USAGE_FILE_INVALID', `${path} is damaged.`, { cause });
  }
}

async function writeFiles<R extends { readonly proof: string }>(
  { folder, stem, ending }: { readonly folder: string; readonly stem: string; readonly ending: DocumentEnding },
  certificate: string,
  receipt: R,
): Promise<Issued<R>> {
  const certificatePath = join(folder, `${stem}.${ending}`);
  const proofPath = join(folder, `${stem}.proof`);
  await writeFileAtomic(proofPath, receipt.proof);
  await writeFileAtomic(certificatePath, certificate);
  await rm(pendingPath(folder, stem), { force: true }).catch((error: unknown) => {
    throw fileFault(error, pendingPath(folder, stem));
  });
  return { certificatePath, proofPath, receipt };
}

/** An older certificate is never replaced: its disclosures exist nowhere else. */
async function freeStem(folder: string, stem: string, id: string): Promise<string> {
  // Of any kind, because the proof beside it has the same name for all.
  const taken = await Promise.all(
    DOCUMENT_ENDINGS.map((ending) =>
      stat(join(folder, `${stem}.${ending}`)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return taken.includes(true) ? `${stem}-${id}` : stem;
}

interface Place<R extends { readonly proof: string }> {
  /** Which withheld fields the file shows; those it does not show are gone for good. Usually `all`. */
  readonly disclose: DisclosurePolicy;
  readonly ledger: CertificateLog<R>;
  readonly folder: string;
  /** Name of the files without ending; made safe for file systems, and the id is added when it is taken. */
  readonly fileStem: string;
}

export interface IssueSealedRequest<R extends { readonly proof: string }> extends Place<R> {
  readonly id: string;
  readonly sealed: Sealed;
  readonly ending: DocumentEnding;
}

export interface IssueRequest<R extends { readonly proof: string }> extends Place<R> {
  readonly claims: Claims;
  readonly signer: Signer;
  readonly random: Random;
}

/** Logs and writes one signed document. @throws Fault as `issueCertificate` */
export async function issueSealed<R extends { readonly proof: string }>({
  id,
  sealed,
  ending,
  disclose,
  ledger,
  folder,
  fileStem,
}: IssueSealedRequest<R>): Promise<Issued<R>> {
  const stem = await freeStem(folder, safeFileName(fileStem), id);
  const text = certificateText(sealed, disclose);
  const shown = [...sealed.disclosures].filter(([, encoded]) => text.includes(`~${encoded}~`));
  const pending = { version: 1, certificateId: id, pid: process.pid, stem, disclosures: shown, ending };
  await ensureFolder(folder);
  await writeFileAtomic(pendingPath(folder, stem), JSON.stringify(pending));
  let receipt: R;
  try {
    receipt = await ledger.append(sealed.jws);
  } catch (error) {
    // Kept when the entry may be in the ledger all the same; then these disclosures cannot be made again.
    const logged = await ledger.find(id).catch(() => sealed.jws);
    if (logged !== sealed.jws) await rm(pendingPath(folder, stem), { force: true });
    throw error;
  }
  return writeFiles({ folder, stem, ending }, text, receipt);
}

/**
 * Signs, logs and writes one certificate.
 * @throws Fault `ENV_DISK_FULL`, `ENV_PERMISSION`, `ENV_FILE`, `LEDGER_*`, `USAGE_ARGUMENT` (unknown path in the
 * policy); a later `resumeIssuing` finishes what had reached the ledger
 */
export async function issueCertificate<R extends { readonly proof: string }>({
  claims,
  signer,
  random,
  ...place
}: IssueRequest<R>): Promise<Issued<R>> {
  return issueSealed({ ...place, id: claims.id, sealed: await sealClaims(claims, signer, random), ending: 'cert' });
}

/** True while another process is at work on it. A number that was given out anew only means waiting longer. */
function inOtherHands(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Finishes what a crash or a full disk has interrupted in this folder: certificates that are in the ledger and not yet
 * in their files. Pending files of certificates that never reached the ledger are removed, and those of processes that
 * are still at work are left to them.
 */
export async function resumeIssuing<R extends { readonly proof: string }>(
  folder: string,
  ledger: CertificateLog<R>,
): Promise<Issued<R>[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileFault(error, folder);
  });
  const issued: Issued<R>[] = [];
  for (const name of names.filter((each) => each.startsWith('.') && each.endsWith('.pending')).sort()) {
    const path = join(folder, name);
    const pending = parsePending(Buffer.from(await readFileBounded(path, MAX_CERTIFICATE_BYTES)).toString(), path);
    if (inOtherHands(pending.pid)) continue;
    const jws = await ledger.find(pending.certificateId);
    if (jws === null) {
      await rm(path, { force: true });
      continue;
    }
    const sealed: Sealed = { jws, disclosures: new Map(pending.disclosures) };
    const { stem, ending } = pending;
    issued.push(await writeFiles({ folder, stem, ending }, certificateText(sealed, 'all'), await ledger.append(jws)));
  }
  return issued;
}
