/** AOSP Settings.Global.DEVICE_PROVISIONED and Settings.Secure.USER_SETUP_COMPLETE: 0 until the set-up wizard has ended. */
import { type Probe, signalOf, textOf } from './probe.ts';

const ID = 'provisioning';

export const provisioningProbe: Probe = {
  id: ID,
  looksAt: 'set-up flags',
  needs: ['device-provisioned', 'user-setup-complete'],
  proves: 'The phone waits for its set-up, as it does when its settings are new.',
  cannotProve: 'A shell may write both flags. In test harness mode the phone counts as set up, and this tells nothing.',
  signal: ({ after }) => {
    const [provisioned, setUp] = [textOf(after, 'device-provisioned'), textOf(after, 'user-setup-complete')];
    return provisioned === '0' || setUp === '0'
      ? signalOf(ID, 'reset', 'supporting', 'The phone has not been set up since.')
      : signalOf(ID, 'unknown', 'supporting', 'The phone does not say that it waits for its set-up.');
  },
};
