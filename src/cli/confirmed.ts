/** A person confirms what is about to be signed in the own name: typed on a terminal, or by --yes. */
import { Fault } from '../faults/fault.ts';
import { systemClock } from '../host/clock.ts';
import type { Confirmed } from '../model/about-certificate.ts';
import { typedWord } from './consent.ts';

const NOTHING = 'nothing was signed';

export interface Confirmation {
  readonly question: string;
  /** What has to be typed. */
  readonly word: string;
  readonly yes: boolean;
}

/** @throws Fault `PLAN_NO_CONSENT`; the signal's reason */
export async function confirmed({ question, word, yes }: Confirmation, signal: AbortSignal): Promise<Confirmed> {
  const at = (how: Confirmed['how']): Confirmed => ({ how, at: systemClock.now().toISOString() });
  if (yes) return at('flag-yes');
  if (process.stdin.isTTY !== true) {
    throw new Fault('PLAN_NO_CONSENT', `There is no terminal to ask; ${NOTHING}.`, {
      hint: 'Pass --yes when you are sure.',
    });
  }
  if (await typedWord(question, word, NOTHING, signal)) return at('typed-word');
  throw new Fault('PLAN_NO_CONSENT', `That was something else; ${NOTHING}.`);
}
