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
 * The IMEI in a parcel dump of `service call iphonesubinfo`: the quoted column shows UTF-16 digits with dots between.
 * @returns undefined when there are not exactly 15 digits that pass the check: makers shift the transaction codes.
 */
export function imeiFromParcel(dump: string): string | undefined {
  const quoted = [...dump.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '').join('');
  const digits = quoted.replace(/[^0-9]/g, '');
  return isImei(digits) ? digits : undefined;
}
