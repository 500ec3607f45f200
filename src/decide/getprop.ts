/**
 * The output of `getprop`: `[key]: [value]`, one property a line, except that values may hold line breaks, brackets and
 * colons, and that terminals and files change line ends. Total: what is not understood is left out, nothing throws.
 * One pass over the lines, because a phone may print megabytes of anything.
 */

const BEGIN = /^\[([^\]]+)\]: \[/;

/** The line without its closing bracket, when it has one; blanks may stand behind it. */
function closed(line: string): string | undefined {
  let end = line.length;
  while (line[end - 1] === ' ') end -= 1;
  return line[end - 1] === ']' ? line.slice(0, end - 1) : undefined;
}

/** A property begins at a line of its own, and ends with a `]` before the next one or the end. */
export function parseGetprop(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  let key: string | undefined;
  let value: string[] = [];
  const keep = () => {
    const last = closed(value.at(-1) ?? '');
    if (key !== undefined && last !== undefined) properties.set(key, [...value.slice(0, -1), last].join('\n'));
  };
  const breaks = (run: string) => (run.endsWith('\n') ? '\n' : '\n'.repeat(run.length));
  const lines = text.replace(/\r+\n?/g, breaks).split('\n');
  while (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const begin = BEGIN.exec(line);
    if (begin && (key === undefined || closed(value.at(-1) ?? '') !== undefined)) {
      keep();
      key = begin[1];
      value = [line.slice(begin[0].length)];
    } else if (key !== undefined) {
      value.push(line);
    }
  }
  keep();
  return properties;
}
