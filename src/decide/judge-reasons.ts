/** Why a verdict, a level or a claim is lower than the profile would allow. One sentence each, for people. */

export interface Reason {
  readonly code: string;
  readonly text: string;
}

const TEXTS = {
  PHONE_SWAPPED: 'Another phone came back on this seat; nothing is known of the one that was to be wiped.',
  RUN_NOT_DONE: 'The run did not reach its end.',
  NOT_TOUCHED: 'No step that erases was begun.',
  NOT_ACKNOWLEDGED: 'The phone never said that it had erased itself.',
  STEP_NOT_DONE: 'A step of the plan has no record of being done.',
  STATE_NOT_RESET: 'The phone was seen in a state that a phone which was just reset cannot be in.',
  STATE_CONTRADICTS: 'Something about the state of the phone does not fit a reset.',
  STATE_NOT_OBSERVED: 'The state of the phone after the wipe could not be observed well enough.',
  PHONE_NOT_IDENTIFIED: 'It could not be shown that what was seen afterwards is the same phone.',
  STATE_MISSING: 'The plan promised to look at the state of the phone after the wipe, and that did not happen.',
  CANARIES_VOID: 'The files that were to be planted before the wipe and looked for afterwards prove nothing.',
  PROBE_SIGNS_MISSING:
    'The planted files are gone, and too little else shows new user data: whoever deletes files alone looks like that.',
  PROFILE_CLAIMS_NOTHING: 'The profile claims no method for this route.',
  SAMPLE_MISSING: 'The plan promised to read the raw storage after the wipe, and that did not happen.',
  SAMPLE_OF_OTHER_NODE: 'The raw storage that was read is not the one the plan names.',
  SAMPLE_BEFORE_WIPE: 'The raw storage was read before the erasing step had ended.',
  LEVEL_CAPPED_BY_PROFILE: 'The profile does not allow a higher level for this route.',
  STORAGE_NOT_ENCRYPTED:
    'The storage was not encrypted, so what a reset leaves behind can be read; only writing over it, or sampling it, tells more.',
  ENCRYPTION_UNKNOWN:
    'It is not known that the storage was encrypted; if it was not, what a reset leaves behind can be read.',
  WORD_ONLY: 'A word is all there is, the phone’s own or a person’s; what rests on a word is never called verified.',
  BELOW_REQUIRED_LEVEL: 'The evidence does not reach the level that was asked for.',
  CLAIM_NEEDS_RESULT: 'A method is claimed only for a wipe that is known to have happened.',
  PURGE_NEEDS_VERIFIED: 'Purge is claimed only for a verified wipe.',
  PURGE_NEEDS_KEY_DESTRUCTION:
    'Discarding, overwriting or a maker reset supports Clear; Purge needs cryptographic erase (SP 800-88r2 3.2).',
  PURGE_NEEDS_ENCRYPTION: 'It is not known that all data was encrypted before the wipe (SP 800-88r2 3.2.2).',
  PURGE_NEEDS_KEY_EVIDENCE: 'There is no evidence that the key was destroyed.',
} as const;

export type JudgeCode = keyof typeof TEXTS;

export function judgeReason(code: JudgeCode): Reason {
  return { code, text: TEXTS[code] };
}
