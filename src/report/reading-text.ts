/** Progress of reading and of writing: share, rate and rest time. */
import { bytesText, secondsText } from './units.ts';

export interface ReadingState {
  readonly what: 'baseline' | 'verify' | 'sample';
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly hits?: number;
}

const BAR = 20;

function shareOf({ done, total }: { readonly done: number; readonly total: number }): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

function barOf(share: number): string {
  const filled = Math.round(share * BAR);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}]`;
}

function paceText(bytes: number, share: number, seconds: number): string {
  const rate = seconds > 0.2 ? `${bytesText(bytes / seconds)}/s` : '';
  const rest = share > 0 && seconds > 0.5 && share < 1 ? `, ${secondsText((seconds / share) * (1 - share))} left` : '';
  return `${rate}${rest}`;
}

/** @param seconds since the reading began */
export function readingText(state: ReadingState, seconds: number): string {
  const share = shareOf(state);
  const what = { baseline: ' before the wipe', verify: ' after the wipe', sample: '' }[state.what];
  const hits = state.hits === undefined || state.hits === 0 ? '' : `, ${state.hits} with hits`;
  const pace = paceText(state.bytes, share, seconds);
  return `${barOf(share)} ${state.done} of ${state.total} places${what}${hits} ${pace}`.trimEnd();
}

export interface WritingState {
  /** Bytes. */
  readonly done: number;
  readonly total: number;
}

/** @param seconds since the writing began */
export function writingText(state: WritingState, seconds: number): string {
  const share = shareOf(state);
  const pace = paceText(state.done, share, seconds);
  return `${barOf(share)} ${bytesText(state.done)} of ${bytesText(state.total)} written ${pace}`.trimEnd();
}
