import { describe, expect, it } from 'vitest';
import { assertBelongs, demandIndependence } from '../../src/certificate/about-certificate.ts';
import { openDocumentUnchecked, verifyDocument } from '../../src/certificate/any-document.ts';
import { verifyDestroyRecord } from '../../src/certificate/destroy-document.ts';
import { qcRecordOf } from '../../src/certificate/qc-claims.ts';
import { verifyQcRecord } from '../../src/certificate/qc-document.ts';
import { QC_RECORD_TYPE, VALIDATION_TYPE } from '../../src/certificate/sd-jwt.ts';
import { trustKeys } from '../../src/certificate/trusted-keys.ts';
import { validationOf } from '../../src/certificate/validation-claims.ts';
import { verifyValidation } from '../../src/certificate/validation-document.ts';
import { verifyCertificate } from '../../src/certificate/verify.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { leafFields } from '../../src/ledger/leaf-fields.ts';
import { QC_RESULTS } from '../../src/model/qc-record.ts';
import { REMEDIES } from '../../src/model/validation.ts';
import {
  certificate,
  certificateText,
  checkerKey,
  checkerSigner,
  goodQc,
  goodValidation,
  qcInput,
  qcText,
  sealedQc,
  sealedValidation,
  validationInput,
  validationText,
} from './checker-fixture.ts';
import { recordText } from './destroy-fixture.ts';
import { testPrivateKey, testSigner } from './evidence.ts';
import { allDisclosures, forge, goodHeader, goodPayload, type Payload } from './forge.ts';

const trusted = trustKeys([testSigner.publicKey, checkerSigner.publicKey]);
const readers = { verifyCertificate, verifyDestroyRecord, verifyQcRecord, verifyValidation } as const;
const refusal = (checking: Promise<unknown>) =>
  checking.then(
    () => 'ACCEPTED',
    (error) => error.code,
  );
const payloadOf = (jws: string): Payload => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
const qcPayload = () => payloadOf(sealedQc.jws);
const validationPayload = () => payloadOf(sealedValidation.jws);
const headerOf = (typ: string, kid = checkerSigner.kid) => ({ ...goodHeader, typ, kid });
const malformed = expect.objectContaining({ code: 'BUG_UNREACHABLE' });

describe('what a second person signs', () => {
  it('is read as what it is, with everything and with nothing disclosed', async () => {
    expect(await verifyQcRecord(qcText, trusted)).toMatchObject({ record: goodQc, hidden: [], kid: checkerSigner.kid });
    expect(await verifyValidation(validationText, trusted)).toMatchObject({ record: goodValidation, hidden: [] });
    expect((await verifyQcRecord(`${sealedQc.jws}~`, trusted)).hidden).toEqual(['selection.lot', 'checker.name']);
    expect((await verifyValidation(`${sealedValidation.jws}~`, trusted)).hidden).toEqual(['validator.name']);
    expect(await verifyDocument(qcText, trusted)).toMatchObject({ kind: 'qc-record' });
    expect(await verifyDocument(validationText, trusted)).toMatchObject({ kind: 'validation-decision' });
    expect(openDocumentUnchecked(qcText)).toMatchObject({ kind: 'qc-record' });
    expect(openDocumentUnchecked(validationText)).toMatchObject({ kind: 'validation-decision' });
  });

  it('holds no name, lot or number in clear, not even in words', () => {
    for (const payload of [qcPayload(), validationPayload()]) {
      const clear = canonicalJson(payload);
      for (const secret of ['490154203237518', 'R58M12ABCDE', 'Grace', 'Ada', '"L-9"']) {
        expect(clear).not.toContain(secret);
      }
    }
    expect(goodQc.check.words).toBe('Nothing on [withheld] could be restored.');
    expect(goodQc.check.findings).toMatchObject({ name: '[withheld].txt' });
    expect(goodValidation.rationale).toBe('Level and grounds of [withheld] are in order.');
  });

  it('has no verdict and no level of its own', () => {
    for (const payload of [qcPayload(), validationPayload()]) {
      expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['result']));
      expect(canonicalJson(payload)).not.toMatch(/certified|guarantee|compliant|"verdict"|unrecoverable/);
    }
  });

  it('is logged under words that no certificate has', () => {
    expect(leafFields(sealedQc.jws)).toMatchObject({ result: 'QC-CLEAN', kind: 'virtual', profile: 'none' });
    expect(leafFields(sealedValidation.jws)).toMatchObject({ result: 'APPROVED', kind: 'virtual', profile: 'none' });
  });

  it('says what to do about what was found, and about nothing else', () => {
    const next = QC_RESULTS.map((result) => {
      const { tool: _tool, ...unchecked } = qcInput;
      return qcRecordOf({ ...(result === 'not-checked' ? unchecked : qcInput), result }).next;
    });
    expect(next[0]).toEqual([]);
    expect(next[1]?.join(' ')).toMatch(/B\(14\).*--decision rejected/);
    expect(next[2]).toHaveLength(1);
  });
});

