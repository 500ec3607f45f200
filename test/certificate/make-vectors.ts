/**
 * Good and bad certificates for other implementers. Everything is computed from fixed keys and counters, so the same
 * bytes come out each time. `node test/certificate/make-vectors.ts` writes them to fixtures/vectors.
 */
import { createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimsOf } from '../../src/certificate/claims-of.ts';
import { disclosureDigest } from '../../src/certificate/disclosure.ts';
import { certificateText } from '../../src/certificate/present.ts';
import { DESTROY_RECORD_TYPE, QC_RECORD_TYPE, VALIDATION_TYPE } from '../../src/certificate/sd-jwt.ts';
import { sealClaims } from '../../src/certificate/seal.ts';
import { keySigner } from '../../src/certificate/signer.ts';
import type { FaultCode } from '../../src/faults/codes.ts';
import { canonicalJson } from '../../src/host/canonical-json.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import {
  checkerKey,
  checkerSigner,
  qcText,
  repeatedKey,
  sealedQc,
  sealedValidation,
  validationText,
} from './checker-fixture.ts';
import { recordText, sealedRecord } from './destroy-fixture.ts';
import { countingRandom, evidence, TEST_JWK, testSigner, verdict } from './evidence.ts';
import { disclosure, forge, goodHeader, goodPayload, signTexts } from './forge.ts';

export const VECTORS = join(import.meta.dirname, '..', '..', 'fixtures', 'vectors');

export interface Vector {
  readonly file: string;
  /** Checked together with the certificate when present. */
  readonly proof?: string;
  readonly what: string;
  /** `valid`, or the code of the refusal. */
  readonly expect: 'valid' | FaultCode;
  readonly result?: string;
  /** Left out for certificates. */
  readonly document?: 'destroy-record' | 'qc-record' | 'validation-decision';
  /** Pinned keys, where they are others than for all. */
  readonly trust?: readonly string[];
  /** The decision has to belong to this certificate. */
  readonly certificate?: string;
  readonly hidden?: readonly string[];
}

const strangerKey = repeatedKey(7);

const flip = (text: string, at: number) => {
  const bytes = Buffer.from(text, 'latin1');
  bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
  return bytes.toString('latin1');
};

async function proofsFor(jwsList: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vectors-'));
  const ledger = await openLedger(join(folder, 'ledger.db'), testSigner);
  const proofs: string[] = [];
  for (const jws of jwsList) proofs.push((await ledger.append(jws)).proof);
  // A second time, so that all proofs lead to the same checkpoint.
  const final = await Promise.all(jwsList.map(async (jws) => (await ledger.append(jws)).proof));
  await ledger.close();
  await rm(folder, { recursive: true });
  return final.length === proofs.length ? final : proofs;
}

