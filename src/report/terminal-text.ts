/**
 * Text from a phone, a file or the network, made harmless for a terminal: no C0/C1 controls (so no ANSI escapes), no
 * bidirectional overrides, no zero-width characters, one line. Nothing else may print such text.
 */

/** Unicode: C0, DEL, C1, soft hyphen, zero-width and bidi controls, separators, BOM, tags, lone surrogates. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

/** @param max most characters kept; what is cut is marked by an ellipsis. */
export function plainText(text: string, max = 200): string {
  const flat = text.replace(/\r\n|\r|\n/g, '⏎').replace(UNPRINTABLE, '·');
  const points = [...flat];
  return points.length <= max ? flat : `${points.slice(0, max - 1).join('')}…`;
}
