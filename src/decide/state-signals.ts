/**
 * What a phone's state after the wipe says, compared with its state before. What each signal is worth follows the
 * sources of Android; none proves which method emptied the phone.
 */
import type { ReadingName, Readings } from '../model/readings.ts';
import { readingText } from '../model/readings.ts';
import type { StateEvidence, StateSignal } from '../model/state-evidence.ts';
import { accountCount } from './accounts.ts';
import { parseGetprop } from './getprop.ts';
import { parseTradeIn } from './trade-in.ts';

type Says = StateSignal['says'];

function textOf(readings: Readings, name: ReadingName): string | undefined {
  const reading = readingText(readings, name);
  return 'text' in reading ? reading.text.trim() : undefined;
}

function signal(id: string, says: Says, worth: StateSignal['worth'], text: string): StateSignal {
  return { id, says, worth, text };
}

/** android_id is made new with the user data (Settings.Secure.ANDROID_ID). The same one means that they are still there. */
function androidId(before: Readings, after: Readings): StateSignal {
  const [old, now] = [textOf(before, 'android-id'), textOf(after, 'android-id')];
  const usable = (id: string | undefined) => id !== undefined && /^[0-9a-f]{8,16}$/.test(id);
  if (!usable(old) || !usable(now)) {
    return signal('android-id-changed', 'unknown', 'supporting', 'The android_id could not be compared.');
  }
  return old === now
    ? signal('android-id-changed', 'not-reset', 'decisive', 'The android_id is the one from before the wipe.')
    : signal('android-id-changed', 'reset', 'supporting', 'The android_id is a new one.');
}

function bootHistory(readings: Readings): string {
  const properties = parseGetprop(textOf(readings, 'props') ?? '');
  return properties.get('persist.sys.boot.reason.history') ?? '';
}

/**
 * AOSP system/core/bootstat: the history lies in user data; its newest entry says `factory_reset` when they were new.
 * Where the history from before the wipe was never read, as in a boot loader, the entry may be an older one.
 */
function bootReason(before: Readings, after: Readings): StateSignal {
  const [old, now] = [bootHistory(before), bootHistory(after)];
  const newest = now.split('\n', 1)[0] ?? '';
  if (/factory_reset/.test(newest) && newest !== (old.split('\n', 1)[0] ?? '')) {
    const worth = textOf(before, 'props') === undefined ? 'supporting' : 'decisive';
    return signal('boot-reason', 'reset', worth, 'Android recorded that it started with new user data.');
  }
  return signal('boot-reason', 'unknown', 'supporting', 'Android did not record a start after a factory reset.');
}

function provisioning(after: Readings): StateSignal {
  const [provisioned, setUp] = [textOf(after, 'device-provisioned'), textOf(after, 'user-setup-complete')];
  return provisioned === '0' || setUp === '0'
    ? signal('provisioning', 'reset', 'supporting', 'The phone has not been set up since.')
    : signal('provisioning', 'unknown', 'supporting', 'The phone does not say that it waits for its set-up.');
}

function accountsIn(readings: Readings): number | undefined {
  return accountCount(textOf(readings, 'accounts') ?? '');
}

/** A phone that was just reset has none, whatever was known before. */
function accountsGone(before: Readings, after: Readings): StateSignal {
  const [old, now] = [accountsIn(before), accountsIn(after)];
  if (old === undefined && now !== undefined && now > 0) {
    return signal('accounts-gone', 'not-reset', 'supporting', 'There are accounts on the phone.');
  }
  return gone('accounts-gone', 'Accounts', old, now);
}

/** Things that were there and must be gone. Having been none before proves nothing. */
function gone(id: string, what: string, before: number | undefined, after: number | undefined): StateSignal {
  if (before === undefined || after === undefined || before === 0) {
    return signal(id, 'unknown', 'supporting', `${what} could not be compared, or there were none before.`);
  }
  return after === 0
    ? signal(id, 'reset', 'supporting', `${what} are gone.`)
    : signal(id, 'not-reset', 'decisive', `${what} are still there.`);
}

/** An answer in other words, such as that a service is missing, is not "no packages". */
function packageCount(readings: Readings): number | undefined {
  const text = textOf(readings, 'third-party-packages');
  if (text === undefined || text === '') return text === undefined ? undefined : 0;
  return text.match(/^package:/gm)?.length;
}

/**
 * A phone as it is sold forgets in a reset which computers it trusts, and switches debugging off. One that lets this bench
 * in all the same, and shows no sign of a reset, is not like one; a person who opens it again after a reset leaves that
 * sign. Builds for developers let everybody in.
 */
function keysKept(after: Readings, others: readonly StateSignal[]): StateSignal {
  if (others.some((item) => item.says === 'reset')) {
    return signal('keys-kept', 'unknown', 'supporting', 'Somebody may have let this bench in after the reset.');
  }
  const properties = parseGetprop(textOf(after, 'props') ?? '');
  const is = (name: string, value: string) => properties.get(name) === value;
  const sold = is('ro.adb.secure', '1') && is('ro.debuggable', '0');
  const opened = is('persist.sys.test_harness', '1') || is('persist.adb.tradeinmode', '2');
  return sold && !opened
    ? signal(
        'keys-kept',
        'not-reset',
        'supporting',
        'The phone still lets this bench in, which a reset phone does not.',
      )
    : signal('keys-kept', 'unknown', 'supporting', 'This build of Android lets a bench in after a reset too.');
}

/** From an ordinary shell, root or not. */
export function shellSignals(before: Readings, after: Readings): StateSignal[] {
  const compared = [
    androidId(before, after),
    bootReason(before, after),
    provisioning(after),
    accountsGone(before, after),
    gone('packages-gone', 'Installed packages', packageCount(before), packageCount(after)),
  ];
  return [...compared, keysKept(after, compared)];
}

/**
 * Trade-in mode opens only on a phone that was never set up (AOSP adb/daemon/tradeinmode.cpp). On a phone that was wiped
 * out of this very mode that is nothing new; there it counts that the evaluation, which user data keep open over a
 * restart, has ended.
 * @param evaluationEnded whether that was seen; undefined when the wipe did not begin in trade-in mode
 */
export function tradeInEvidence(json: string, evaluationEnded?: boolean): StateEvidence | undefined {
  const status = parseTradeIn(json);
  if (!status) return undefined;
  const frp = status.factoryResetProtection;
  const open =
    evaluationEnded === undefined
      ? signal('trade-in-open', 'reset', 'decisive', 'The phone offers its trade-in mode, so it was not set up since.')
      : evaluationEnded
        ? signal('evaluation-ended', 'reset', 'decisive', 'The evaluation that user data had kept open has ended.')
        : signal('trade-in-open', 'unknown', 'supporting', 'The phone offers its trade-in mode, as it did before.');
  return {
    channel: 'trade-in',
    signals: [
      open,
      ...(frp === undefined
        ? []
        : [signal('frp', 'unknown', 'supporting', `Factory reset protection is ${frp ? 'active' : 'not active'}.`)]),
    ],
  };
}

/** Without any shell: necessary for a reset, and not sufficient. */
export function silentEvidence(channel: 'unauthorized' | 'absent', wasAuthorized: boolean): StateEvidence {
  if (channel === 'unauthorized') {
    const says = wasAuthorized ? 'reset' : 'unknown';
    return {
      channel,
      signals: [signal('keys-gone', says, 'supporting', 'The phone does not know this bench any more.')],
    };
  }
  const text = 'The phone did not come back on adb, as a phone does whose USB debugging is off after a reset.';
  return { channel, signals: [signal('left-adb', 'unknown', 'supporting', text)] };
}
