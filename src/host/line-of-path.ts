/** Where in a JSON text a value stands. JSON.parse keeps no positions, so this walks the text once more. */

type Key = string | number;

interface Cursor {
  readonly text: string;
  at: number;
}

function skipBlank(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  cursor.at += 1;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '"') {
    cursor.at += cursor.text[cursor.at] === '\\' ? 2 : 1;
  }
  cursor.at += 1;
  return JSON.parse(cursor.text.slice(start, cursor.at)) as string;
}

/** Visits every value; `path` is valid during the call only. Returns true as soon as `visit` does. */
function walk(cursor: Cursor, path: Key[], visit: (path: readonly Key[], at: number) => boolean): boolean {
  skipBlank(cursor);
  if (visit(path, cursor.at)) return true;
  const open = cursor.text[cursor.at];
  if (open === '"') {
    readString(cursor);
    return false;
  }
  if (open !== '{' && open !== '[') {
    while (cursor.at < cursor.text.length && !/[\s,\]}]/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
    return false;
  }
  const close = open === '{' ? '}' : ']';
  cursor.at += 1;
  for (let index = 0; ; index += 1) {
    skipBlank(cursor);
    if (cursor.at >= cursor.text.length || cursor.text[cursor.at] === close) break;
    if (cursor.text[cursor.at] === ',') {
      cursor.at += 1;
      skipBlank(cursor);
    }
    let key: Key = index;
    if (open === '{') {
      key = readString(cursor);
      skipBlank(cursor);
      cursor.at += 1;
    }
    path.push(key);
    if (walk(cursor, path, visit)) return true;
    path.pop();
  }
  cursor.at += 1;
  return false;
}

/**
 * The line (from 1) of the value at `path`, or of the deepest part of the path that exists.
 * @param text valid JSON
 */
export function lineOfPath(text: string, path: readonly PropertyKey[]): number {
  let best = 0;
  let depth = -1;
  walk({ text, at: 0 }, [], (current, at) => {
    const matches = current.length <= path.length && current.every((key, index) => String(key) === String(path[index]));
    if (matches && current.length > depth) {
      depth = current.length;
      best = at;
    }
    return depth === path.length;
  });
  return text.slice(0, best).split('\n').length;
}
