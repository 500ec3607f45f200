import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertBelongs } from '../../src/certificate/about-certificate.ts';
import { verifyDestroyRecord } from '../../src/certificate/destroy-document.ts';
import { verifyQcRecord } from '../../src/certificate/qc-document.ts';
import { readTrustedKeys, type TrustedKeys } from '../../src/certificate/trusted-keys.ts';
import { type OpenValidation, verifyValidation } from '../../src/certificate/validation-document.ts';
import { type OpenCertificate, readCertificateText, verifyCertificate } from '../../src/certificate/verify.ts';
import { verifyProof } from '../../src/ledger/tlog-proof.ts';
import { VECTORS, type Vector, vectorFiles } from './make-vectors.ts';

const { trust, vectors } = JSON.parse(readFileSync(join(VECTORS, 'index.json'), 'utf8')) as {
  trust: string;
  vectors: Vector[];
};

async function read({ file, document }: Pick<Vector, 'file' | 'document'>, trusted: TrustedKeys) {
  const text = await readCertificateText(join(VECTORS, file));
  if (document === 'destroy-record') return verifyDestroyRecord(text, trusted);
  if (document === 'qc-record') return verifyQcRecord(text, trusted);
  if (document === 'validation-decision') return verifyValidation(text, trusted);
  return verifyCertificate(text, trusted);
}

async function check({ proof, certificate, ...vector }: Vector) {
  const trusted = await readTrustedKeys((vector.trust ?? [trust]).map((name) => join(VECTORS, name)));
  const opened = await read(vector, trusted);
  if (certificate) {
    const decision = opened as OpenValidation;
    const decided = (await read({ file: certificate }, trusted)) as OpenCertificate;
    assertBelongs(decision, decided, decision.record.validator.id);
  }
  if (proof) verifyProof(readFileSync(join(VECTORS, proof), 'utf8'), Buffer.from(opened.jws), trusted.values());
  return opened;
}

describe('published vectors', () => {
  it('are what the script makes, all of them and nothing else', async () => {
    const made = await vectorFiles();
    const names = readdirSync(VECTORS, { recursive: true }).map(String);
    const present = names.filter((name) => statSync(join(VECTORS, name)).isFile());
    expect(present.sort()).toEqual([...made.keys()].sort());
    for (const [name, content] of made) expect(readFileSync(join(VECTORS, name), 'utf8'), name).toBe(content);
  });

  it.each(vectors.filter((vector) => vector.expect === 'valid'))('accepts $file: $what', async (vector) => {
    const opened = await check(vector);
    const { hidden } = opened;
    expect('claims' in opened ? opened.claims.result : undefined).toBe(vector.result);
    expect([...hidden].sort()).toEqual([...(vector.hidden ?? [])].sort());
  });

  it.each(vectors.filter((vector) => vector.expect !== 'valid'))('refuses $file $proof: $what', async (vector) => {
    await expect(check(vector)).rejects.toMatchObject({ code: vector.expect });
  });
});
