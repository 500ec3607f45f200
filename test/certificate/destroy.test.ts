import { describe, expect, it } from 'vitest';
import { openDocumentUnchecked, verifyDocument } from '../../src/certificate/any-document.ts';
import { destroyRecordOf } from '../../src/certificate/destroy-claims.ts';
import { openDestroyUnchecked, verifyDestroyRecord } from '../../src/certificate/destroy-document.ts';
import { DESTROY_RECORD_TYPE } from '../../src/certificate/sd-jwt.ts';
import { trustKeys } from '../../src/certificate/trusted-keys.ts';
import { openUnchecked, verifyCertificate } from '../../src/certificate/verify.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { leafFields } from '../../src/ledger/leaf-fields.ts';
import { DESTROY_DISCLOSABLE, DESTROY_TECHNIQUES } from '../../src/model/destroy-record.ts';
import { destroyInput, goodRecord, recordText, sealedRecord } from './destroy-fixture.ts';
import { testSigner } from './evidence.ts';
import { allDisclosures, forge, goodHeader, goodPayload, goodSealed, type Payload } from './forge.ts';

const trusted = trustKeys([testSigner.publicKey]);
const certificate = [goodSealed.jws, ...allDisclosures(), ''].join('~');
const recordHeader = { ...goodHeader, typ: DESTROY_RECORD_TYPE };
const recordPayload = (): Payload =>
  JSON.parse(Buffer.from(sealedRecord.jws.split('.')[1] ?? '', 'base64url').toString());
const refusal = (checking: Promise<unknown>) =>
  checking.then(
    () => 'ACCEPTED',
    (error) => error.code,
  );

describe('a destroy record', () => {
  it('is read as what it is, with everything and with nothing disclosed', async () => {
    const whole = await verifyDestroyRecord(recordText, trusted);
    expect(whole).toMatchObject({ record: goodRecord, hidden: [], kid: testSigner.kid });
    const bare = await verifyDestroyRecord(`${sealedRecord.jws}~`, trusted);
    expect(bare.hidden).toHaveLength(Object.values(DESTROY_DISCLOSABLE).flat().length);
    expect(bare.record).toMatchObject({ phone: { serial: { hidden: true } }, witness: { name: { hidden: true } } });
    expect(await verifyDocument(recordText, trusted)).toMatchObject({ kind: 'destroy-record' });
    expect(await verifyDocument(certificate, trusted)).toMatchObject({ kind: 'certificate' });
    expect(openDocumentUnchecked(recordText)).toMatchObject({ kind: 'destroy-record' });
  });

  it('holds no number and no name in clear, not even in words and names of pictures', () => {
    const clear = canonicalJson(recordPayload());
    for (const secret of ['490154203237518', 'R58M12ABCDE', 'Grace', 'Ada', 'P-1']) expect(clear).not.toContain(secret);
    expect(goodRecord.destruction.words).toBe('Battery taken out, board of [withheld] shredded.');
    expect(goodRecord.photos[0]?.name).toBe('[withheld].jpg');
  });

  it('has no word of erasure and no result, whatever the technique', () => {
    for (const technique of DESTROY_TECHNIQUES) {
      const text = canonicalJson(destroyRecordOf({ ...destroyInput, technique }));
      expect(text).not.toMatch(/\berased?\b|erasure|verified|PASS|"result"|"verdict"|"level"|guarantee/);
      expect(text).toContain('Nothing was measured');
    }
  });

  it('says what was not stated', () => {
    const { reason: _reason, facility: _facility, on: _on, particleMillimetres: _size, ...bare } = destroyInput;
    const record = destroyRecordOf({ ...bare, settings: {}, asset: {} });
    expect(record.destruction).toMatchObject({
      reason: { unavailable: 'not stated' },
      facility: { unavailable: 'not stated' },
      on: { unavailable: 'not stated' },
      particleMillimetres: { unavailable: 'not stated' },
    });
    expect(record.operator.name).toEqual({ unavailable: 'not stated' });
  });

  it('is logged as a destroy record, and a certificate by its result', () => {
    expect(leafFields(sealedRecord.jws)).toMatchObject({ result: 'DESTROY-RECORD', kind: 'phone', profile: 'none' });
    expect(leafFields(goodSealed.jws)).toMatchObject({ result: 'PASS' });
  });
});

