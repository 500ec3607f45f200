/** Values of JSON with something changed, for files that are wrong in one thing. */

/**
 * @param place as `routes.0.grade`; a number is an index, and the end of a list may be set
 * @param value `null` takes it away
 */
export function changed(whole: unknown, place: string, value: unknown): unknown {
  const [head = '', ...rest] = place.split('.');
  const copy: unknown = Array.isArray(whole) ? [...whole] : { ...(whole as object) };
  const holder = copy as Record<string, unknown>;
  if (rest.length > 0) holder[head] = changed(holder[head], rest.join('.'), value);
  else if (value === null) delete holder[head];
  else holder[head] = value;
  return copy;
}
