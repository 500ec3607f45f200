/** Accounts that were signed in. A phone that was just reset has none, whatever was known before. */
import { accountCount } from '../accounts.ts';
import { goneSignal, type Probe, signalOf, textOf } from './probe.ts';

const ID = 'accounts-gone';

export const accountsProbe: Probe = {
  id: ID,
  looksAt: 'accounts',
  needs: ['accounts'],
  proves: 'The accounts that were signed in before are not on the phone any more.',
  cannotProve: 'Nothing where nobody was signed in. An account can be removed without a reset.',
  signal: ({ before, after }) => {
    const [old, now] = [accountCount(textOf(before, 'accounts') ?? ''), accountCount(textOf(after, 'accounts') ?? '')];
    if (old === undefined && now !== undefined && now > 0) {
      return signalOf(ID, 'not-reset', 'supporting', 'There are accounts on the phone.');
    }
    return goneSignal(ID, 'Accounts', old, now);
  },
};
