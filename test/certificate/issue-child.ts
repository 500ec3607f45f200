/** Program for the crash test: issues certificates until it is killed, and says so after each. */
import { claimsOf } from '../../src/certificate/claims-of.ts';
import { issueCertificate } from '../../src/certificate/issue.ts';
import { systemRandom } from '../../src/host/random.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { evidence, testSigner } from './evidence.ts';

const [, , folder = '', round = ''] = process.argv;
const ledger = await openLedger(`${folder}/ledger.db`, testSigner);
const request = { disclose: 'all', signer: testSigner, ledger, random: systemRandom } as const;
for (let index = 0; index < 500; index += 1) {
  const claims = claimsOf({ ...evidence, id: `round-${round}-number-${index}` });
  await issueCertificate({ ...request, claims, folder: `${folder}/certificates`, fileStem: claims.id });
  process.stdout.write('issued\n');
}
