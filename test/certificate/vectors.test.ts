import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyDestroyRecord } from '../../src/certificate/destroy-document.ts';
import { readTrustedKeys } from '../../src/certificate/trusted-keys.ts';
import { readCertificateText, verifyCertificate } from '../../src/certificate/verify.ts';
import { verifyProof } from '../../src/ledger/tlog-proof.ts';
import { VECTORS, type Vector, vectorFiles } from './make-vectors.ts';

const { trust, vectors } = JSON.parse(readFileSync(join(VECTORS, 'index.json'), 'utf8')) as {
  trust: string;
  vectors: Vector[];
};
const trusted = await readTrustedKeys([join(VECTORS, trust)]);

async function check({ file, proof, document }: Vector) {
  const text = await readCertificateText(join(VECTORS, file));
  const opened = document ? await verifyDestroyRecord(text, trusted) : await verifyCertificate(text, trusted);
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