/** File name to content, and the index of what to expect. */
export async function makeVectors(): Promise<{ files: Map<string, string>; vectors: Vector[] }> {
  const results = ['verified', 'performed-unverified', 'not-sanitized'] as const;
  const sealed = await Promise.all(
    results.map((result, index) => {
      const id = `018d3f00-0000-7000-8000-00000000000${index + 1}`;
      return sealClaims(
        claimsOf({ ...evidence, id, verdict: { ...verdict, result } }),
        testSigner,
        countingRandom(index * 100),
      );
    }),
  );
  const [pass, unverified, fail] = sealed as [(typeof sealed)[0], (typeof sealed)[0], (typeof sealed)[0]];
  const [passProof = '', unverifiedProof = '', failProof = ''] = await proofsFor(sealed.map(({ jws }) => jws));
  const whole = certificateText(pass, 'all');
  const all = [...pass.disclosures.values()];
  const paths = [...pass.disclosures.keys()];
  const files = new Map<string, string>();
  const vectors: Vector[] = [];
  const add = (file: string, content: string, what: string, rest: Omit<Vector, 'file' | 'what'>) => {
    files.set(file, content);
    vectors.push({ file, what, ...rest });
  };
  const bad = (name: string, content: string, what: string, expect: FaultCode) =>
    add(`bad/${name}.cert`, content, what, { expect });

  files.set('good/pass.proof', passProof);
  files.set('good/unverified.proof', unverifiedProof);
  files.set('good/fail.proof', failProof);
  add('good/pass.cert', whole, 'PASS, everything disclosed', {
    expect: 'valid',
    result: 'PASS',
    hidden: [],
    proof: 'good/pass.proof',
  });
  add(
    'good/pass-nothing-disclosed.cert',
    certificateText(pass, 'none'),
    'the same, everything withheld; the same proof holds',
    { expect: 'valid', result: 'PASS', hidden: paths, proof: 'good/pass.proof' },
  );
  add('good/pass-imei-only.cert', certificateText(pass, ['phone.imeis']), 'the same, for the buyer', {
    expect: 'valid',
    result: 'PASS',
    hidden: paths.filter((path) => path !== 'phone.imeis'),
    proof: 'good/pass.proof',
  });
  add('good/unverified.cert', certificateText(unverified, 'all'), 'UNVERIFIED', {
    expect: 'valid',
    result: 'UNVERIFIED',
    hidden: [],
    proof: 'good/unverified.proof',
  });
  add('good/fail.cert', certificateText(fail, 'all'), 'FAIL is certified too', {
    expect: 'valid',
    result: 'FAIL',
    hidden: [],
    proof: 'good/fail.proof',
  });
  add('good/legacy-eddsa.cert', forge({ header: { ...goodHeader, alg: 'EdDSA' } }), 'the older algorithm name', {
    expect: 'valid',
    result: 'PASS',
    hidden: [],
  });

  const older = goodPayload();
  for (const name of ['variant', 'rom', 'deviceName']) delete older['phone'][name];
  for (const name of ['needsOperator', 'operator', 'sdCard', 'leaves']) delete older['sanitization'][name];
  add('good/before-optional-fields.cert', forge({ payload: older }), 'a writer that knew no optional field', {
    expect: 'valid',
    result: 'PASS',
    hidden: [],
  });

  add('good/destroyed.destroy', recordText, 'a destroy record: what a person states, and no certificate', {
    expect: 'valid',
    document: 'destroy-record',
    hidden: [],
  });
  add('good/destroyed-nothing-disclosed.destroy', `${sealedRecord.jws}~`, 'the same, everything withheld', {
    expect: 'valid',
    document: 'destroy-record',
    hidden: [...sealedRecord.disclosures.keys()],
  });
  bad('destroy-record', recordText, 'a genuine destroy record under the name of a certificate', 'CERT_FORMAT');
  bad(
    'destroy-record-as-certificate',
    forge({ payload: JSON.parse(Buffer.from(sealedRecord.jws.split('.')[1] ?? '', 'base64url').toString()) }),
    'a destroy record signed under the type of a certificate',
    'CERT_FORMAT',
  );
  add(
    'bad/certificate-as-destroy-record.destroy',
    forge({ header: { ...goodHeader, typ: DESTROY_RECORD_TYPE } }),
    'a certificate signed under the type of a destroy record',
    { expect: 'CERT_FORMAT', document: 'destroy-record' },
  );

  addCheckerVectors(add);
  bad('check', qcText, 'a genuine record of a check under the name of a certificate', 'CERT_FORMAT');

  const signatureAt = pass.jws.lastIndexOf('.') + 20;
  bad('payload-changed', flip(whole, 400), 'one letter of the payload changed', 'CERT_SIGNATURE');
  bad(
    'result-changed',
    `${pass.jws.split('.')[0]}.${fail.jws.split('.')[1]}.${pass.jws.split('.')[2]}~`,
    'the payload of another certificate',
    'CERT_SIGNATURE',
  );
  bad('signature-changed', flip(whole, signatureAt), 'one letter of the signature changed', 'CERT_SIGNATURE');
  bad(
    'signature-trailing-bits',
    whole.replace(/(.)~/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}~`),
    'unused bits of the signature set',
    'CERT_FORMAT',
  );
  bad('signature-padded', whole.replace('~', '==~'), 'base64 padding', 'CERT_FORMAT');
  bad('no-signature', whole.replace(/\.[^.~]*~/, '.~'), 'empty signature', 'CERT_SIGNATURE');
  bad('alg-none', forge({ header: { ...goodHeader, alg: 'none' } }), 'algorithm none', 'CERT_FORMAT');
  bad(
    'alg-other',
    forge({ header: { ...goodHeader, alg: 'ES256' } }),
    'an algorithm the key is not for',
    'CERT_SIGNATURE',
  );
  bad(
    'embedded-key',
    forge({ header: { ...goodHeader, jwk: TEST_JWK }, key: strangerKey }),
    'brings its own key',
    'CERT_FORMAT',
  );
  bad('crit', forge({ header: { ...goodHeader, crit: ['exp'] } }), 'critical header', 'CERT_FORMAT');
  bad('wrong-typ', forge({ header: { ...goodHeader, typ: 'JWT' } }), 'another document type', 'CERT_FORMAT');
  bad(
    'unknown-key',
    forge({ header: { ...goodHeader, kid: keySigner(strangerKey).kid }, key: strangerKey }),
    'signed by a stranger',
    'CERT_UNTRUSTED_KEY',
  );
  bad('borrowed-key-id', forge({ key: strangerKey }), 'signed by a stranger under our key id', 'CERT_SIGNATURE');
  const payload = canonicalJson(goodPayload());
  const raw = (text: string) => `${signTexts(canonicalJson(goodHeader), text)}~`;
  bad(
    'duplicate-name',
    raw(payload.replace('"result":', '"result":"FAIL","result":')),
    'a name twice; signed',
    'CERT_FORMAT',
  );
  bad(
    'large-integer',
    raw(payload.replace('"value":34', '"value":9007199254740993')),
    'an integer beyond 2^53; signed',
    'CERT_FORMAT',
  );
  bad('lone-surrogate', raw(payload.replace('"Bench 1"', '"\\ud800"')), 'half a surrogate pair; signed', 'CERT_FORMAT');
  bad(
    'unknown-field',
    forge({ payload: { ...goodPayload(), more: 1 } }),
    'a field that version 1 does not have; signed',
    'CERT_FORMAT',
  );
  bad(
    'disclosure-not-signed',
    `${whole}${disclosure('AAAAAAAAAAAAAAAAAAAAAA', 'name', 'Eve')}~`,
    'a disclosure that nobody signed',
    'CERT_DISCLOSURE',
  );
  bad('disclosure-twice', `${whole}${all[0]}~`, 'a disclosure twice', 'CERT_DISCLOSURE');
  const overwriting = disclosure('AAAAAAAAAAAAAAAAAAAAAA', 'kind', 'phone');
  const tempted = goodPayload();
  tempted['phone']['_sd'].push(disclosureDigest(overwriting));
  bad(
    'disclosure-overwrites',
    forge({ payload: tempted, disclosures: [overwriting] }),
    'a signed disclosure over a clear claim',
    'CERT_DISCLOSURE',
  );
  bad('cut-off', whole.slice(0, -1), 'the last tilde is missing', 'CERT_FORMAT');
  bad('line-end', `${whole}\n`, 'a line end behind', 'CERT_FORMAT');

  const badProof = (name: string, content: string, what: string, expect: FaultCode) => {
    files.set(`bad/${name}.proof`, content);
    vectors.push({ file: 'good/pass.cert', proof: `bad/${name}.proof`, what, expect });
  };
  badProof('other-entry', failProof, 'the proof of another certificate', 'CERT_PROOF');
  badProof('index-changed', passProof.replace('index 0', 'index 1'), 'another index', 'CERT_PROOF');
  badProof('leading-zero', passProof.replace('index 0', 'index 00'), 'a number in another spelling', 'CERT_PROOF');
  badProof(
    'root-changed',
    passProof.replace(/\n3\n./, (start) => `${start.slice(0, -1)}${start.endsWith('A') ? 'B' : 'A'}`),
    'another root',
    'CERT_SIGNATURE',
  );
  badProof('size-changed', passProof.replace('\n3\n', '\n4\n'), 'another size', 'CERT_SIGNATURE');
  badProof('unsigned', `${passProof.split('\n—')[0]}\n`, 'no signature', 'CERT_PROOF');
  return { files, vectors };
}

type Add = (file: string, content: string, what: string, rest: Omit<Vector, 'file' | 'what'>) => void;

/** What a second person signs: checks and decisions. */
function addCheckerVectors(add: Add): void {
  const trust = ['issuer.pub', 'checker.pub'];
  const payloadOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
  const [qc, decision] = [payloadOf(sealedQc.jws), payloadOf(sealedValidation.jws)];
  const check = { document: 'qc-record', trust } as const;
  const decided = { document: 'validation-decision', trust } as const;
  const valid = { expect: 'valid', hidden: [] } as const;
  const signed = (typ: string, payload: unknown) =>
    forge({ header: { ...goodHeader, typ, kid: checkerSigner.kid }, payload, disclosures: [], key: checkerKey });
  add('good/clean.qc', qcText, 'what another person found with another tool: nothing', { ...valid, ...check });
  add('good/clean-nothing-disclosed.qc', `${sealedQc.jws}~`, 'the same, everything withheld', {
    ...check,
    expect: 'valid',
    hidden: [...sealedQc.disclosures.keys()],
  });
  add('good/approved.validation', validationText, "a person's decision, and the certificate it belongs to", {
    ...valid,
    ...decided,
    certificate: 'good/pass.cert',
  });
  add('good/approved-nothing-disclosed.validation', `${sealedValidation.jws}~`, 'the same, the name withheld', {
    ...decided,
    expect: 'valid',
    hidden: [...sealedValidation.disclosures.keys()],
    certificate: 'good/pass.cert',
  });
  const bad = (name: string, content: string, what: string, rest: Omit<Vector, 'file' | 'what'>) =>
    add(`bad/${name}`, content, what, rest);
  const malformed = { expect: 'CERT_FORMAT' } as const;
  bad('certificate-as-check.qc', signed(QC_RECORD_TYPE, goodPayload()), 'a certificate under the type of a check', {
    ...malformed,
    ...check,
  });
  bad('decision-as-check.qc', signed(QC_RECORD_TYPE, decision), 'a decision under the type of a check', {
    ...malformed,
    ...check,
  });
  const found = { ...qc, check: { ...qc.check, result: 'found' } };
  bad('found-without-next.qc', signed(QC_RECORD_TYPE, found), 'a finding that does not say what has to be done', {
    ...malformed,
    ...check,
  });
  const ownWork = { ...qc, checker: { ...qc.checker, id: 'OP-7' } };
  bad('own-work.qc', signed(QC_RECORD_TYPE, ownWork), 'checked by the one who wiped', { ...malformed, ...check });
  const sameKey = (typ: string, payload: unknown) =>
    forge({ header: { ...goodHeader, typ }, payload, disclosures: [] });
  bad('same-key.qc', sameKey(QC_RECORD_TYPE, qc), 'a check signed with the key of its certificate', {
    ...check,
    expect: 'CERT_MISMATCH',
  });
  bad('same-key.validation', sameKey(VALIDATION_TYPE, decision), 'a decision signed with the key of its certificate', {
    ...decided,
    expect: 'CERT_MISMATCH',
  });
  const approvesFail = { ...decision, certificate: { ...decision.certificate, result: 'FAIL' } };
  bad('approves-fail.validation', signed(VALIDATION_TYPE, approvesFail), 'an approval of FAIL', {
    ...malformed,
    ...decided,
  });
  const noRemedy = { ...decision, decision: 'rejected' };
  bad('rejects-without-remedy.validation', signed(VALIDATION_TYPE, noRemedy), 'a rejection without a remedy', {
    ...malformed,
    ...decided,
  });
  add('good/approved.validation', validationText, 'a genuine decision beside another certificate', {
    ...decided,
    certificate: 'good/fail.cert',
    expect: 'CERT_MISMATCH',
  });
}

/** Short lists on one line, as the formatter of this project wants them. */
function indexText(vectors: readonly Vector[]): string {
  const text = JSON.stringify({ version: 1, trust: 'issuer.pub', vectors }, null, 2);
  const short = text.replace(/\[\n\s+("[^[\]{}]*")\n\s+\]/g, (whole, items: string) => {
    const line = `[${items.replace(/\n\s+/g, ' ')}]`;
    return line.length < 90 ? line : whole;
  });
  return `${short}\n`;
}

/** All that goes into the folder, the index and the public key included. */
export async function vectorFiles(): Promise<Map<string, string>> {
  const { files, vectors } = await makeVectors();
  const key = createPublicKey(strangerKey).export({ format: 'pem', type: 'spki' }).toString();
  return new Map([
    ...files,
    ['issuer.pub', testSigner.publicKey.export({ format: 'pem', type: 'spki' }).toString()],
    ['stranger.pub', key],
    ['checker.pub', checkerSigner.publicKey.export({ format: 'pem', type: 'spki' }).toString()],
    ['index.json', indexText(vectors)],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of await vectorFiles()) {
    const path = join(VECTORS, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
}
