/**
 * Takes identifiers out of free text that came from the phone or its tools: they are disclosable claims, and a reply
 * that repeats the serial would put it into the signed body in clear.
 */

import { factValue } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';

const MAX_TEXT = 600;
const WITHHELD = '[withheld]';
/** Ordinary words never qualify, so that a phone cannot blot out words of its own evidence by its serial. */
const IDENTIFIER = /^(?=.*\d)[A-Za-z0-9._:-]{6,}$/;

/**
 * What names a person or an organisation in the answers of Android, whoever's it is: addresses of accounts, the account of
 * `dumpsys account`, the component of a device administrator, and runs of digits as long as an IMEI, an EID or an ICCID.
 */
const PERSONAL: readonly RegExp[] = [
  /[^\s"'<>(),;=]{1,64}@[^\s"'<>(),;]{1,255}/g,
  /\bname=[^,}\n]{1,255}/g,
  /\b[A-Za-z]\w{0,63}(?:\.\w{1,63}){1,16}\/\.?[\w$]{1,64}(?:[.$]\w{1,64}){0,16}/g,
  /(?<![0-9A-Fa-f])\d{14,32}(?![0-9A-Fa-f])/g,
];

export interface Redactor {
  /** For words of profiles and of this program. */
  (text: string): string;
  /** For words of the phone: also without accounts, administrators and long numbers. */
  readonly phone: (text: string) => string;
}

/** Withholds the identifiers of this phone, cuts to 600 characters, and repairs lone surrogates. */
export function redactor(identity: Pick<Identity, 'serial' | 'imeis'>, shownSerial: string): Redactor {
  const identifiers = [factValue(identity.serial), shownSerial, ...(factValue(identity.imeis) ?? [])]
    .filter((identifier) => identifier !== undefined)
    .filter((identifier) => IDENTIFIER.test(identifier))
    .sort((a, b) => b.length - a.length);
  const cut = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text).toWellFormed();
  const known = (text: string) => identifiers.reduce((rest, identifier) => rest.replaceAll(identifier, WITHHELD), text);
  const personal = (text: string) => PERSONAL.reduce((rest, pattern) => rest.replaceAll(pattern, WITHHELD), text);
  return Object.assign((text: string) => cut(known(text)), { phone: (text: string) => cut(personal(known(text))) });
}
