/** What a driver saw at one moment. It says only what was seen; what it means is decided elsewhere. */
import { z } from 'zod';

/**
 * States of `adb devices -l` (AOSP packages/modules/adb/transport.cpp), `fastboot` for a boot loader, `fastbootd` for its
 * user-space form in recovery, and `unknown` for words we do not know.
 */
export const DEVICE_STATES = [
  'device',
  'recovery',
  'sideload',
  'rescue',
  'bootloader',
  'fastboot',
  'fastbootd',
  'unauthorized',
  'authorizing',
  'connecting',
  'offline',
  'no-permissions',
  'host',
  'detached',
  'unknown',
] as const;
export const deviceStateSchema = z.enum(DEVICE_STATES);
export type DeviceState = z.infer<typeof deviceStateSchema>;

export const sightingSchema = z.strictObject({
  driver: z.enum(['adb', 'fastboot']),
  /** The driver's own name for it; for adb the transport id. Not stable over a reconnection. */
  handle: z.string().min(1),
  /** Where it is plugged in (`usb:1-4.2`, `tcp:127.0.0.1:5555`); absent when the driver cannot tell. */
  port: z.string().optional(),
  /** As the driver prints it; not unique, sometimes not even a serial. */
  serial: z.string(),
  state: deviceStateSchema,
  /** The driver's words where `state` says less than they do, such as a permission text. */
  detail: z.string().optional(),
  product: z.string().optional(),
  model: z.string().optional(),
  device: z.string().optional(),
});
export type Sighting = z.infer<typeof sightingSchema>;
