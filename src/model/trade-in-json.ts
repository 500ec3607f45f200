/** `tradeinmode getstatus` (Android 16). Makers vary, so everything is optional and unknown members are ignored. */
import { z } from 'zod';

export const tradeInJsonSchema = z.object({
  serial: z.string().optional(),
  imeis: z.array(z.string()).optional(),
  imei: z.union([z.string(), z.array(z.string())]).optional(),
  locks: z.object({ factory_reset_protection: z.boolean().optional() }).optional(),
  product: z.object({ device: z.string().optional(), model: z.string().optional() }).optional(),
});