describe('one kind of document for another', () => {
  it.each([
    ['certificate', certificateText, 'verifyCertificate'],
    ['destroy record', recordText, 'verifyDestroyRecord'],
    ['record of a check', qcText, 'verifyQcRecord'],
    ['decision', validationText, 'verifyValidation'],
  ] as const)('a genuine %s is nothing else', async (_, text, own) => {
    for (const [name, read] of Object.entries(readers)) {
      expect(await refusal(read(text, trusted)), name).toBe(name === own ? 'ACCEPTED' : 'CERT_FORMAT');
    }
  });

  it.each([
    ['a decision under the header of a check', headerOf(QC_RECORD_TYPE), validationPayload()],
    ['a check under the header of a decision', headerOf(VALIDATION_TYPE), qcPayload()],
    ['a certificate under the header of a decision', headerOf(VALIDATION_TYPE), goodPayload()],
    ['a decision under the header of a certificate', goodHeader, validationPayload()],
    ['a check with a result', headerOf(QC_RECORD_TYPE), { ...qcPayload(), result: 'PASS' }],
    ['a check with another statement', headerOf(QC_RECORD_TYPE), { ...qcPayload(), statement: 'All is well.' }],
    [
      'a check of what nobody looked at',
      headerOf(QC_RECORD_TYPE),
      changed(qcPayload(), 'check', { tool: { unavailable: 'x' } }),
    ],
    [
      'a finding without what has to be done',
      headerOf(QC_RECORD_TYPE),
      changed(qcPayload(), 'check', { result: 'found' }),
    ],
    ['a check of a failed wipe', headerOf(QC_RECORD_TYPE), changed(qcPayload(), 'certificate', { result: 'FAIL' })],
    ['a check by the one who wiped', headerOf(QC_RECORD_TYPE), changed(qcPayload(), 'checker', { id: ' OP-7' })],
    [
      'a check that was picked by no draw',
      headerOf(QC_RECORD_TYPE),
      changed(qcPayload(), 'selection', { number: 4000 }),
    ],
    ['a check of less than 5 %', headerOf(QC_RECORD_TYPE), changed(qcPayload(), 'selection', { fraction: 0.01 })],
    ['a check that hides that it is simulated', headerOf(QC_RECORD_TYPE), { ...qcPayload(), simulated: false }],
    ['an approval of FAIL', headerOf(VALIDATION_TYPE), changed(validationPayload(), 'certificate', { result: 'FAIL' })],
    [
      'an approval of UNVERIFIED without the risk',
      headerOf(VALIDATION_TYPE),
      changed(validationPayload(), 'certificate', { result: 'UNVERIFIED' }),
    ],
    ['an approval with a remedy', headerOf(VALIDATION_TYPE), { ...validationPayload(), remedy: 'destroy' }],
    ['a rejection without a remedy', headerOf(VALIDATION_TYPE), { ...validationPayload(), decision: 'rejected' }],
    ['a risk accepted without need', headerOf(VALIDATION_TYPE), { ...validationPayload(), residualRiskAccepted: true }],
    [
      'a decision by the one who wiped',
      headerOf(VALIDATION_TYPE),
      changed(validationPayload(), 'validator', { id: 'op-7' }),
    ],
    [
      'a decision of nobody',
      headerOf(VALIDATION_TYPE),
      changed(validationPayload(), 'validator', { id: { unavailable: 'x' } }),
    ],
    [
      'a ground twice',
      headerOf(VALIDATION_TYPE),
      { ...validationPayload(), grounds: Array(5).fill({ id: 'G1', state: 'triggered' }) },
    ],
    ['another version', headerOf(VALIDATION_TYPE), { ...validationPayload(), version: 2 }],
  ])('refuses %s, although it is signed', async (_, header, payload) => {
    const key = header === goodHeader ? testPrivateKey : checkerKey;
    for (const disclosures of [[], [...sealedQc.disclosures.values()], allDisclosures()]) {
      const text = forge({ header, payload, disclosures, key });
      for (const read of [...Object.values(readers), verifyDocument]) {
        expect(await refusal(read(text, trusted))).toMatch(/^CERT_(FORMAT|DISCLOSURE)$/);
      }
    }
  });

  it('refuses both under the key of the certificate that they speak of', async () => {
    const own = (typ: string, payload: unknown) =>
      forge({ header: headerOf(typ, testSigner.kid), payload, disclosures: [] });
    expect(await refusal(verifyQcRecord(own(QC_RECORD_TYPE, qcPayload()), trusted))).toBe('CERT_MISMATCH');
    expect(await refusal(verifyDocument(own(VALIDATION_TYPE, validationPayload()), trusted))).toBe('CERT_MISMATCH');
  });

  it('notices every changed letter', async () => {
    for (const [text, read] of [
      [qcText, verifyQcRecord],
      [validationText, verifyValidation],
    ] as const) {
      for (let at = 0; at < text.length; at += 7) {
        const bytes = Buffer.from(text, 'latin1');
        bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
        expect(await refusal(read(bytes.toString('latin1'), trusted)), `letter ${at}`).toMatch(/^CERT_/);
      }
    }
  });
});

