/**
 * The output of `getprop`: `[key]: [value]`, one property a line, except that values may hold line breaks, brackets and
 * colons, that terminals and files change line ends or wrap lines, and that saved lists put several pairs on one line.
 * Recovery logs and build.prop have `key=value` instead. Total: what is not understood is left out, nothing throws.
 * Every step passes over the text once, because a phone may print megabytes of anything.
 *
 * Of two values for one key the first wins, as init refuses to set a read-only property again (AOSP
 * system/core/init/property_service.cpp); a pair at the begin of a line wins over one within a line.
 */
import { type PropertyLines, withoutInjected } from './getprop-order.ts';
import { isEscaped, unescaped } from './pasted.ts';

export interface PropertyList {
  readonly properties: ReadonlyMap<string, string>;
  /** The list may lack its end, so a missing key proves nothing. */
  readonly cut: boolean;
}

const BEGIN = /^\[([^\]]+)\]: \[/;
/** A further pair on the same line: only keys with a dot, as all keys of Android have. */
const INLINE = /\][ \t]+\[([A-Za-z][\w-]*(?:\.[\w@:-]+)+)\]: \[/;
/** In a log the kernel's clock, or the recovery's letter, stands before. */
const ASSIGNMENT = /^(?:<\d+>)?(?:\[ *\d+\.\d+\])?[ \t]*(?:[IWED]:[ \t]*)?([A-Za-z][\w-]*(?:\.[\w@:-]+)+)=(.*)$/;
/** Longer lines are no list of pairs that somebody saved. */
const LONG_LINE = 16_384;
/** Where some collectors of dumps stop: 1000 lines with two of their own. */
const CUT_AT = 998;

/** The line without its closing bracket, when it has one; blanks may stand behind it. */
function closed(line: string): string | undefined {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end -= 1;
  return line[end - 1] === ']' ? line.slice(0, end - 1) : undefined;
}

function linesOf(text: string): string[] {
  const breaks = (run: string) => (run.endsWith('\n') ? '\n' : '\n'.repeat(run.length));
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r+\n?/g, breaks)
    .split('\n');
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Joins what a terminal wrapped: several unclosed lines of one and the same length, and none longer. */
function unwrapped(lines: readonly string[]): readonly string[] {
  let width = 0;
  for (const line of lines) width = Math.max(width, line.length);
  const full = (line: string) => line.length === width && closed(line) === undefined;
  if (width < 40 || width > 300 || lines.filter(full).length < 3) return lines;
  const joined: string[] = [];
  let parts: string[] = [];
  for (const line of lines) {
    parts.push(line);
    if (full(line)) continue;
    joined.push(parts.join(''));
    parts = [];
  }
  return parts.length > 0 ? [...joined, parts.join('')] : joined;
}

/**
 * A property begins at a line of its own, and ends with the last `]` at the end of a line before the next one or the
 * end. Lines behind that bracket are somebody else's, such as a prompt or a message of adb.
 */
function propertyLines(lines: readonly string[]): { found: PropertyLines[]; unfinished: boolean } {
  const found: PropertyLines[] = [];
  let key: string | undefined;
  let value: string[] = [];
  let raw: string[] = [];
  let inline = false;
  /** How many lines of `value` there were when the last one of them ended with a bracket. */
  let whole = 0;
  const add = (text: string, line: string) => {
    value.push(text);
    raw.push(line);
    if (closed(text) !== undefined) whole = value.length;
  };
  const keep = () => {
    if (key === undefined || whole === 0) return;
    const end = closed(value[whole - 1] ?? '') ?? '';
    found.push({ key, value: [...value.slice(0, whole - 1), end], raw: raw.slice(0, whole), inline });
  };
  const begin = (name: string | undefined, rest: string, line: string, within: boolean) => {
    keep();
    [key, value, raw, inline, whole] = [name, [], [], within, 0];
    add(rest, line);
  };
  /** Cuts further pairs off the line that was added last. */
  const split = () => {
    for (let more = INLINE.exec(value.at(-1) ?? ''); more; more = INLINE.exec(value.at(-1) ?? '')) {
      const line = value.at(-1) ?? '';
      value[value.length - 1] = line.slice(0, more.index + 1);
      whole = value.length;
      begin(more[1], line.slice(more.index + more[0].length), '', true);
    }
  };
  for (const line of lines) {
    const start = BEGIN.exec(line);
    if (start && (key === undefined || whole > 0)) begin(start[1], line.slice(start[0].length), line, false);
    else if (key !== undefined) add(line, line);
    if (key !== undefined && line.length < LONG_LINE) split();
  }
  keep();
  return { found, unfinished: key !== undefined && whole === 0 };
}

function assignments(lines: readonly string[]): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of lines) {
    const pair = ASSIGNMENT.exec(line);
    if (pair?.[1] !== undefined && !properties.has(pair[1])) properties.set(pair[1], (pair[2] ?? '').trimEnd());
  }
  return properties;
}

/** The properties, and whether the list was cut. */
export function readGetprop(text: string): PropertyList {
  const lines = linesOf(text);
  const { found, unfinished } = propertyLines(unwrapped(lines));
  // Out of a string of JSON it is one line, which looks like one property at most.
  if (found.length < 2 && /\]\\[nr]/.test(text) && isEscaped(text)) return readGetprop(unescaped(text));
  if (found.length === 0) return { properties: assignments(lines), cut: unfinished };
  const properties = new Map<string, string>();
  const whole = withoutInjected(found);
  const ownLine = new Set(whole.flatMap(({ key, inline }) => (inline ? [] : [key])));
  for (const { key, value, inline } of whole) {
    if (!properties.has(key) && !(inline && ownLine.has(key))) properties.set(key, value.join('\n'));
  }
  return { properties, cut: unfinished || properties.size === CUT_AT };
}

/** The properties alone. */
export function parseGetprop(text: string): ReadonlyMap<string, string> {
  return readGetprop(text).properties;
}
