/** What the ledger and the files beside it say of every certificate, for the plan of an independent check. */
import { digestOfJws } from '../certificate/about-certificate.ts';
import { openUnchecked } from '../certificate/verify.ts';
import type { Store } from '../ledger/store.ts';
import type { Stated } from '../model/claims.ts';
import type { LotChoice } from '../model/qc-plan.ts';
import type { Candidate } from '../qc/population.ts';
import { certificateFile } from './find-certificate.ts';
import { loggedDocuments } from './logged-documents.ts';

/** The lot is withheld from the ledger; a copy of the certificate tells it, and the signed digest shows that it is true. */
async function lotOf(folder: string, id: string, jws: string): Promise<Stated | null> {
  const text = await certificateFile(folder, id, jws);
  if (text === null) return null;
  const { lot } = openUnchecked(text).claims.asset;
  return typeof lot === 'object' && 'hidden' in lot ? null : lot;
}

/**
 * The certificates among the first `size` entries, in their order. Signatures are not checked here.
 * @param folder of the certificates; looked into only when a lot is asked for
 */
export async function qcCandidates(
  store: Store,
  size: number,
  choice: LotChoice,
  folder: string,
): Promise<Candidate[]> {
  const found: (Omit<Candidate, 'rejected'> & { readonly digest: string })[] = [];
  const rejected = new Set<string>();
  for await (const { index, document } of loggedDocuments(store, size)) {
    if (document.kind === 'validation-decision' && document.record.decision === 'rejected') {
      rejected.add(document.record.certificate.digest);
    }
    if (document.kind !== 'certificate') continue;
    const { id, issuedAt, result, simulated, operator } = document.claims;
    const lot = choice.lot === null ? null : await lotOf(folder, id, document.jws);
    const digest = digestOfJws(document.jws);
    found.push({ index, certificateId: id, issuedAt, result, simulated, operator: operator.id, lot, digest });
  }
  return found.map(({ digest, ...candidate }) => ({ ...candidate, rejected: rejected.has(digest) }));
}
