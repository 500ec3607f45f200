/** Finds the line of a value in JSON text by its path, so that a mistake in a file can be pointed at. */

type Path = readonly PropertyKey[];

/**
 * The line, from 1, on which the value at `path` begins; when it is not there, that of its nearest parent. The text
 * must be valid JSON.
 */
export function lineOfPath(text: string, path: Path): number {
  const starts = new Map<string, number>();
  let at = 0;
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const string = (): string => {
    const from = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    return JSON.parse(text.slice(from, at)) as string;
  };
  const value = (here: Path): void => {
    skip();
    starts.set(JSON.stringify(here.map(String)), at);
    const open = text[at];
    if (open === '"') string();
    else if (open === '{' || open === '[') members(here, open === '{');
    else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++;
  };
  const members = (here: Path, named: boolean): void => {
    at++;
    for (let index = 0; ; index++) {
      skip();
      if (text[at] === ',') at++;
      skip();
      if (at >= text.length || text[at] === '}' || text[at] === ']') break;
      let name: string | number = index;
      if (named) {
        name = string();
        skip();
        at++;
      }
      value([...here, name]);
    }
    at++;
  };
  value([]);
  for (let length = path.length; length >= 0; length--) {
    const start = starts.get(JSON.stringify(path.slice(0, length).map(String)));
    if (start !== undefined) return text.slice(0, start).split('\n').length;
  }
  return 1;
}
