/** Makes the signed envelope: a compact JWS (RFC 7515) with the disclosures behind it (SD-JWT, RFC 9901). */
import { verify } from 'node:crypto';
import { Fault } from '../faults/fault.ts';
import { canonicalJson } from '../host/canonical-json.ts';
import type { Random } from '../host/random.ts';
import { type Claims, claimsSchema, DISCLOSABLE } from '../model/claims.ts';
import { toBase64url } from './base64url.ts';
import { type Disclosure, makeDisclosure } from './disclosure.ts';
import { CERTIFICATE_TYPE, type DocumentType } from './sd-jwt.ts';
import { type Signer, thumbprint } from './signer.ts';

export interface Sealed {
  /** `header.payload.signature`: in every presentation, and what the ledger logs. */
  readonly jws: string;
  /** By dotted path, such as `phone.serial`. */
  readonly disclosures: ReadonlyMap<string, string>;
}

export interface SealRequest {
  /** Checked against its schema already. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly type: DocumentType;
  /** Per group, the fields that stand as digests. */
  readonly disclosable: Readonly<Record<string, readonly string[]>>;
  readonly signer: Signer;
  readonly random: Random;
}

/** The payload with digests in place of the disclosable fields. Digests are sorted, so their order says nothing. */
function conceal({ document, disclosable, random }: SealRequest) {
  const disclosures = new Map<string, string>();
  const payload: Record<string, unknown> = { ...document, _sd_alg: 'sha-256' };
  for (const [group, names] of Object.entries(disclosable)) {
    const clear: Record<string, unknown> = { ...(document[group] as Record<string, unknown>) };
    const made: Disclosure[] = names.map((name) => makeDisclosure(name, clear[name], random));
    for (const disclosure of made) {
      delete clear[disclosure.name];
      disclosures.set(`${group}.${disclosure.name}`, disclosure.encoded);
    }
    payload[group] = { ...clear, _sd: made.map((disclosure) => disclosure.digest).sort() };
  }
  return { payload, disclosures };
}

/** @throws Fault `BUG_UNREACHABLE` when the signature is not sound, and what the signer throws */
export async function sealDocument(request: SealRequest): Promise<Sealed> {
  const { signer, type } = request;
  const { payload, disclosures } = conceal(request);
  const header = { alg: 'Ed25519', kid: signer.kid, typ: type };
  const input = `${toBase64url(canonicalJson(header))}.${toBase64url(canonicalJson(payload))}`;
  const bytes = Buffer.from(input, 'ascii');
  const signature = await signer.sign(bytes);
  // What goes into the ledger stays there, so a token that signs badly must be noticed before.
  const sound = signer.kid === thumbprint(signer.publicKey) && signer.publicKey.asymmetricKeyType === 'ed25519';
  if (!sound || !verify(null, bytes, signer.publicKey, signature)) {
    throw new Fault('BUG_UNREACHABLE', 'The signer gave a signature that its own key does not verify.');
  }
  return { jws: `${input}.${toBase64url(signature)}`, disclosures };
}

/** @throws Fault `BUG_UNREACHABLE` when the claims are not of their own form, and what the signer throws */
export async function sealClaims(claims: Claims, signer: Signer, random: Random): Promise<Sealed> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', 'The claims are malformed.', { cause: parsed.error });
  return sealDocument({ document: parsed.data, type: CERTIFICATE_TYPE, disclosable: DISCLOSABLE, signer, random });
}
