/** Progress of a reading: share, rate and rest time. */
import { bytesText, secondsText } from './units.ts';

export interface ReadingState {
  readonly what: 'baseline' | 'verify';
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

const BAR = 20;

/** @param seconds since the reading began */
export function readingText(state: ReadingState, seconds: number): string {
  const share = state.total === 0 ? 1 : Math.min(1, state.done / state.total);
  const filled = Math.round(share * BAR);
  const bar = '#'.repeat(filled) + '-'.repeat(BAR - filled);
  const rate = seconds > 0.2 ? `${bytesText(state.bytes / seconds)}/s` : '';
  const rest = share > 0 && seconds > 0.5 && share < 1 ? `, ${secondsText((seconds / share) * (1 - share))} left` : '';
  const what = state.what === 'baseline' ? 'before the wipe' : 'after the wipe';
  return `[${bar}] ${state.done} of ${state.total} places ${what} ${rate}${rest}`.trimEnd();
}
