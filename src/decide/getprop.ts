/**
 * The output of `getprop`: `[key]: [value]`, one property a line, except that values may hold line breaks, brackets and
 * colons, and that terminals and files change line ends. Total: what is not understood is left out, nothing throws.
 */

/** A property starts at a line start; its value ends at a `]` that ends a line before the next property or the end. */
const PROPERTY = /^\[([^\]\n]+)\]: \[([\s\S]*?)\] *(?=\n\[[^\]\n]+\]: \[|\n*$(?![\s\S]))/gm;

export function parseGetprop(text: string): ReadonlyMap<string, string> {
  const normal = text.replace(/\r+\n/g, '\n').replace(/\r/g, '\n');
  const properties = new Map<string, string>();
  for (const match of normal.matchAll(PROPERTY)) {
    const [, key, value] = match;
    if (key !== undefined && value !== undefined) properties.set(key, value);
  }
  return properties;
}
