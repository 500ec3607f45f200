/** SIM cards and eSIM profiles. No wipe erases a SIM card, and few routes ask for an eSIM to be erased. */
import type { Check } from './check.ts';
import { property } from './property.ts';
import { allNo, heard } from './witness.ts';

/** `gsm.sim.state`: one state for each slot, with commas (TelephonyProperties; IccCardConstants.State). */
const THERE =
  /^(PIN_REQUIRED|PUK_REQUIRED|NETWORK_LOCKED|READY|LOADED|IMSI|PRESENT|PERM_DISABLED|CARD_IO_ERROR|CARD_RESTRICTED)$/;

function simStates(value: string | undefined): boolean | undefined {
  const slots = (value ?? '').split(',').map((slot) => slot.trim());
  if (slots.some((slot) => THERE.test(slot))) return true;
  return slots.every((slot) => slot === 'ABSENT') ? false : undefined;
}

/** Set to 1 by the first profile, and never read from the chip (Settings.Global.EUICC_PROVISIONED). */
function provisioned(text: string): boolean | undefined {
  const value = text.trim();
  return value === '1' ? true : /^(0|null)$/.test(value) ? false : undefined;
}

/** `dumpsys isub`: subscriptions with `isEmbedded=true`, or 1 (SubscriptionInfo.java, SubscriptionInfoInternal.java). */
function embedded(text: string): boolean | undefined {
  if (/\bisEmbedded[ =:]+(true|1)\b/i.test(text)) return true;
  return /\b(SubscriptionController|SubscriptionManagerService|defaultSubId|isEmbedded|SubscriptionInfo)\b/.test(text)
    ? false
    : undefined;
}

export const SIM_CHECKS: readonly Check[] = [
  {
    code: 'SIM_PRESENT',
    severity: 'warns',
    readings: ['props'],
    look: (view) => property(view, 'gsm.sim.state', simStates),
    words: {
      yes: 'A SIM is in the phone, or an eSIM is in use; a wipe of the phone does not erase a SIM card.',
      no: 'No SIM is in the phone.',
      unknown: 'Whether a SIM is in the phone is not known.',
    },
    action: 'Take the SIM card out.',
  },
  {
    code: 'ESIM_PRESENT',
    severity: 'warns',
    readings: ['euicc-provisioned', 'subscriptions'],
    look: (view) => allNo(heard(view, 'euicc-provisioned', provisioned), heard(view, 'subscriptions', embedded)),
    words: {
      yes: 'The phone holds an eSIM profile, or held one; most wipes leave it there.',
      no: 'No eSIM profile is known to the phone.',
      unknown: 'Whether the phone holds an eSIM profile is not known; most wipes leave it there.',
    },
    action: 'Have the owner delete the eSIM in Settings first.',
  },
];
