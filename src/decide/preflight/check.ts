/** What a check of preflight is made of: which readings it looks at, what they say, and the words for each answer. */
import type { Identity } from '../../model/identity.ts';
import type { PreflightCode, PreflightItem } from '../../model/preflight.ts';
import type { ReadingName, Readings } from '../../model/readings.ts';

export type Severity = PreflightItem['severity'];
export type State = PreflightItem['state'];

/** Everything that is known; `properties` is the parsed list, empty when there is none. */
export interface View {
  readonly readings: Readings;
  readonly identity: Identity;
  readonly properties: ReadonlyMap<string, string>;
}

/** What one source says. `severity` lowers that of the check, for a weaker kind of yes. */
export type Witness =
  | { readonly says: 'yes'; readonly from: string; readonly severity?: Severity }
  | { readonly says: 'no'; readonly from: string }
  | { readonly says: 'unknown'; readonly why: string };

export interface Check {
  readonly code: PreflightCode;
  /** When the answer is yes. What is not so is `info`; what is not known blocks nothing, and warns where a yes would. */
  readonly severity: Severity;
  /** What it needs to be asked of the phone. */
  readonly readings: readonly ReadingName[];
  readonly look: (view: View) => Witness;
  readonly words: Readonly<Record<State, string>>;
  /** What the operator can do about a yes. */
  readonly action?: string;
}
