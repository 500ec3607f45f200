/** How many bytes `dd` says that it copied, on its standard error. Not every dd tells it. */

/**
 * toybox and coreutils print `N bytes (…) copied, …`, the old toolbox `N bytes transferred in …`; busybox counts records,
 * of which a pipe makes pieces of any size. Undefined when no such line is there, or more than one.
 */
export function ddBytes(text: string): number | undefined {
  const found = [...text.matchAll(/^(\d{1,16}) bytes\b.*?\b(?:copied|transferred)\b/gm)];
  const bytes = Number(found[0]?.[1]);
  return found.length === 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
