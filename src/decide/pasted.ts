/**
 * Text that was pasted out of a string of JSON or of a program: its line breaks are written as a backslash and a letter.
 */

/** The line breaks made real, and what else such a string writes with a backslash; other backslashes stay. */
export function unescaped(text: string): string {
  return text
    .replace(/\\r\\n|\\[nr]/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\(["/])/g, '$1');
}

/** More line breaks are written than are there: no phone prints such a list. */
export function isEscaped(text: string): boolean {
  return text.split(/\\r\\n|\\[nr]/).length > text.trim().split(/[\r\n]+/).length;
}
