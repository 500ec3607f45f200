/** Where a run is shown to people, however that is done. */
import type { Reporter } from '../model/event.ts';

export interface RunScreen {
  readonly report: Reporter;
  /** A line of words from elsewhere, such as the answer to Ctrl-C. */
  say(text: string): void;
  /** Keeps still while a person is asked; what must be said meanwhile goes on lines of its own. @returns goes on */
  hold(): () => void;
  /** For good: nothing brings it back. */
  stop(): void;
}
