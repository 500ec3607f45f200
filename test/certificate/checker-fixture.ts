/** One good record of an independent check and one good decision, by a second person with a key of her own. Test data. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { demandIndependence } from '../../src/certificate/about-certificate.ts';
import { type QcInput, qcRecordOf } from '../../src/certificate/qc-claims.ts';
import { sealQcRecord } from '../../src/certificate/qc-document.ts';
import { keySigner } from '../../src/certificate/signer.ts';
import { type ValidationInput, validationOf } from '../../src/certificate/validation-claims.ts';
import { sealValidation } from '../../src/certificate/validation-document.ts';
import { openUnchecked } from '../../src/certificate/verify.ts';
import { seedFor } from '../../src/qc/draw.ts';
import { qcPlanOf } from '../../src/qc/plan.ts';
import { candidate } from '../qc/lots.ts';
import { countingRandom, evidence } from './evidence.ts';
import { allDisclosures, goodSealed } from './forge.ts';

/** PKCS#8 of an Ed25519 seed of 32 equal bytes (RFC 8410 section 7). */
export function repeatedKey(byte: number): KeyObject {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([head, Buffer.alloc(32, byte)]), format: 'der', type: 'pkcs8' });
}

export const checkerKey = repeatedKey(9);
export const checkerSigner = keySigner(checkerKey);
export const certificateText = [goodSealed.jws, ...allDisclosures(), ''].join('~');
export const certificate = openUnchecked(certificateText);

const ledger = { origin: 'wipebench-ledger/example', size: 40, root: 'ab'.repeat(32) };
export const qcPlan = qcPlanOf({
  createdAt: '2026-01-05T08:00:00.000Z',
  choice: { lot: 'L-9', since: null, until: null },
  ledger,
  candidates: Array.from({ length: 40 }, (_, index) =>
    candidate(index, { simulated: true, ...(index === 3 ? { certificateId: evidence.id } : {}) }),
  ),
  checker: 'op-9',
  fraction: 1,
  seed: seedFor(undefined, ledger, countingRandom(700)),
});
const turn = qcPlan.picked.findIndex((number) => qcPlan.population[number]?.certificateId === evidence.id);

const settings = {
  organisation: 'Example Refurbishing',
  site: 'Bench 2',
  operator: { id: 'op-9', name: 'Grace Example', title: 'Inspector' },
};
const independence = demandIndependence(certificate, { id: 'op-9', name: 'Grace Example', kid: checkerSigner.kid });
const confirmed = { how: 'typed-word', at: '2026-01-05T09:00:00.000Z' } as const;

export const qcInput: QcInput = {
  id: '018d3f00-0000-7000-8000-00000000000e',
  issuedAt: '2026-01-05T09:00:01.000Z',
  plan: qcPlan,
  turn,
  certificate,
  independence,
  result: 'clean',
  tool: { name: 'Example Recovery', version: '4.2' },
  on: '2026-01-05',
  words: 'Nothing on R58M12ABCDE could be restored.',
  findings: { name: '490154203237518.txt', bytes: 12, sha256: 'a'.repeat(64) },
  settings,
  confirmed,
};

export const validationInput: ValidationInput = {
  id: '018d3f00-0000-7000-8000-00000000000f',
  issuedAt: '2026-01-06T09:00:01.000Z',
  certificate,
  independence,
  decision: 'approved',
  rationale: 'Level and grounds of R58M12ABCDE are in order.',
  sensitivity: 'private pictures and messages',
  residualRiskAccepted: false,
  settings,
  confirmed,
};

export const goodQc = qcRecordOf(qcInput);
export const sealedQc = await sealQcRecord(goodQc, checkerSigner, countingRandom(6000));
export const qcText = [sealedQc.jws, ...sealedQc.disclosures.values(), ''].join('~');
export const goodValidation = validationOf(validationInput);
export const sealedValidation = await sealValidation(goodValidation, checkerSigner, countingRandom(7000));
export const validationText = [sealedValidation.jws, ...sealedValidation.disclosures.values(), ''].join('~');
