/** Puts the disclosures back into the payload and marks what was left out (RFC 9901 section 7.1). */
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { DISCLOSABLE, type PresentedClaims, presentedClaimsSchema } from '../model/claims.ts';
import { type Disclosure, parseDisclosure } from './disclosure.ts';
import type { SdJwt } from './sd-jwt.ts';
import { strictJson } from './strict-json.ts';

const digestsSchema = z.array(z.string().regex(/^[A-Za-z0-9_-]{43}$/));
const groupSchema = z.looseObject({ _sd: digestsSchema });

/** How a kind of document stands in its payload, and what it is when all is put back. */
export interface DocumentForm<S extends z.ZodType> {
  readonly disclosable: Readonly<Record<string, readonly string[]>>;
  readonly schema: S;
  /** Such as `certificate`. */
  readonly name: string;
}

function payloadSchemaOf(groups: readonly string[]) {
  return z
    .looseObject({ _sd_alg: z.literal('sha-256') })
    .and(z.looseObject(Object.fromEntries(groups.map((group) => [group, groupSchema]))));
}

function revealGroup(
  group: z.infer<typeof groupSchema>,
  name: string,
  names: readonly string[],
  disclosures: readonly Disclosure[],
) {
  const { _sd, ...clear } = group;
  const own = disclosures.filter((disclosure) => _sd.includes(disclosure.digest));
  for (const disclosure of own) {
    if (!names.includes(disclosure.name) || Object.hasOwn(clear, disclosure.name)) {
      throw new Fault('CERT_DISCLOSURE', `A disclosure sets ${name}.${disclosure.name}, which it must not.`);
    }
    clear[disclosure.name] = disclosure.value;
  }
  const missing = names.filter((field) => !Object.hasOwn(clear, field));
  if (missing.length > _sd.length - own.length) {
    throw new Fault('CERT_FORMAT', `The certificate was issued without ${name}.${missing.join(', ')}.`);
  }
  for (const field of missing) clear[field] = { hidden: true };
  return { clear, used: own.length, hidden: missing.map((field) => `${name}.${field}`) };
}

/**
 * What a document says whose signature is checked elsewhere, and the paths that are hidden.
 * @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE`
 */
export function revealDocument<S extends z.ZodType>(
  envelope: SdJwt,
  { disclosable, schema, name }: DocumentForm<S>,
): { content: z.output<S>; hidden: string[] } {
  const groups = Object.keys(disclosable);
  const parsed = payloadSchemaOf(groups).safeParse(strictJson(envelope.payload, 'The payload'));
  const disclosures = envelope.disclosures.map(parseDisclosure);
  if (!parsed.success) throw new Fault('CERT_FORMAT', `The payload is not a ${name}.`, { cause: parsed.error });
  const { _sd_alg, ...content } = parsed.data;
  const concealed = groups.map((group) => [group, groupSchema.parse(parsed.data[group])] as const);
  const digests = concealed.flatMap(([, { _sd }]) => _sd);
  const given = disclosures.map((disclosure) => disclosure.digest);
  if (new Set(digests).size !== digests.length) throw new Fault('CERT_DISCLOSURE', 'The payload repeats a digest.');
  if (new Set(given).size !== given.length) throw new Fault('CERT_DISCLOSURE', 'A disclosure is repeated.');
  const hidden: string[] = [];
  const revealed: Record<string, unknown> = { ...content };
  let used = 0;
  for (const [group, fields] of concealed) {
    const result = revealGroup(fields, group, disclosable[group] ?? [], disclosures);
    revealed[group] = result.clear;
    used += result.used;
    hidden.push(...result.hidden);
  }
  if (used !== disclosures.length) {
    throw new Fault('CERT_DISCLOSURE', `A disclosure does not belong to this ${name}.`);
  }
  const checked = schema.safeParse(revealed);
  if (!checked.success) {
    const where = checked.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Fault('CERT_FORMAT', `The claims are not those of a version 1 ${name} (${where.slice(0, 200)}).`, {
      cause: checked.error,
    });
  }
  return { content: checked.data, hidden };
}

const CERTIFICATE_FORM = { disclosable: DISCLOSABLE, schema: presentedClaimsSchema, name: 'certificate' } as const;

/** The same for a certificate. */
export function reveal(envelope: SdJwt): { claims: PresentedClaims; hidden: string[] } {
  const { content, hidden } = revealDocument(envelope, CERTIFICATE_FORM);
  return { claims: content, hidden };
}
