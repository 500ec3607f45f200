/** Serial numbers that are none: many phones have the same, or it is no text at all. As met in the field. */
import type { Fact } from '../model/fact.ts';
import { firstFact, type Properties, untold } from './property-fact.ts';

/** Defaults that makers left in, fillers, and one character over and over; zeros with a short tail are of Series 40. */
const DEFAULTS =
  /^(0123456789(abcdef)?|1234567890(abcdef)?|123456789012345|123456789|abcdef\w{0,10}|unknown|none|null|n\/?a|default|serial|android|nokia handset|emulator|(.)\4*|0{6,}\w{0,2}|\?+|\*+|x+)$/i;
/** Names of chips in place of a number. */
const CHIPS =
  /^((msm|qsd|apq|sdm|sm|mdm|mt|sc|sp|ums|omap|exynos)\d{3,4}[0-9a-z]{0,6}|medfield.*|(sm|sdm)\d{3,4}p?-mtp)$/i;

export function isSharedSerial(serial: string): boolean {
  return DEFAULTS.test(serial.trim()) || CHIPS.test(serial.trim());
}

/** A serial of bytes that are no text names no phone. */
const NO_TEXT = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

/**
 * The first that is a serial. One in the form of an IMEI stays, since it is what tells this phone from another; like
 * every serial it is personal data.
 */
export function serialFact(values: Properties, from: string, ...keys: readonly string[]): Fact<string> {
  const told = keys.map((key) => firstFact(values, from, key));
  const good = told.find((fact) => 'value' in fact && !isSharedSerial(fact.value) && !NO_TEXT.test(fact.value));
  if (good) return good;
  const shared = told.find((fact) => 'value' in fact);
  if (!shared || !('value' in shared)) return { unavailable: untold(from, keys[0]) };
  return NO_TEXT.test(shared.value)
    ? { unavailable: `${shared.source} is no text` }
    : { unavailable: `${shared.source} is ${shared.value.slice(0, 40)}, which many phones share` };
}
