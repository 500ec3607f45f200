/** The line of the memory card: a medium of its own (R2v3 B(10)), which no wipe of the phone reaches. */
import { z } from 'zod';
import type { Plan } from './plan.ts';
import { type CardOutcome, cardOutcomeSchema, type Run } from './run.ts';

export const SD_CARD_LINES = ['absent', 'left', 'formatted', 'overwritten', 'unknown'] as const;

export const sdCardClaimSchema = z.strictObject({
  state: z.enum(SD_CARD_LINES),
  /** One sentence for people. */
  text: z.string().min(1),
  /** Null where its size is not known. */
  bytes: cardOutcomeSchema.shape.bytes,
  /** Places read after writing over it, and how many of them did not hold what was written; null where none was. */
  read: cardOutcomeSchema.shape.read,
});
export type SdCardClaim = z.infer<typeof sdCardClaimSchema>;

function ofOutcome({ done, bytes, read }: CardOutcome): SdCardClaim {
  if (done === 'formatted') {
    const text = 'Formatted: it has an empty file system, and what it held was not written over.';
    return { state: 'formatted', text, bytes, read };
  }
  if (read === null || read.places === 0) {
    return { state: 'overwritten', text: 'Written over; no place was read afterwards.', bytes, read };
  }
  return read.wrong === 0
    ? {
        state: 'overwritten',
        text: `Written over; ${read.places} places were read afterwards and held what was written.`,
        bytes,
        read,
      }
    : {
        state: 'unknown',
        text: `Written over, but ${read.wrong} of ${read.places} places did not hold what was written; treat it as not erased.`,
        bytes,
        read,
      };
}

export function sdCardClaim(plan: Plan, run: Run): SdCardClaim {
  if (run.sdCard) return ofOutcome(run.sdCard);
  const nothing = { bytes: null, read: null };
  if (plan.sdCard !== 'leave') {
    const text = `It was to be ${plan.sdCard === 'format' ? 'formatted' : 'written over'}, and it is not known that this was done.`;
    return { state: 'unknown', text, ...nothing };
  }
  const present = plan.preflight.find((item) => item.code === 'SD_CARD_PRESENT')?.state ?? 'unknown';
  if (present === 'no') return { state: 'absent', text: 'No memory card was mounted in the phone.', ...nothing };
  return present === 'yes'
    ? { state: 'left', text: 'Left in the phone: this wipe does not erase it.', ...nothing }
    : { state: 'unknown', text: 'Whether one is in the phone is not known; this wipe would not erase it.', ...nothing };
}
