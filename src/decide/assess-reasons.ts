/**
 * Why a sample does not carry a verdict. `violates`: content from before the wipe is there. `doubts`: it cannot be told,
 * so the phone is never called verified, at no level. `weakens`: nothing speaks against the phone, but the sample is too
 * poor for the level STATISTICAL. `forbids-purge`: only the claim falls.
 */
export type Weight = 'violates' | 'doubts' | 'weakens' | 'forbids-purge';

export interface AssessReason {
  readonly code: AssessCode;
  readonly weight: Weight;
  readonly text: string;
}

const REASONS = {
  CANARY_FOUND: ['violates', 'A file that was planted before the wipe is still on the raw storage.'],
  CONTENT_REMAINED: ['violates', 'Content that was on the raw storage before the wipe is still there.'],
  PLAINTEXT_FOUND: ['violates', 'Readable content was found on a storage that should hold ciphertext or nothing.'],
  KEY_NOT_DESTROYED_CONTENT_REMAINED: [
    'violates',
    'The metadata key is the same as before the wipe, and content it protects is still there.',
  ],
  KEY_NOT_DESTROYED: ['doubts', 'The metadata key is the same as before the wipe.'],
  CIPHERTEXT_REMAINED: ['doubts', 'Ciphertext from before the wipe remained; the key it needs was destroyed.'],
  RANDOM_LIKE_UNEXPLAINED: [
    'doubts',
    'Places hold data that looks random; without key evidence it may be old ciphertext or compressed files.',
  ],
  CONSTANT_FOUND: ['doubts', 'Places hold one repeated value that is neither 00 nor FF.'],
  NEW_FILE_SYSTEM_OR_LEFTOVER: [
    'doubts',
    'Places hold structured data that may belong to the new file system or to the old one.',
  ],
  STRUCTURED_BY_CHANCE: [
    'doubts',
    'So few places look structured that chance among random data explains them as well.',
  ],
  PLACES_DISAGREE: [
    'doubts',
    'Places read for the first time and places read before the wipe differ, or may differ where they could not be read, by more than chance allows.',
  ],
  FINDINGS_INCONSISTENT: ['doubts', 'The counts of the sample contradict each other.'],
  FILL_BROKEN: ['violates', 'Places that were written over hold something other than what was written there.'],
  FILL_MISSING: [
    'doubts',
    'Places that were written over read as zeros: what was written there was lost, or dropped by the storage.',
  ],
  FILL_NOT_CHECKED: ['doubts', 'The storage was written over, and no place was compared with what was written.'],
  READING_STOPPED: ['doubts', 'The reading was ended at its first hit, so most places were never read.'],
  FASTER_THAN_STORAGE: [
    'doubts',
    'The phone answered faster than the interface of its storage can carry: this was not read from there.',
  ],
  NO_BASELINE: ['weakens', 'The raw storage was not read before the wipe, so nothing could be compared.'],
  TOO_FEW_WINDOWS: ['weakens', 'Too few places were read to say that less than one per cent is dirty.'],
  FEW_INFORMATIVE_PLACES: ['weakens', 'Too few of the places read before the wipe held anything to compare.'],
  CACHE_NOT_BYPASSED: ['weakens', 'The phone may have answered from its page cache instead of its storage.'],
  UNREADABLE_PLACES: ['weakens', 'More places could not be read than the bound allows; an unread place is not clean.'],
  FIXED_PLACE_UNREADABLE: ['weakens', 'A place that must always be read could not be read.'],
  PLAINTEXT_BEFORE_WIPE: [
    'forbids-purge',
    'Plaintext was on the raw storage before the wipe, so destroying a key does not cover all data (SP 800-88r2 3.2.2).',
  ],
} as const satisfies Record<string, readonly [Weight, string]>;

export type AssessCode = keyof typeof REASONS;

export function assessReason(code: AssessCode): AssessReason {
  const [weight, text] = REASONS[code];
  return { code, weight, text };
}
