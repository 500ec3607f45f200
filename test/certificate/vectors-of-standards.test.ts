/** Examples printed in the standards, recomputed. */
import { createPublicKey, sign, verify } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify } from 'jose';
import { expect, it } from 'vitest';
import { fromBase64url } from '../../src/certificate/base64url.ts';
import { disclosureDigest } from '../../src/certificate/disclosure.ts';
import { thumbprint } from '../../src/certificate/signer.ts';
import { TEST_JWK, testPrivateKey, testSigner } from './evidence.ts';

const JWS =
  'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';

it('RFC 8037 A.4: Ed25519 signature', async () => {
  const input = JWS.slice(0, JWS.lastIndexOf('.'));
  const signature = Buffer.from(await testSigner.sign(Buffer.from(input)));
  expect(`${input}.${signature.toString('base64url')}`).toBe(JWS);
  expect(sign(null, Buffer.from(input), testPrivateKey).equals(signature)).toBe(true);
  expect((await compactVerify(JWS, testSigner.publicKey)).protectedHeader.alg).toBe('EdDSA');
  const raw = fromBase64url(JWS.split('.')[2] ?? '', 'signature');
  expect(verify(null, Buffer.from(input), testSigner.publicKey, raw)).toBe(true);
});

it('RFC 8037 A.3: thumbprint of an Ed25519 key', async () => {
  expect(testSigner.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  expect(await calculateJwkThumbprint(TEST_JWK)).toBe(testSigner.kid);
});

it('RFC 7638: thumbprint of a P-256 key, against another implementation', async () => {
  // The key of RFC 7515 appendix A.3.
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  };
  expect(thumbprint(createPublicKey({ key: jwk, format: 'jwk' }))).toBe(await calculateJwkThumbprint(jwk));
});

it('RFC 9901: digest of a disclosure', () => {
  const disclosure = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
  expect(disclosureDigest(disclosure)).toBe('X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');
});