describe('one kind of document for the other', () => {
  it('a genuine destroy record is no certificate', async () => {
    expect(await refusal(verifyCertificate(recordText, trusted))).toBe('CERT_FORMAT');
    expect(() => openUnchecked(recordText)).toThrow(expect.objectContaining({ code: 'CERT_FORMAT' }));
  });

  it('a genuine certificate is no destroy record', async () => {
    expect(await refusal(verifyDestroyRecord(certificate, trusted))).toBe('CERT_FORMAT');
    expect(() => openDestroyUnchecked(certificate)).toThrow(expect.objectContaining({ code: 'CERT_FORMAT' }));
  });

  it('the header of the other kind breaks the signature', async () => {
    const swap = (text: string, header: unknown) =>
      [Buffer.from(canonicalJson(header)).toString('base64url'), ...text.split('.').slice(1)].join('.');
    expect(await refusal(verifyCertificate(swap(recordText, goodHeader), trusted))).toBe('CERT_SIGNATURE');
    expect(await refusal(verifyDestroyRecord(swap(certificate, recordHeader), trusted))).toBe('CERT_SIGNATURE');
  });

  it.each([
    ['a destroy record under the header of a certificate', goodHeader, recordPayload()],
    ['a certificate under the header of a destroy record', recordHeader, goodPayload()],
    ['a certificate that calls itself a destroy record', goodHeader, { ...goodPayload(), document: 'destroy-record' }],
    ['a destroy record with a result', recordHeader, { ...recordPayload(), result: 'PASS' }],
    ['a destroy record with a verdict', recordHeader, { ...recordPayload(), verdict: goodPayload()['verdict'] }],
    ['a destroy record with another statement', recordHeader, { ...recordPayload(), statement: 'All was erased.' }],
    [
      'a destroy record that claims a purge',
      recordHeader,
      {
        ...recordPayload(),
        destruction: { ...recordPayload()['destruction'], method: 'purge' },
      },
    ],
    [
      'an unknown technique',
      recordHeader,
      {
        ...recordPayload(),
        destruction: { ...recordPayload()['destruction'], technique: 'magic' },
      },
    ],
    [
      'a path for the name of a picture that is too long',
      recordHeader,
      {
        ...recordPayload(),
        photos: [{ name: `/home/${'x'.repeat(90)}`, bytes: 1, sha256: 'a'.repeat(64) }],
      },
    ],
    ['another version', recordHeader, { ...recordPayload(), version: 2 }],
  ])('refuses %s, although it is signed', async (_what, header, payload) => {
    const disclosures = [...sealedRecord.disclosures.values()];
    for (const shown of [[], disclosures, allDisclosures()]) {
      const text = forge({ header, payload, disclosures: shown });
      expect(await refusal(verifyCertificate(text, trusted))).toMatch(/^CERT_(FORMAT|DISCLOSURE)$/);
      expect(await refusal(verifyDestroyRecord(text, trusted))).toMatch(/^CERT_(FORMAT|DISCLOSURE)$/);
      expect(await refusal(verifyDocument(text, trusted))).toMatch(/^CERT_(FORMAT|DISCLOSURE)$/);
    }
  });

  it('disclosures of the one do not fit into the other', async () => {
    const mixed = [sealedRecord.jws, ...allDisclosures(), ''].join('~');
    expect(await refusal(verifyDestroyRecord(mixed, trusted))).toBe('CERT_DISCLOSURE');
  });

  it('every changed letter of a record is noticed', async () => {
    const bytes = Buffer.from(recordText, 'latin1');
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
      const outcome = await refusal(verifyDestroyRecord(changed.toString('latin1'), trusted));
      expect(outcome, `letter ${at}`).toMatch(/^CERT_/);
    }
  });
});
