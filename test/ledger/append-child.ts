/** Program for the tests with several processes: appends COUNT certificates and prints a line after each. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { openLedger } from '../../src/ledger/ledger.ts';
import { stubLeaf } from './stub-leaf.ts';

const [, , path = '', name = '', count = '0', jwk = ''] = process.argv;
const privateKey = createPrivateKey({ key: JSON.parse(jwk), format: 'jwk' });
const ledger = await openLedger(path, {
  kid: 'test',
  publicKey: createPublicKey(privateKey),
  sign: async (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
});
for (let index = 0; index < Number(count); index += 1) {
  const { index: at } = await ledger.append(stubLeaf(`${name}-${index}`));
  process.stdout.write(`${at}\n`);
}
await ledger.close();
