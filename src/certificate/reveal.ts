/** Puts the disclosures back into the payload and marks what was left out (RFC 9901 section 7.1). */
import { z } from 'zod';
import { Fault } from '../faults/fault.ts';
import { DISCLOSABLE, type PresentedClaims, presentedClaimsSchema } from '../model/claims.ts';
import { type Disclosure, parseDisclosure } from './disclosure.ts';
import type { SdJwt } from './sd-jwt.ts';
import { strictJson } from './strict-json.ts';

const digestsSchema = z.array(z.string().regex(/^[A-Za-z0-9_-]{43}$/));
const groupSchema = z.looseObject({ _sd: digestsSchema });
const payloadSchema = z.looseObject({
  _sd_alg: z.literal('sha-256'),
  phone: groupSchema,
  asset: groupSchema,
  operator: groupSchema,
  evidence: groupSchema,
});

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
 * The claims of a certificate whose signature is checked elsewhere, and the paths that are hidden.
 * @throws Fault `CERT_FORMAT`, `CERT_DISCLOSURE`
 */
export function reveal(envelope: SdJwt): { claims: PresentedClaims; hidden: string[] } {
  const parsed = payloadSchema.safeParse(strictJson(envelope.payload, 'The payload'));
  const disclosures = envelope.disclosures.map(parseDisclosure);
  if (!parsed.success) throw new Fault('CERT_FORMAT', 'The payload is not a certificate.', { cause: parsed.error });
  const { _sd_alg, ...claims } = parsed.data;
  const groups = Object.keys(DISCLOSABLE) as (keyof typeof DISCLOSABLE)[];
  const digests = groups.flatMap((group) => parsed.data[group]._sd);
  const given = disclosures.map((disclosure) => disclosure.digest);
  if (new Set(digests).size !== digests.length) throw new Fault('CERT_DISCLOSURE', 'The payload repeats a digest.');
  if (new Set(given).size !== given.length) throw new Fault('CERT_DISCLOSURE', 'A disclosure is repeated.');
  const hidden: string[] = [];
  const revealed: Record<string, unknown> = { ...claims };
  let used = 0;
  for (const group of groups) {
    const result = revealGroup(parsed.data[group], group, DISCLOSABLE[group], disclosures);
    revealed[group] = result.clear;
    used += result.used;
    hidden.push(...result.hidden);
  }
  if (used !== disclosures.length) {
    throw new Fault('CERT_DISCLOSURE', 'A disclosure does not belong to this certificate.');
  }
  const checked = presentedClaimsSchema.safeParse(revealed);
  if (!checked.success) {
    const where = checked.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Fault('CERT_FORMAT', `The claims are not those of a version 1 certificate (${where.slice(0, 200)}).`, {
      cause: checked.error,
    });
  }
  return { claims: checked.data, hidden };
}
