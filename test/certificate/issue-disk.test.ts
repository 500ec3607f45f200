import { mkdir, mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { issueCertificate, resumeIssuing } from '../../src/certificate/issue.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { countingRandom, goodClaims, testSigner } from './evidence.ts';

const other = `one-${goodClaims.id}`;

/** A folder in the place of a file makes rename(2) fail where a full disk would make write(2) fail. */
it.each([
  { file: 'proof', obstacles: ['one.proof'], stem: 'one' },
  { file: 'certificate', obstacles: ['one.cert', `${other}.cert`], stem: other },
])('a failed write of the $file leaves no certificate and can be finished', async ({ obstacles, stem }) => {
  const folder = await mkdtemp(join(tmpdir(), 'issue-disk-'));
  const ledger = await openLedger(join(folder, 'ledger.db'), testSigner);
  const certificates = join(folder, 'certificates');
  for (const obstacle of obstacles) await mkdir(join(certificates, obstacle), { recursive: true });
  const request = {
    claims: goodClaims,
    disclose: 'all',
    signer: testSigner,
    ledger,
    random: countingRandom(),
  } as const;
  await expect(issueCertificate({ ...request, folder: certificates, fileStem: 'one' })).rejects.toMatchObject({
    code: 'ENV_FILE',
  });
  const left = (await readdir(certificates, { withFileTypes: true })).filter((each) => each.isFile());
  expect(left.map(({ name }) => name).filter((name) => !name.endsWith('.proof'))).toEqual([`.${stem}.pending`]);
  for (const obstacle of obstacles) await rmdir(join(certificates, obstacle));
  expect(await resumeIssuing(certificates, ledger)).toHaveLength(1);
  expect((await readdir(certificates)).sort()).toEqual([`${stem}.cert`, `${stem}.proof`]);
  await ledger.close();
});
