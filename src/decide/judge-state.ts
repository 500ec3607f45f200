/** What the state of the phone shows, taken together. */
import type { StateEvidence } from '../model/state-evidence.ts';

/**
 * `reset`: one decisive sign, or two supporting ones of different names, and nothing against it. Supporting signs count
 * only where the state was really read: a phone that is absent or refuses us fits a reset and many other things, so
 * silence never adds up to an observation. A decisive sign needs a phone that was there. Planted files that are gone are
 * no sign of a reset here: whoever wants to look reset need only delete them.
 * `not-reset`: a decisive sign that it was not reset. `contradictory`: a lesser one.
 */
export type ObservedState = 'reset' | 'not-reset' | 'contradictory' | 'unseen';

const READ_CHANNELS: readonly StateEvidence['channel'][] = ['root-shell', 'shell', 'trade-in', 'rescue'];
const SUPPORTING_NEEDED = 2;

export function observedState(state: StateEvidence | null): ObservedState {
  if (state === null) return 'unseen';
  const against = state.signals.filter((signal) => signal.says === 'not-reset');
  if (against.some((signal) => signal.worth === 'decisive')) return 'not-reset';
  if (against.length > 0) return 'contradictory';
  const signs = state.signals.filter((signal) => signal.says === 'reset' && signal.id !== 'canaries-gone');
  if (state.channel !== 'absent' && signs.some((signal) => signal.worth === 'decisive')) return 'reset';
  const names = new Set(signs.map((signal) => signal.id));
  return READ_CHANNELS.includes(state.channel) && names.size >= SUPPORTING_NEEDED ? 'reset' : 'unseen';
}
