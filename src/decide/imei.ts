/** International Mobile Equipment Identities: 15 digits with a Luhn check digit (3GPP TS 23.003, 6.2). */

export function isImei(text: string): boolean {
  if (!/^\d{15}$/.test(text) || /^0+$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/**
 * As a person types it or a scanner reads it: blanks, dashes, slashes and dots between the digits do not matter.
 * @returns undefined when it is no IMEI; sixteen digits are an IMEI with a software version, which is another number
 */
export function parseImei(text: string): string | undefined {
  const digits = text.slice(0, 60).replace(/[\s./-]/g, '');
  return isImei(digits) ? digits : undefined;
}

/** The text of a parcel: an exception code of 0, the length, and so many UTF-16 units, in words of four bytes. */
function parcelText(words: readonly string[]): string | undefined {
  const [code = 1, length = 0] = words.slice(0, 2).map((word) => Number.parseInt(word, 16));
  if (code !== 0 || length !== 15) return undefined;
  const units = words.slice(2).flatMap((word) => [word.slice(4), word.slice(0, 4)]);
  return units.slice(0, length).reduce((text, unit) => text + String.fromCharCode(Number.parseInt(unit, 16)), '');
}

/**
 * The IMEI in what `service call iphonesubinfo` prints: one line or many, with or without addresses, and a quoted column
 * with dots between the digits. Also in the words of `dumpsys iphonesubinfo` (to Android 5) and `cmd phone get-imei`.
 * @returns undefined when there are not exactly 15 digits that pass the check: makers shift the transaction codes.
 */
export function imeiFromParcel(dump: string): string | undefined {
  const text = dump.slice(0, 16_384);
  const spoken = /^\s*Device (?:ID|IMEI)\s*[=:]\s*(\d{15})\s*$/m.exec(text)?.[1];
  if (spoken !== undefined) return isImei(spoken) ? spoken : undefined;
  if (text.split('Parcel(').length > 2) return undefined;
  const columns = text.replace(/'[^'\n]*'/g, ' ').replace(/0x[0-9a-f]{8}:/gi, ' ');
  const written = parcelText(columns.match(/\b[0-9a-f]{8}\b/gi) ?? []);
  if (written !== undefined) return isImei(written) ? written : undefined;
  const quoted = [...text.matchAll(/'([^'\n]*)'/g)].map((match) => match[1] ?? '').join('');
  const digits = quoted.replace(/[^0-9]/g, '');
  return isImei(digits) ? digits : undefined;
}

/** The first two digits of an IMEI name who gave it out (GSMA TS.06). */
const REPORTING_BODY = 2;

/**
 * The IMEI of the second slot, where it is one: makers shift the calls, and a number of the SIM has 15 digits too, of
 * which every tenth passes the check. Both IMEIs of a phone were given out by the same body.
 */
export function secondImei(first: string, dump: string): string | undefined {
  const second = imeiFromParcel(dump);
  const alike = second?.slice(0, REPORTING_BODY) === first.slice(0, REPORTING_BODY);
  return alike && second !== first ? second : undefined;
}