function changed(payload: Payload, group: string, change: Payload): Payload {
  return { ...payload, [group]: { ...payload[group], ...change } };
}

describe('a decision and its certificate', () => {
  const opened = async (payload: Payload) =>
    verifyValidation(forge({ header: headerOf(VALIDATION_TYPE), payload, disclosures: [], key: checkerKey }), trusted);
  const fits = async (payload: Payload) => {
    const decision = await opened(payload);
    return assertBelongs(decision, certificate, decision.record.validator.id);
  };

  it('belong together', async () => {
    await expect(fits(validationPayload())).resolves.toBeUndefined();
  });

  it.each([
    ['another digest', changed(validationPayload(), 'certificate', { digest: 'a'.repeat(64) })],
    ['another level', changed(validationPayload(), 'certificate', { level: 'FULL-READ' })],
    ['another phone', changed(validationPayload(), 'certificate', { id: 'certificate-other' })],
    ['another key', changed(validationPayload(), 'certificate', { kid: 'A'.repeat(43) })],
    ['another operator', changed(validationPayload(), 'independence', { operatorId: 'op-5' })],
    [
      'its own operator under the name of another one',
      changed(changed(validationPayload(), 'independence', { operatorId: 'op-5' }), 'validator', { id: 'op-7' }),
    ],
  ])('not with %s', async (_, payload) => {
    await expect(fits(payload)).rejects.toMatchObject({ code: 'CERT_MISMATCH' });
  });
});

describe('independence', () => {
  const grace = { id: 'op-9', name: 'Grace Example', kid: checkerSigner.kid };
  const withheld = {
    ...certificate,
    claims: { ...certificate.claims, operator: { ...certificate.claims.operator, name: { hidden: true } as const } },
  };
  const nobody = {
    ...certificate,
    claims: { ...certificate.claims, operator: { ...certificate.claims.operator, id: { unavailable: 'not stated' } } },
  };

  it('is shown by key, id and name', () => {
    expect(demandIndependence(certificate, grace)).toEqual({ operatorId: 'op-7', names: 'different' });
    expect(demandIndependence(withheld, grace)).toEqual({ operatorId: 'op-7', names: 'not-compared' });
    expect(demandIndependence(certificate, { id: 'op-9', kid: checkerSigner.kid })).toMatchObject({
      names: 'not-compared',
    });
  });

  it.each([
    ['the key of the certificate', certificate, { ...grace, kid: testSigner.kid }],
    ['the id of the operator', certificate, { ...grace, id: 'op-7' }],
    ['that id in capitals and blanks', certificate, { ...grace, id: ' OP-7 ' }],
    ['the name of the operator', certificate, { ...grace, name: '  ada   EXAMPLE' }],
    ['that name in wide letters', certificate, { ...grace, name: 'Ａda Example' }],
    ['an operator whom nobody knows', nobody, grace],
  ])('is refused with %s', (_, of, who) => {
    expect(() => demandIndependence(of, who)).toThrow(expect.objectContaining({ code: 'PLAN_REFUSED' }));
  });
});

describe('what the program itself would never sign', () => {
  const unverified = { ...certificate, claims: { ...certificate.claims, result: 'UNVERIFIED' as const } };
  const failed = { ...certificate, claims: { ...certificate.claims, result: 'FAIL' as const } };
  it.each(REMEDIES)('an approval with the remedy %s', (remedy) => {
    expect(() => validationOf({ ...validationInput, remedy })).toThrow(malformed);
    expect(validationOf({ ...validationInput, decision: 'rejected', remedy }).remedy).toBe(remedy);
  });
  it('an approval of FAIL, or of UNVERIFIED with closed eyes', () => {
    expect(() => validationOf({ ...validationInput, certificate: failed })).toThrow(malformed);
    expect(() => validationOf({ ...validationInput, certificate: unverified })).toThrow(malformed);
    expect(validationOf({ ...validationInput, certificate: unverified, residualRiskAccepted: true })).toMatchObject({
      decision: 'approved',
      residualRiskAccepted: true,
    });
  });
  it('a check of what was not picked, or of a failed wipe', () => {
    expect(() => qcRecordOf({ ...qcInput, turn: 4000 })).toThrow(malformed);
    expect(() => qcRecordOf({ ...qcInput, certificate: failed })).toThrow(malformed);
  });
});
