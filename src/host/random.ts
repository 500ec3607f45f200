/** Randomness as a capability. The system's is the kernel's CSPRNG through node:crypto. */
import { randomBytes } from 'node:crypto';

export interface Random {
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (count) => new Uint8Array(randomBytes(count)) };
