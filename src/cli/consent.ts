/** Consent to one plan: typed on a terminal, or by --yes together with a device named on the command line. */
import { createInterface } from 'node:readline/promises';
import { Fault } from '../faults/fault.ts';
import { digestOf } from '../host/canonical-json.ts';
import { systemClock } from '../host/clock.ts';
import type { Consent, Plan } from '../model/plan.ts';
import { plainText } from '../report/terminal-text.ts';

const CHARACTERS = 4;

export function lastCharacters(text: string): string {
  return plainText(text).slice(-CHARACTERS);
}

export interface ConsentWord {
  readonly word: string;
  /** What the operator is asked for. */
  readonly question: string;
}

/**
 * What the operator types: the end of the serial, as it stands on the phone's label. A serial that is unknown or too short
 * to tell phones apart gives way to the seat: an answer must never be as easy as a bare Enter.
 */
export function consentWord(plan: Plan): ConsentWord {
  const { serial } = plan.target.identity;
  const word = lastCharacters('value' in serial ? serial.value : plan.target.shownSerial);
  return word.length === CHARACTERS && word.trim() === word
    ? { word, question: `Type the last ${CHARACTERS} characters of its serial: ` }
    : { word: plan.target.seat, question: 'Its serial is not known. Type its seat, as `wipebench detect` shows it: ' };
}

export interface ConsentOptions {
  readonly yes?: boolean;
  readonly device?: string;
}

/**
 * @throws Fault `PLAN_NO_CONSENT`; no phone was touched
 */
export async function askConsent(
  plan: Plan,
  options: ConsentOptions,
  operator: string,
  signal: AbortSignal,
): Promise<Consent> {
  const consent = (how: Consent['how']): Consent => ({
    planDigest: digestOf(plan),
    by: operator,
    how,
    at: systemClock.now().toISOString(),
  });
  if (options.yes) {
    if (options.device !== undefined) return consent('flag-yes');
    throw new Fault('USAGE_ARGUMENT', '--yes needs --device: a phone is never chosen for you.');
  }
  if (process.stdin.isTTY !== true) {
    throw new Fault('PLAN_NO_CONSENT', 'There is no terminal to ask; the phone was not touched.', {
      hint: 'Pass --yes and --device SEAT when you are sure.',
    });
  }
  // The word itself is not shown here: whoever types it has looked at the serial, best on the phone's own label.
  const { word, question } = consentWord(plan);
  if (await typedWord(`All data on this phone will be erased. ${question}`, word, 'the phone was not touched', signal))
    return consent('typed-serial');
  throw new Fault('PLAN_NO_CONSENT', 'That was something else; the phone was not touched.');
}

/**
 * Asks on the terminal, which must be one. @returns whether exactly this word was typed
 * @throws Fault `PLAN_NO_CONSENT` when the terminal is gone; the signal's reason
 */
export async function typedWord(
  question: string,
  word: string,
  otherwise: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (word.trim() === '') throw new Fault('BUG_UNREACHABLE', 'Nothing would have to be typed.');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal })).trim() === word;
  } catch (error) {
    signal.throwIfAborted();
    throw new Fault('PLAN_NO_CONSENT', `No answer; ${otherwise}.`, { cause: error });
  } finally {
    lines.close();
  }
}
