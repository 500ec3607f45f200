/**
 * Takes identifiers out of free text that came from the phone or its tools: they are disclosable claims, and a reply
 * that repeats the serial would put it into the signed body in clear.
 */

import { factValue } from '../model/fact.ts';
import type { Identity } from '../model/identity.ts';

const MAX_TEXT = 600;
/** Ordinary words never qualify, so that a phone cannot blot out words of its own evidence by its serial. */
const IDENTIFIER = /^(?=.*\d)[A-Za-z0-9._:-]{6,}$/;

/** A function that withholds the identifiers of this phone, cuts to 600 characters, and repairs lone surrogates. */
export function redactor(identity: Identity, shownSerial: string): (text: string) => string {
  const identifiers = [factValue(identity.serial), shownSerial, ...(factValue(identity.imeis) ?? [])]
    .filter((identifier) => identifier !== undefined)
    .filter((identifier) => IDENTIFIER.test(identifier))
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const clean = identifiers.reduce((rest, identifier) => rest.replaceAll(identifier, '[withheld]'), text);
    return (clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT - 1)}…` : clean).toWellFormed();
  };
}
