import { levelRank } from '../model/evidence-level.ts';
import type { Identity } from '../model/identity.ts';
import type { Claim, Step } from '../model/plan.ts';

/** Why the best outcome will not be called verified, said before anything is erased; see `judge`. */
export function neverVerified(claim: Claim, steps: readonly Step[], { encryption }: Identity): string[] {
  const reasons: string[] = [];
  if (levelRank(claim.maxLevel) < levelRank('STATE-OBSERVED')) {
    reasons.push('What rests on a word alone, a phone’s or a person’s, is not called verified.');
  }
  const looks = claim.technique === 'overwrite' || steps.some(({ verb }) => verb === 'probe:sample');
  if (looks) return reasons;
  if (!('value' in encryption.state)) {
    reasons.push('Unless the storage is seen to be encrypted afterwards, this is not called verified.');
  } else if (encryption.state.value !== 'encrypted') {
    reasons.push(
      'The storage is not encrypted: what a reset leaves behind can be read, so this is not called verified.',
    );
  }
  return reasons;
}
