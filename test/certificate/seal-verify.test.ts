import { createHash } from 'node:crypto';
import { compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { claimsOf } from '../../src/certificate/claims-of.ts';
import { certificateText, withhold } from '../../src/certificate/present.ts';
import { sealClaims } from '../../src/certificate/seal.ts';
import { trustKeys } from '../../src/certificate/trusted-keys.ts';
import { verifyCertificate } from '../../src/certificate/verify.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { DISCLOSABLE_PATHS } from '../../src/model/claims.ts';
import { countingRandom, evidence, goodClaims, testSigner, verdict } from './evidence.ts';

const trusted = trustKeys([testSigner.publicKey]);
const sealed = await sealClaims(goodClaims, testSigner, countingRandom());
const whole = certificateText(sealed, 'all');

describe('a sealed certificate', () => {
  it('gives back exactly the claims when everything is disclosed', async () => {
    const opened = await verifyCertificate(whole, trusted);
    expect(opened.claims).toEqual(goodClaims);
    expect(opened.hidden).toEqual([]);
    expect(opened.kid).toBe(testSigner.kid);
  });

  it('shows withheld fields as hidden, and stays valid', async () => {
    const opened = await verifyCertificate(certificateText(sealed, ['phone.imeis']), trusted);
    expect(opened.claims.phone.imeis).toEqual(goodClaims.phone.imeis);
    expect(opened.claims.phone.serial).toEqual({ hidden: true });
    expect([...opened.hidden].sort()).toEqual(DISCLOSABLE_PATHS.filter((path) => path !== 'phone.imeis').sort());
  });

  it('has the same signed part in every presentation', async () => {
    const none = await verifyCertificate(certificateText(sealed, 'none'), trusted);
    const some = await verifyCertificate(withhold(whole, ['operator.name']), trusted);
    expect(none.jws).toBe(sealed.jws);
    expect(some.jws).toBe(sealed.jws);
    expect(some.hidden).toEqual(['operator.name']);
  });

  it('holds no identifier and no name in clear in the signed part', () => {
    const payload = Buffer.from(sealed.jws.split('.')[1] ?? '', 'base64url').toString();
    for (const secret of ['R58M12ABCDE', '490154203237518', 'Ada Example', 'P-1', 'L-9', 'f'.repeat(64)]) {
      expect(payload).not.toContain(secret);
    }
  });

  it('sorts its digests, and no two seals share one', async () => {
    const other = await sealClaims(goodClaims, testSigner, countingRandom(1000));
    const digests = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()).phone._sd;
    expect(digests(sealed.jws)).toEqual([...digests(sealed.jws)].sort());
    expect(digests(sealed.jws).some((digest: string) => digests(other.jws).includes(digest))).toBe(false);
  });

  it('is an ordinary JWS for another library, over canonical JSON', async () => {
    const { payload, protectedHeader } = await compactVerify(sealed.jws, testSigner.publicKey);
    expect(protectedHeader).toEqual({ alg: 'Ed25519', kid: testSigner.kid, typ: 'sanitization-cert+sd-jwt' });
    const text = Buffer.from(payload).toString();
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    expect(createHash('sha256').update(text).digest('hex')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses every flipped bit of the file', { timeout: 120_000 }, async () => {
    const bare = claimsOf({
      ...{ ...evidence, findings: null, state: null },
      verdict: { ...verdict, result: 'unknown', bound: null, worstBound: null },
    });
    const short = await sealClaims(bare, testSigner, countingRandom());
    const small = Buffer.from(certificateText(short, ['phone.serial']), 'latin1');
    const accepted: number[] = [];
    for (let bit = 0; bit < small.length * 8; bit += 1) {
      const changed = Buffer.from(small);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const outcome = await verifyCertificate(changed.toString('latin1'), trusted).then(
        () => 'accepted',
        (error) => error.code,
      );
      if (!['CERT_FORMAT', 'CERT_SIGNATURE', 'CERT_DISCLOSURE', 'CERT_UNTRUSTED_KEY'].includes(outcome)) {
        accepted.push(bit);
      }
    }
    expect(accepted).toEqual([]);
  });

  it('refuses every truncation', async () => {
    for (let length = 0; length < whole.length; length += 1) {
      // A cut right after a tilde only withholds disclosures, which any holder may do.
      if (length > sealed.jws.length && whole[length - 1] === '~') continue;
      await expect(verifyCertificate(whole.slice(0, length), trusted)).rejects.toMatchObject({ name: 'Fault' });
    }
  });
});
