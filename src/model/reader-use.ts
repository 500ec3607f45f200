/** What the reader may be used for: a small program that is put on the phone to read its storage faster than `dd`. */
import { z } from 'zod';

/**
 * `never`: nothing is put on the phone. `reads`: it gives bytes, and this computer looks at all of them. `classifies`: it
 * says what they hold, and is held to it by a random part of them. `auto`: it classifies where the cable is what a long
 * reading waits for, and reads otherwise.
 */
export const READER_USES = ['auto', 'never', 'reads', 'classifies'] as const;
export const readerUseSchema = z.enum(READER_USES);
export type ReaderUse = z.infer<typeof readerUseSchema>;
