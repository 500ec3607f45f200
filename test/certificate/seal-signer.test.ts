import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { sealClaims } from '../../src/certificate/seal.ts';
import { countingRandom, goodClaims, testSigner } from './evidence.ts';

const stranger = generateKeyPairSync('ed25519');

it.each([
  ['nothing', { ...testSigner, sign: async () => new Uint8Array(64) }],
  ['something short', { ...testSigner, sign: async () => new Uint8Array(3) }],
  [
    'the signature of another key',
    { ...testSigner, sign: async (bytes: Uint8Array) => sign(null, bytes, stranger.privateKey) },
  ],
  ['another name', { ...testSigner, kid: 'another' }],
])('a signer that gives %s seals nothing', async (_, signer) => {
  await expect(sealClaims(goodClaims, signer, countingRandom())).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
});

it('claims that are not of their form are never signed', async () => {
  const bad = { ...goodClaims, validation: 'APPROVED' } as unknown as typeof goodClaims;
  await expect(sealClaims(bad, testSigner, countingRandom())).rejects.toMatchObject({ code: 'BUG_UNREACHABLE' });
});
