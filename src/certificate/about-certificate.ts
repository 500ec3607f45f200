/** How another document points at a certificate, and what has to hold between the two. */
import { createHash } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { canonicalJson } from '../host/canonical-json.ts';
import { type AboutCertificate, type Independence, samePerson } from '../model/about-certificate.ts';
import type { PresentedClaims, Stated } from '../model/claims.ts';
import type { OpenRecord } from './document-kind.ts';
import { type Redactor, redactor } from './redact.ts';
import type { OpenCertificate } from './verify.ts';

/** Lower-case hex SHA-256 over the signed part, which every copy of a document shares. */
export function digestOfJws(jws: string): string {
  return createHash('sha256').update(jws, 'ascii').digest('hex');
}

export function aboutCertificate({ claims, kid, jws }: OpenCertificate): AboutCertificate {
  const { id, issuedAt, result, phone, verification } = claims;
  const { level, requiredLevel } = verification;
  return { id, digest: digestOfJws(jws), kid, issuedAt, result, level, requiredLevel, kind: phone.kind };
}

/** Who signs a document about a certificate. */
export interface Signatory {
  readonly id: string;
  readonly name?: string;
  /** Thumbprint of the key. */
  readonly kid: string;
}

/**
 * How the person who signs differs from the one who wiped: another key, another id, and another name where both names
 * are known. What is not stated shows nothing, and is refused.
 * @throws Fault `PLAN_REFUSED`
 */
export function demandIndependence({ claims, kid }: OpenCertificate, signatory: Signatory): Independence {
  const { id, name } = claims.operator;
  const refuse = (why: string, hint?: string) =>
    new Fault('PLAN_REFUSED', `${why} Nothing was signed.`, hint === undefined ? {} : { hint });
  if (kid === signatory.kid) {
    throw refuse(
      'The certificate was signed with this very key, so nobody else would have looked at it.',
      'Another person signs with a key of their own: wipebench keys init --key FILE, then --key FILE here.',
    );
  }
  if (typeof id !== 'string') {
    throw refuse('The certificate does not say who wiped the phone, so nobody can be shown to be somebody else.');
  }
  const another = 'It takes another person: --operator-id and --operator-name say who you are.';
  if (samePerson(id, signatory.id))
    throw refuse(`${signatory.id} wiped this phone, and cannot check the own work.`, another);
  if (typeof name !== 'string' || signatory.name === undefined) return { operatorId: id, names: 'not-compared' };
  if (samePerson(name, signatory.name)) {
    throw refuse('The person who wiped this phone has the same name, and cannot check the own work.', another);
  }
  return { operatorId: id, names: 'different' };
}

interface About {
  readonly certificate: AboutCertificate;
  readonly independence: Independence;
}

/** That no document about a certificate is signed with the key of that certificate. @throws Fault `CERT_MISMATCH` */
export function assertOtherKey(opened: OpenRecord<About>): void {
  if (opened.kid === opened.record.certificate.kid) {
    throw new Fault('CERT_MISMATCH', 'It is signed with the key of the certificate that it speaks of, by nobody else.');
  }
}

/**
 * That a genuine document speaks of this genuine certificate, says of it what it says itself, and is another person's.
 * @throws Fault `CERT_MISMATCH`
 */
export function assertBelongs(opened: OpenRecord<About>, certificate: OpenCertificate, signatoryId: Stated): void {
  const { certificate: about, independence } = opened.record;
  const refuse = (why: string) => new Fault('CERT_MISMATCH', why);
  if (about.digest !== digestOfJws(certificate.jws)) throw refuse('It speaks of another certificate than this one.');
  if (canonicalJson(about) !== canonicalJson(aboutCertificate(certificate))) {
    throw refuse('It says of the certificate what the certificate does not say.');
  }
  assertOtherKey(opened);
  const { id } = certificate.claims.operator;
  if (typeof id !== 'string' || typeof signatoryId !== 'string' || samePerson(id, signatoryId)) {
    throw refuse('It is signed by the person who wiped the phone.');
  }
  if (independence.operatorId !== id) throw refuse('It names another operator than the certificate.');
}

/** Takes the numbers of this phone out of free text, where the copy of the certificate shows them. */
export function redactorFor({ phone }: PresentedClaims): Redactor {
  const withheld = { unavailable: 'withheld' };
  const serial = 'hidden' in phone.serial ? withheld : phone.serial;
  const imeis = 'hidden' in phone.imeis ? withheld : phone.imeis;
  return redactor({ serial, imeis }, '');
}
