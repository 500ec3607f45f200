/**
 * A probe: one question that is asked of a phone before and after its wipe by an ordinary shell, and what the answers
 * say. None proves which method emptied the phone, and none sees the raw storage.
 */
import type { CanaryLook } from '../../model/canary-look.ts';
import { type ReadingName, type Readings, readingText } from '../../model/readings.ts';
import type { StateSignal } from '../../model/state-evidence.ts';

export interface Probed {
  readonly before: Readings;
  readonly after: Readings;
  /** Undefined when the plan plants no files. */
  readonly canaries?: CanaryLook | undefined;
}

export interface Probe {
  /** Name of its signal. */
  readonly id: string;
  /** What is looked at, in two or three words for a list. */
  readonly looksAt: string;
  /** What it asks for before and after. */
  readonly needs: readonly Exclude<ReadingName, 'getvar' | 'miassistant'>[];
  /** A whole sentence each. */
  readonly proves: string;
  readonly cannotProve: string;
  readonly signal: (probed: Probed) => StateSignal;
}

/** The text of a reading that ended well, trimmed; undefined for every refusal. */
export function textOf(readings: Readings, name: ReadingName): string | undefined {
  const reading = readingText(readings, name);
  return 'text' in reading ? reading.text.trim() : undefined;
}

/** `says`, `worth` and words; the probe's own id is put in front of them. */
export function signalOf(
  id: string,
  says: StateSignal['says'],
  worth: StateSignal['worth'],
  text: string,
): StateSignal {
  return { id, says, worth, text };
}

/** Things that were there and must be gone. Having been none before proves nothing. */
export function goneSignal(
  id: string,
  what: string,
  before: number | undefined,
  after: number | undefined,
): StateSignal {
  if (before === undefined || after === undefined || before === 0) {
    return signalOf(id, 'unknown', 'supporting', `${what} could not be compared, or there were none before.`);
  }
  return after === 0
    ? signalOf(id, 'reset', 'supporting', `${what} are gone.`)
    : signalOf(id, 'not-reset', 'decisive', `${what} are still there.`);
}
