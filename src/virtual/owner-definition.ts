/** What the owner, an organisation, a lender or a tinkerer left on a virtual phone, beside accounts, owners and users. */
import { z } from 'zod';

/** IccCardConstants.State, as `gsm.sim.state` has them. */
const SIM_STATES = [
  'ABSENT',
  'PIN_REQUIRED',
  'PUK_REQUIRED',
  'NETWORK_LOCKED',
  'NOT_READY',
  'READY',
  'LOADED',
] as const;

export const ownerStateShape = {
  /** Device administrators that own nothing, such as Find My Device or the program of a lender; a reset removes them. */
  admins: z.array(z.string().regex(/^[\w.]+\/[\w.$]+$/, 'PACKAGE/CLASS or PACKAGE/.CLASS')).default([]),
  /** One state for each SIM slot. No wipe changes it; without it the property `gsm.sim.state` says it. */
  sim: z.array(z.enum(SIM_STATES)).min(1).optional(),
  /** Names of the profiles on the eSIM chip, which no wipe of the phone erases. */
  esim: z.array(z.string().min(1)).default([]),
  /** A dynamic system update in user data; `running` is what the phone was started into. */
  dsu: z.enum(['none', 'installed', 'running']).default('none'),
  /** A Virtual A/B update that waits for the next start, or is being merged. */
  update: z.enum(['none', 'snapshotted', 'merging']).default('none'),
  /** Magisk in the boot image, and its program in user data. */
  rooted: z.boolean().default(false),
  testHarness: z.boolean().default(false),
};
