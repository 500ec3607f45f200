/**
 * Reads JSON that has one meaning only. Parsers disagree about a name that occurs twice, about half a surrogate pair,
 * and about large integers; a signed document must not mean one thing to us and another to its next reader.
 */
import { Fault } from '../faults/fault.ts';
import { canonicalJson } from '../host/canonical-json.ts';

const MAX_DEPTH = 32;

function inspect(value: unknown, what: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new Fault('CERT_FORMAT', `${what} is nested more than ${MAX_DEPTH} levels deep.`);
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw new Fault('CERT_FORMAT', `${what} holds half of a surrogate pair.`);
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new Fault('CERT_FORMAT', `${what} holds an integer beyond 2^53.`);
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value)) inspect(key, what, depth);
    inspect(member, what, depth + 1);
  }
}

/**
 * The value of canonical JSON (RFC 8785) in UTF-8. The canonical form has no duplicate names, no white space, no byte
 * order mark and one spelling per number, so comparing with it refuses all of these at once.
 * @throws Fault `CERT_FORMAT`
 */
export function strictJson(bytes: Uint8Array, what: string): unknown {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new Fault('CERT_FORMAT', `${what} is not JSON in UTF-8.`, { cause });
  }
  inspect(value, what, 0);
  if (canonicalJson(value) !== text) {
    throw new Fault('CERT_FORMAT', `${what} is not canonical JSON (a duplicate name, white space, or a number).`);
  }
  return value;
}
