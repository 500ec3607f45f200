/** android_id is made new with the user data (AOSP Settings.Secure.ANDROID_ID). The same one means that they are still there. */
import { type Probe, signalOf, textOf } from './probe.ts';

const ID = 'android-id-changed';

const usable = (id: string | undefined) => id !== undefined && /^[0-9a-f]{8,16}$/.test(id);

export const androidIdProbe: Probe = {
  id: ID,
  looksAt: 'android_id',
  needs: ['android-id'],
  proves: 'A new android_id was made, as Android does when its settings are new; the old one would prove the opposite.',
  cannotProve: 'A shell may write this setting, so a new one alone does not show that anything else was erased.',
  signal: ({ before, after }) => {
    const [old, now] = [textOf(before, 'android-id'), textOf(after, 'android-id')];
    if (!usable(old) || !usable(now)) {
      return signalOf(ID, 'unknown', 'supporting', 'The android_id could not be compared.');
    }
    return old === now
      ? signalOf(ID, 'not-reset', 'decisive', 'The android_id is the one from before the wipe.')
      : signalOf(ID, 'reset', 'supporting', 'The android_id is a new one.');
  },
};
