/**
 * Where every value of a JSON text stands, and which names stand twice in one object, of which JSON.parse silently takes
 * the last. One pass without recursion, so that no nesting can exhaust the stack.
 */
type Key = string | number;

/** Deeper values have the line of the one that holds them: nothing of ours is half as deep. */
const MAX_DEPTH = 24;

export interface FilePositions {
  /** Line from 1 of the value at `path`, or of the deepest part of it that exists. */
  lineOf(path: readonly PropertyKey[]): number;
  readonly twice: readonly (readonly Key[])[];
}

interface Open {
  /** Names seen so far; a list has none. */
  readonly names: Set<string> | undefined;
  /** Of the value that comes next. */
  key: Key;
  /** In an object: the next text is a name. */
  awaitsName: boolean;
}

const pointer = (path: readonly PropertyKey[]) => JSON.stringify(path.map(String));

/** Index after the closing quote of the text that begins at `at`. */
function endOfText(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** @param text valid JSON; of anything else every position is line 1 */
export function positionsOf(text: string): FilePositions {
  const lines = new Map<string, number>();
  const twice: Key[][] = [];
  const open: Open[] = [];
  let line = 1;
  const here = () => open.map(({ key }) => key);
  const value = () => {
    if (open.length <= MAX_DEPTH) lines.set(pointer(here()), line);
  };
  const name = (top: Open, text: string) => {
    top.key = JSON.parse(text) as string;
    top.awaitsName = false;
    if (top.names?.has(top.key) && open.length <= MAX_DEPTH) twice.push(here());
    top.names?.add(top.key);
  };
  for (let at = 0; at < text.length; ) {
    const sign = text[at] ?? '';
    const top = open.at(-1);
    let next = at + 1;
    if (sign === '\n') line += 1;
    else if (sign === '{' || sign === '[') {
      value();
      const list = sign === '[';
      open.push({ names: list ? undefined : new Set(), key: list ? 0 : '', awaitsName: !list });
    } else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && top) {
      if (typeof top.key === 'number') top.key += 1;
      else top.awaitsName = true;
    } else if (sign === '"') {
      next = endOfText(text, at);
      if (top?.awaitsName) name(top, text.slice(at, next));
      else value();
    } else if (/[^\s:,]/.test(sign)) {
      while (next < text.length && /[^\s,\]}]/.test(text[next] ?? '')) next += 1;
      value();
    }
    at = next;
  }
  return {
    twice,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const found = lines.get(pointer(path.slice(0, length)));
        if (found !== undefined) return found;
      }
      return lines.get(pointer([])) ?? 1;
    },
  };
}
