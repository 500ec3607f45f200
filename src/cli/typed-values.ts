/** Values that people type behind options. All throw Fault `USAGE_ARGUMENT`. */
import { Fault } from '../faults/fault.ts';
import { plainText } from '../report/terminal-text.ts';

/** Characters; a signed document keeps all of them. */
const MAX_TEXT = 600;

function usage(message: string): Fault {
  return new Fault('USAGE_ARGUMENT', message);
}

/** Neither blank nor longer than what a document keeps. */
export function freeText(text: string): string {
  if (text.trim() === '') throw usage('A text must not be blank.');
  if (text.length > MAX_TEXT) throw usage(`A text has at most ${MAX_TEXT} characters; put the rest into a file.`);
  return text;
}

/** A day that there is, as 2026-01-31. */
export function isoDay(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw usage(`${plainText(text, 40)} is no date; write it as 2026-01-31.`);
  }
  return text;
}

/** A day, or a time with its zone; in UTC. */
export function isoTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${isoDay(text)}T00:00:00.000Z`;
  const time = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(time))
    return new Date(time).toISOString();
  throw usage(`${plainText(text, 40)} is no time; write it as 2026-01-31 or 2026-01-31T12:00:00Z.`);
}
