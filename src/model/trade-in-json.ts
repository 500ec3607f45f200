/** `tradeinmode getstatus` (Android 16). Makers vary, so everything is optional and unknown members are ignored. */
import { z } from 'zod';

/** What is of another type than expected is as if it were not told; the rest is worth having. */
const text = z.string().optional().catch(undefined);
const count = z.number().int().nonnegative().optional().catch(undefined);

export const tradeInJsonSchema = z.object({
  serial: z.string().optional(),
  imeis: z.array(z.string()).optional(),
  imei: z.union([z.string(), z.array(z.string())]).optional(),
  locks: z.object({ factory_reset_protection: z.boolean().optional() }).optional(),
  product: z
    .object({
      device: z.string().optional(),
      model: z.string().optional(),
      brand: text,
      manufacturer: text,
      name: text,
    })
    .optional(),
  launch_level: count,
  /** Only our own virtual phones say this. */
  wipebench_virtual: z.boolean().optional().catch(undefined),
  storage: z.object({ capacity_bytes: count }).optional().catch(undefined),
});
