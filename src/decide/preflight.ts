/**
 * What the operator should know before the wipe. Pure: readings in, items out; a reading that the phone denied is
 * `unknown` and says why. Which shell commands they come from: architecture of `engine/interrogate.ts`.
 */
import type { Identity } from '../model/identity.ts';
import type { PreflightCode, PreflightItem } from '../model/preflight.ts';
import { type ReadingName, type Readings, readingText } from '../model/readings.ts';
import { accountCount } from './accounts.ts';

type State = PreflightItem['state'];

interface Check {
  readonly code: PreflightCode;
  readonly reading: ReadingName;
  readonly severity: PreflightItem['severity'];
  /** `undefined`: the answer is not understood. */
  readonly decide: (text: string) => boolean | undefined;
  readonly text: Readonly<Record<State, string>>;
  readonly action?: string;
}

const LOW_BATTERY_PERCENT = 30;

function accountsPresent(text: string): boolean | undefined {
  const count = accountCount(text);
  return count === undefined ? undefined : count > 0;
}

/** `dpm list-owners` (Android 12+): "no owners", or "N owner(s):" and a line for each. */
function hasOwner(text: string): boolean | undefined {
  if (/^no owners/im.test(text)) return false;
  return /^\d+ owners?:/im.test(text) || /DeviceOwner|ProfileOwner/i.test(text) ? true : undefined;
}

/** `dumpsys battery`: below 30 per cent and nothing plugged in. Recovery itself has no battery check for a wipe. */
function batteryLow(text: string): boolean | undefined {
  const level = /^\s*level:\s*(\d+)/m.exec(text)?.[1];
  if (level === undefined) return undefined;
  const powered = /^\s*(AC|USB|Wireless|Dock) powered:\s*true/m.test(text);
  return Number(level) < LOW_BATTERY_PERCENT && !powered;
}

/**
 * `sm list-volumes all`: a line `public:…` is a portable card, `private:…` with a name an adopted one. The phone's own
 * storage is always in the list; an answer without it is no list.
 */
function cardPresent(text: string): boolean | undefined {
  if (/^(public:|private:\S)/m.test(text)) return true;
  return /^(private|emulated)\b/m.test(text) ? false : undefined;
}

const CHECKS: readonly Check[] = [
  {
    code: 'ACCOUNTS_PRESENT',
    reading: 'accounts',
    severity: 'warns',
    decide: accountsPresent,
    text: {
      yes: 'Accounts are signed in: after this wipe the phone asks for that account (factory reset protection stays).',
      no: 'No account is signed in.',
      unknown: 'Whether accounts are signed in is not known; the phone may ask for one after the wipe.',
    },
    action: 'Have the owner remove the accounts in Settings first, if the phone is to be sold.',
  },
  {
    code: 'FRP_ACTIVE',
    reading: 'secure-frp-mode',
    severity: 'warns',
    decide: (text) => (text.trim() === '1' ? true : /^(0|null)$/.test(text.trim()) ? false : undefined),
    text: {
      yes: 'Factory reset protection is active now; no wipe lifts it.',
      no: 'Factory reset protection is not active now.',
      unknown: 'Whether factory reset protection is active is not known.',
    },
    action: 'Only the owner of the account can lift it.',
  },
  {
    code: 'DEVICE_MANAGED',
    reading: 'owners',
    severity: 'blocks',
    decide: hasOwner,
    text: {
      yes: 'The phone is managed by an organisation (device owner or work profile).',
      no: 'No device or profile owner is set.',
      unknown: 'Whether the phone is managed is not known.',
    },
    action: 'Have the organisation release the phone from its management first.',
  },
  {
    code: 'BATTERY_LOW',
    reading: 'battery',
    severity: 'blocks',
    decide: batteryLow,
    text: {
      yes: `The battery is below ${LOW_BATTERY_PERCENT} % and the phone is not charging: it could die in the middle.`,
      no: 'The battery is charged enough, or charging.',
      unknown: 'The state of the battery is not known.',
    },
    action: 'Charge the phone and plan again.',
  },
  {
    code: 'SD_CARD_PRESENT',
    reading: 'volumes',
    severity: 'warns',
    decide: cardPresent,
    text: {
      yes: 'A memory card is in the phone; this wipe does not erase it.',
      no: 'No memory card is mounted.',
      unknown: 'Whether a memory card is in the phone is not known; this wipe would not erase it.',
    },
    action: 'Take the card out, and the SIM with it.',
  },
];

function itemOf(check: Check, readings: Readings): PreflightItem {
  const reading = readingText(readings, check.reading);
  const answer = 'text' in reading ? check.decide(reading.text) : undefined;
  const state: State = answer === undefined ? 'unknown' : answer ? 'yes' : 'no';
  return {
    code: check.code,
    // What is not so, or not known, blocks nothing: it is said, and the certificate carries it.
    severity: state === 'yes' ? check.severity : state === 'unknown' && check.severity !== 'info' ? 'warns' : 'info',
    state,
    text: check.text[state],
    ...(check.action !== undefined && state === 'yes' ? { action: check.action } : {}),
    source: 'text' in reading ? check.reading : reading.unavailable,
  };
}

function encryptionItem(identity: Identity): PreflightItem {
  const { state } = identity.encryption;
  const unencrypted = 'value' in state ? state.value !== 'encrypted' : undefined;
  return {
    code: 'STORAGE_UNENCRYPTED',
    severity: unencrypted === false ? 'info' : 'warns',
    state: unencrypted === undefined ? 'unknown' : unencrypted ? 'yes' : 'no',
    text:
      unencrypted === false
        ? 'The storage is encrypted.'
        : 'The storage is not known to be encrypted: what a reset leaves behind would be readable.',
    source: 'value' in state ? state.source : state.unavailable,
  };
}

export function preflight(readings: Readings, identity: Identity): PreflightItem[] {
  return [...CHECKS.map((check) => itemOf(check, readings)), encryptionItem(identity)];
}
