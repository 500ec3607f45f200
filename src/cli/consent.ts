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

/** What the operator types: the end of the serial, as it stands on the phone's label. */
export function consentWord(plan: Plan): string {
  const { serial } = plan.target.identity;
  const text = 'value' in serial ? serial.value : plan.target.shownSerial;
  return lastCharacters(text);
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
  const word = consentWord(plan);
  // The word itself is not shown here: whoever types it has looked at the serial, best on the phone's own label.
  const question = `All data on this phone will be erased. Type the last ${word.length} characters of its serial: `;
  if (await typedWord(question, word, 'the phone was not touched', signal)) return consent('typed-serial');
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
