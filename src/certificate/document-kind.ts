/** What every signed document that is no certificate has in common: its own type, its own fields, the same envelope. */
import type { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import type { Random } from '../host/random.ts';
import { revealDocument } from './reveal.ts';
import { type DocumentType, parseDocument, type SdJwt } from './sd-jwt.ts';
import { type Sealed, sealDocument } from './seal.ts';
import type { Signer } from './signer.ts';
import type { TrustedKeys } from './trusted-keys.ts';
import { checkSignature } from './verify.ts';

export interface DocumentKind<
  S extends z.ZodType<Record<string, unknown>> = z.ZodType<Record<string, unknown>>,
  P extends z.ZodType = z.ZodType,
> {
  readonly type: DocumentType;
  /** Per group, the fields that stand as digests. */
  readonly disclosable: Readonly<Record<string, readonly string[]>>;
  readonly schema: S;
  /** As a reader of a file sees it. */
  readonly presented: P;
  /** Such as `destroy record`. */
  readonly name: string;
}

export interface OpenRecord<R> {
  readonly record: R;
  /** Paths such as `operator.name` that this copy leaves out. */
  readonly hidden: readonly string[];
  /** Thumbprint that the document names; proven only when it comes from `verifyRecord`. */
  readonly kid: string;
  /** The signed part: what the ledger logs. */
  readonly jws: string;
}

/** @throws Fault `BUG_UNREACHABLE` when the content is not of its own form, and what the signer throws */
export async function sealRecord<S extends z.ZodType<Record<string, unknown>>>(
  { type, disclosable, schema, name }: DocumentKind<S>,
  content: z.output<S>,
  signer: Signer,
  random: Random,
): Promise<Sealed> {
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new Fault('BUG_UNREACHABLE', `The ${name} is malformed.`, { cause: parsed.error });
  return sealDocument({ document: parsed.data, type, disclosable, signer, random });
}

function opened<P extends z.ZodType>(
  { disclosable, presented, name }: DocumentKind<z.ZodType<Record<string, unknown>>, P>,
  parsed: SdJwt,
): OpenRecord<z.output<P>> {
  const { content, hidden } = revealDocument(parsed, { disclosable, schema: presented, name });
  return { record: content, hidden, kid: parsed.header.kid, jws: parsed.jws };
}

/** What the text says, with NO check of the signature. @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE` */
export function openRecordUnchecked<P extends z.ZodType>(
  kind: DocumentKind<z.ZodType<Record<string, unknown>>, P>,
  text: string,
): OpenRecord<z.output<P>> {
  return opened(kind, parseDocument(text, kind.type));
}

/**
 * That it is genuine, which is all that can be checked of a person's statement.
 * @throws Fault `CERT_FORMAT` also for a document of another type, `CERT_UNTRUSTED_KEY`, `CERT_SIGNATURE`, `CERT_DISCLOSURE`
 */
export async function verifyRecord<P extends z.ZodType>(
  kind: DocumentKind<z.ZodType<Record<string, unknown>>, P>,
  text: string,
  trusted: TrustedKeys,
): Promise<OpenRecord<z.output<P>>> {
  const parsed = parseDocument(text, kind.type);
  await checkSignature(parsed, trusted);
  return opened(kind, parsed);
}
