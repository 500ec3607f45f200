/** How the erasure was checked, from weakest to strongest. Printed on every certificate. */
import { z } from 'zod';

export const EVIDENCE_LEVELS = [
  'NOT-VERIFIED',
  'OPERATOR-CONFIRMED',
  'STATUS-ONLY',
  'STATE-OBSERVED',
  'LOGICAL-PROBE',
  'STATISTICAL',
  'R1-REPRESENTATIVE',
  'FULL-READ',
] as const;
export const evidenceLevelSchema = z.enum(EVIDENCE_LEVELS);
export type EvidenceLevel = z.infer<typeof evidenceLevelSchema>;

export function levelRank(level: EvidenceLevel): number {
  return EVIDENCE_LEVELS.indexOf(level);
}

export function weakestLevel(a: EvidenceLevel, b: EvidenceLevel): EvidenceLevel {
  return levelRank(a) <= levelRank(b) ? a : b;
}

/** One sentence of meaning for people, per level. */
export const LEVEL_MEANING: Readonly<Record<EvidenceLevel, string>> = {
  'NOT-VERIFIED': 'Nothing was checked.',
  'OPERATOR-CONFIRMED': 'A person said that the phone showed its first screen; nothing was measured.',
  'STATUS-ONLY': 'The phone reported that it had erased itself; nothing else was observed.',
  'STATE-OBSERVED': 'The phone reported success and was then seen in the state of a phone that was just reset.',
  'LOGICAL-PROBE':
    'Files that were planted and read back before the wipe were looked for in a shell afterwards and were gone, and Android itself shows new user data; the raw storage was not read.',
  STATISTICAL: 'Places of the raw storage chosen at random after the wipe were read and held nothing from before it.',
  'R1-REPRESENTATIVE':
    'At least ten per cent of the raw storage was read as NIST SP 800-88 Rev. 1 section 4.7 describes.',
  'FULL-READ': 'Every byte of the raw storage that the phone lets us address was read.',
};

/**
 * The meaning where no phone ever said that it had erased itself, and a person's word stands in for that.
 * @param acknowledged that the phone itself said so
 */
export function levelMeaning(level: EvidenceLevel, acknowledged: boolean): string {
  return level === 'STATE-OBSERVED' && !acknowledged
    ? 'A person said that it was done, and the phone was then seen in the state of a phone that was just reset.'
    : LEVEL_MEANING[level];
}
