import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type IssueRequest, issueCertificate, resumeIssuing } from '../../src/certificate/issue.ts';
import { trustKeys } from '../../src/certificate/trusted-keys.ts';
import { readCertificateText, verifyCertificate } from '../../src/certificate/verify.ts';
import { Fault } from '../../src/faults/fault.ts';
import { type Ledger, openLedger, type Receipt } from '../../src/ledger/ledger.ts';
import { verifyProof } from '../../src/ledger/tlog-proof.ts';
import { countingRandom, goodClaims, testSigner } from './evidence.ts';

const trusted = trustKeys([testSigner.publicKey]);

async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'issue-'));
  const ledger = await openLedger(join(folder, 'ledger', 'ledger.db'), testSigner);
  const certificates = join(folder, 'certificates');
  const request = (log: IssueRequest<Receipt>['ledger'] = ledger): IssueRequest<Receipt> => ({
    claims: goodClaims,
    disclose: 'all',
    signer: testSigner,
    ledger: log,
    random: countingRandom(),
    folder: certificates,
    fileStem: '2026-01-02 Example One/../R58',
  });
  return { ledger, certificates, request };
}

/** A ledger that does its work and then fails to say so, or fails before. */
function failing(ledger: Ledger, when: 'before' | 'after', code: 'ENV_DISK_FULL' | 'LEDGER_CONFLICT') {
  return {
    find: ledger.find,
    append: async (jws: string) => {
      if (when === 'after') await ledger.append(jws);
      throw new Fault(code, 'as told');
    },
  };
}

describe('issuing', () => {
  it('leaves a certificate and a proof that verify with the pinned key alone', async () => {
    const { certificates, request } = await bench();
    const { certificatePath, proofPath, receipt } = await issueCertificate(request());
    const opened = await verifyCertificate(await readCertificateText(certificatePath), trusted);
    expect(opened.claims).toEqual(goodClaims);
    const proof = await readFile(proofPath, 'utf8');
    expect(verifyProof(proof, Buffer.from(opened.jws), [testSigner.publicKey])).toMatchObject({ index: 0, size: 1 });
    expect(receipt.index).toBe(0);
    expect((await readdir(certificates)).sort()).toEqual([
      '2026-01-02_Example_One_._R58.cert',
      '2026-01-02_Example_One_._R58.proof',
    ]);
  });

  it('never replaces an older certificate of the same name', async () => {
    const { certificates, request } = await bench();
    await issueCertificate(request());
    const claims = { ...goodClaims, id: '018d3f00-0000-7000-8000-000000000002' };
    const { certificatePath } = await issueCertificate({ ...request(), claims });
    expect(certificatePath).toContain(claims.id);
    expect((await readdir(certificates)).filter((name) => name.endsWith('.cert'))).toHaveLength(2);
  });

  it('writes only what the policy discloses', async () => {
    const { request } = await bench();
    const { certificatePath } = await issueCertificate({ ...request(), disclose: ['phone.imeis'] });
    const opened = await verifyCertificate(await readCertificateText(certificatePath), trusted);
    expect(opened.claims.phone.imeis).toEqual(goodClaims.phone.imeis);
    expect(opened.hidden).toHaveLength(8);
  });

  it('leaves no file at all when the ledger is full before the entry is in', async () => {
    const { ledger, certificates, request } = await bench();
    await expect(issueCertificate(request(failing(ledger, 'before', 'ENV_DISK_FULL')))).rejects.toMatchObject({
      code: 'ENV_DISK_FULL',
    });
    expect(await readdir(certificates)).toEqual([]);
  });

  it('finishes later what had reached the ledger', async () => {
    const { ledger, certificates, request } = await bench();
    await expect(issueCertificate(request(failing(ledger, 'after', 'ENV_DISK_FULL')))).rejects.toBeInstanceOf(Fault);
    expect(await readdir(certificates)).toEqual(['.2026-01-02_Example_One_._R58.pending']);
    const [issued] = await resumeIssuing(certificates, ledger);
    const opened = await verifyCertificate(await readCertificateText(issued?.certificatePath ?? ''), trusted);
    expect(opened.claims).toEqual(goodClaims);
    expect(opened.hidden).toEqual([]);
    expect(await resumeIssuing(certificates, ledger)).toEqual([]);
    expect((await readdir(certificates)).filter((name) => name.endsWith('.pending'))).toEqual([]);
  });

  it('forgets a pending file whose certificate never reached the ledger', async () => {
    const { ledger, certificates, request } = await bench();
    const stuck = {
      find: async () => Promise.reject(new Error('down')),
      append: async () => Promise.reject(new Error('down')),
    };
    await expect(issueCertificate(request(stuck))).rejects.toThrow('down');
    expect(await readdir(certificates)).toHaveLength(1);
    expect(await resumeIssuing(certificates, ledger)).toEqual([]);
    expect(await readdir(certificates)).toEqual([]);
  });

  it('leaves the pending file of another process to it while it lives', async () => {
    const { ledger, certificates, request } = await bench();
    await expect(issueCertificate(request(failing(ledger, 'after', 'LEDGER_CONFLICT')))).rejects.toBeInstanceOf(Fault);
    const [name = ''] = await readdir(certificates);
    const path = join(certificates, name);
    const own = await readFile(path, 'utf8');
    await writeFile(path, own.replace(`"pid":${process.pid},`, `"pid":${process.ppid},`));
    expect(await resumeIssuing(certificates, ledger)).toEqual([]);
    expect(await readdir(certificates)).toEqual([name]);
    await writeFile(path, own);
    expect(await resumeIssuing(certificates, ledger)).toHaveLength(1);
  });

  it('keeps nothing in the pending file that could pass for a certificate', async () => {
    const { ledger, certificates, request } = await bench();
    await expect(issueCertificate(request(failing(ledger, 'after', 'LEDGER_CONFLICT')))).rejects.toBeInstanceOf(Fault);
    const [name = ''] = await readdir(certificates);
    const text = await readFile(join(certificates, name), 'utf8');
    expect(text).not.toContain(((await ledger.find(goodClaims.id)) ?? 'x').split('.')[2]);
    await expect(verifyCertificate(text, trusted)).rejects.toMatchObject({ code: 'CERT_FORMAT' });
  });
});
