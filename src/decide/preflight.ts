/**
 * What the operator should know before the wipe, and again after it. Pure: readings in, items out, one for every code. A
 * reading that the phone denied, or that is not understood, is `unknown` and says why. The checks stand in
 * `preflight/`, one file for each theme; `engine/ask.ts` has the commands of the readings.
 */
import type { Identity } from '../model/identity.ts';
import { PREFLIGHT_CODES, type PreflightCode, type PreflightItem } from '../model/preflight.ts';
import { type ReadingName, type Readings, readingText } from '../model/readings.ts';
import { parseGetprop } from './getprop.ts';
import { BATTERY_CHECKS } from './preflight/battery.ts';
import { CARD_CHECKS } from './preflight/cards.ts';
import type { Check, View, Witness } from './preflight/check.ts';
import { FRP_CHECKS } from './preflight/frp.ts';
import { MANAGEMENT_CHECKS } from './preflight/management.ts';
import { PEOPLE_CHECKS } from './preflight/people.ts';
import { SCREEN_LOCK_CHECKS } from './preflight/screen-lock.ts';
import { SIM_CHECKS } from './preflight/sims.ts';
import { STORAGE_CHECKS } from './preflight/storage.ts';
import { TAMPERING_CHECKS } from './preflight/tampering.ts';
import { UPDATE_CHECKS } from './preflight/updates.ts';

const CHECKS: ReadonlyMap<PreflightCode, Check> = new Map(
  [
    ...FRP_CHECKS,
    ...MANAGEMENT_CHECKS,
    ...PEOPLE_CHECKS,
    ...SCREEN_LOCK_CHECKS,
    ...CARD_CHECKS,
    ...SIM_CHECKS,
    ...BATTERY_CHECKS,
    ...UPDATE_CHECKS,
    ...STORAGE_CHECKS,
    ...TAMPERING_CHECKS,
  ].map((check) => [check.code, check]),
);

type ShellName = Exclude<ReadingName, 'getvar' | 'miassistant'>;

/** What is asked of a phone for all of it, beside what a boot loader or the trade-in mode tells unasked. */
export const PREFLIGHT_READINGS: readonly ShellName[] = [
  ...new Set([...CHECKS.values()].flatMap((check) => check.readings)),
].filter((name): name is ShellName => name !== 'getvar' && name !== 'miassistant');

function itemOf(check: Check, told: Witness): PreflightItem {
  const { code, words, action } = check;
  if (told.says === 'yes') {
    const severity = told.severity ?? check.severity;
    return {
      code,
      severity,
      state: 'yes',
      text: words.yes,
      ...(action === undefined ? {} : { action }),
      source: told.from,
    };
  }
  if (told.says === 'no') return { code, severity: 'info', state: 'no', text: words.no, source: told.from };
  // What is not known blocks nothing: it is said, and the certificate carries it.
  const severity = check.severity === 'info' ? 'info' : 'warns';
  return { code, severity, state: 'unknown', text: words.unknown, source: told.why };
}

/** One item for each code, in the order of PREFLIGHT_CODES. */
export function preflight(readings: Readings, identity: Identity): PreflightItem[] {
  const props = readingText(readings, 'props');
  const view: View = { readings, identity, properties: parseGetprop('text' in props ? props.text : '') };
  return PREFLIGHT_CODES.flatMap((code) => {
    const check = CHECKS.get(code);
    return check ? [itemOf(check, check.look(view))] : [];
  });
}

/** The item as it would be if the phone gave this answer: for what is said without a phone. */
export function supposedItem(code: PreflightCode, state: 'yes' | 'no'): PreflightItem | undefined {
  const check = CHECKS.get(code);
  return check && itemOf(check, { says: state, from: 'supposed' });
}
