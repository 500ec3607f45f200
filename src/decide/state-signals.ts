/**
 * What a phone's state after the wipe says, compared with its state before: all probes together, by the way in which the
 * phone could be looked at. What each signal is worth follows the sources of Android, see `probes/`.
 */
import type { CanaryLook } from '../model/canary-look.ts';
import type { Readings } from '../model/readings.ts';
import type { StateEvidence, StateSignal } from '../model/state-evidence.ts';
import { accountsProbe } from './probes/accounts.ts';
import { androidIdProbe } from './probes/android-id.ts';
import { bootReasonProbe } from './probes/boot-reason.ts';
import { canariesProbe } from './probes/canaries.ts';
import { keysKept } from './probes/keys-kept.ts';
import { packagesProbe } from './probes/packages.ts';
import type { Probe } from './probes/probe.ts';
import { signalOf } from './probes/probe.ts';
import { provisioningProbe } from './probes/provisioning.ts';
import { tradeInSignals } from './probes/trade-in.ts';
import { usersProbe } from './probes/users.ts';

/** Every look in a shell, root or not. */
const READING_PROBES: readonly Probe[] = [
  androidIdProbe,
  bootReasonProbe,
  provisioningProbe,
  accountsProbe,
  packagesProbe,
  usersProbe,
];

/** The same with the one that needs files to have been planted. */
export const SHELL_PROBES: readonly Probe[] = [canariesProbe, ...READING_PROBES];

/** What has to be asked in a shell before the wipe and after it for all of them. */
export const PROBE_READINGS = [...new Set(SHELL_PROBES.flatMap(({ needs }) => needs))];

/** From an ordinary shell, root or not. @param canaries absent where the plan plants none; then nothing is said of them */
export function shellSignals(before: Readings, after: Readings, canaries?: CanaryLook): StateSignal[] {
  const compared = READING_PROBES.map((probe) => probe.signal({ before, after }));
  const planted = canaries === undefined ? [] : [canariesProbe.signal({ before, after, canaries })];
  return [...planted, ...compared, keysKept(after, compared)];
}

/** @param evaluationEnded whether that was seen; undefined when the wipe did not begin in trade-in mode */
export function tradeInEvidence(json: string, evaluationEnded?: boolean): StateEvidence | undefined {
  const signals = tradeInSignals(json, evaluationEnded);
  return signals && { channel: 'trade-in', signals };
}

/** Without any shell: necessary for a reset, and not sufficient. */
export function silentEvidence(channel: 'unauthorized' | 'absent', wasAuthorized: boolean): StateEvidence {
  if (channel === 'unauthorized') {
    const says = wasAuthorized ? 'reset' : 'unknown';
    return {
      channel,
      signals: [signalOf('keys-gone', says, 'supporting', 'The phone does not know this bench any more.')],
    };
  }
  const text = 'The phone did not come back on adb, as a phone does whose USB debugging is off after a reset.';
  return { channel, signals: [signalOf('left-adb', 'unknown', 'supporting', text)] };
}
