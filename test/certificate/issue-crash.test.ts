/** Kills a process that issues certificates, again and again, and looks at what it left. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resumeIssuing } from '../../src/certificate/issue.ts';
import { trustKeys } from '../../src/certificate/trusted-keys.ts';
import { readCertificateText, verifyCertificate } from '../../src/certificate/verify.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { openSqliteStore } from '../../src/ledger/sqlite-store.ts';
import { verifyProof } from '../../src/ledger/tlog-proof.ts';
import { testSigner } from './evidence.ts';

const trusted = trustKeys([testSigner.publicKey]);

/** Ends when the child was killed: after this many certificates, somewhere in the middle of the next one. */
function issueAndKill(folder: string, round: number, killAfter: number): Promise<{ issued: number; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'issue-child.ts'), folder, String(round)]);
    let [issued, errors] = [0, ''];
    child.stdout.on('data', (chunk: Buffer) => {
      issued += chunk.toString().split('\n').length - 1;
      // A few turns of the event loop later, so that the kill falls on another act in each round.
      const kill = (turns: number) => (turns === 0 ? child.kill('SIGKILL') : setImmediate(kill, turns - 1));
      if (issued >= killAfter) kill(round * 3);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', () => resolve({ issued, errors }));
  });
}

it('never leaves a certificate that is not in the ledger, or half of one', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crash-'));
  const certificates = join(folder, 'certificates');
  let issued = 0;
  for (let round = 0; round < 8; round += 1) {
    const done = await issueAndKill(folder, round, 1 + (round % 3));
    expect(done.errors).toBe('');
    issued += done.issued;
    const store = await openSqliteStore(join(folder, 'ledger.db'), null);
    const names = await readdir(certificates);
    for (const name of names.filter((each) => each.endsWith('.cert'))) {
      const { claims, jws } = await verifyCertificate(await readCertificateText(join(certificates, name)), trusted);
      expect((await store.find(claims.id))?.jws).toBe(jws);
      const proof = await readFile(join(certificates, name.replace('.cert', '.proof')), 'utf8');
      verifyProof(proof, Buffer.from(jws), [testSigner.publicKey]);
    }
    expect(names.filter((name) => name.endsWith('.cert')).length).toBeGreaterThanOrEqual(issued);
    await store.close();
  }
  const ledger = await openLedger(join(folder, 'ledger.db'), testSigner);
  await resumeIssuing(certificates, ledger);
  await ledger.close();
  const store = await openSqliteStore(join(folder, 'ledger.db'), null);
  const names = await readdir(certificates);
  expect(names.filter((name) => name.endsWith('.cert'))).toHaveLength((await store.head()).size);
  expect(names.filter((name) => name.endsWith('.pending'))).toEqual([]);
  await store.close();
});
