/** What one of several sources tells of a phone, before they are put together. */
import type { Identity } from '../model/identity.ts';

/** What one source told. What it did not tell is left out. */
export type PartialIdentity = Partial<Omit<Identity, 'confidence' | 'why' | 'storage'>> & {
  readonly storage?: Identity['storage'];
  readonly why: readonly string[];
  readonly contradictions: readonly string[];
};
