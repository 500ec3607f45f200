/** Copies of a certificate that show less. The signature stays valid because only digests were signed. */
import { Fault } from '../faults/fault.ts';
import { DISCLOSABLE_PATHS } from '../model/claims.ts';
import { parseDisclosure } from './disclosure.ts';
import { parseSdJwt } from './sd-jwt.ts';
import type { Sealed } from './seal.ts';

/** Which disclosures go into a file: all, none, or these dotted paths. */
export type DisclosurePolicy = 'all' | 'none' | readonly string[];

function assertPaths(paths: readonly string[]): void {
  const unknown = paths.filter((path) => !DISCLOSABLE_PATHS.includes(path));
  if (unknown.length > 0) {
    throw new Fault('USAGE_ARGUMENT', `Not a field that can be withheld: ${unknown.join(', ')}.`, {
      hint: `These can: ${DISCLOSABLE_PATHS.join(', ')}.`,
    });
  }
}

/** The text of the certificate file under a policy. @throws Fault `USAGE_ARGUMENT` for an unknown path */
export function certificateText(sealed: Sealed, policy: DisclosurePolicy): string {
  if (typeof policy !== 'string') assertPaths(policy);
  const shown = [...sealed.disclosures]
    .filter(([path]) => policy === 'all' || (policy !== 'none' && policy.includes(path)))
    .map(([, encoded]) => `${encoded}~`);
  return `${sealed.jws}~${shown.join('')}`;
}

/**
 * The same certificate without the named fields. Paths are matched by the name of the field, which is unique among
 * the disclosable ones.
 * @throws Fault `USAGE_ARGUMENT`, `CERT_FORMAT`, `CERT_DISCLOSURE`
 */
export function withhold(text: string, paths: readonly string[]): string {
  assertPaths(paths);
  const names = new Set(paths.map((path) => path.slice(path.indexOf('.') + 1)));
  const { jws, disclosures } = parseSdJwt(text);
  const kept = disclosures
    .filter((encoded) => !names.has(parseDisclosure(encoded).name))
    .map((encoded) => `${encoded}~`);
  return `${jws}~${kept.join('')}`;
}
