/** One physical phone on one seat, whatever mode it shows at the moment. */
import { z } from 'zod';
import { sightingSchema } from './sighting.ts';

export const handsetSchema = z.strictObject({
  /** The port path, or `serial:…` where there is no port. What survives a reboot. */
  seat: z.string().min(1),
  /** Strong: a port. Weak: only a serial, which other phones may share. */
  binding: z.enum(['strong', 'weak']),
  sightings: z.array(sightingSchema).min(1),
});
export type Handset = z.infer<typeof handsetSchema>;
